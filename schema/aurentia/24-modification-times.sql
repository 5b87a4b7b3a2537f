-- `updated_at` is the database's to say. A client may send one; it is overwritten.

create or replace function aurentia.update_updated_at_column() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end
$$;

comment on function aurentia.update_updated_at_column() is 'Stamps a changed row with the time of its transaction.';

-- Every table that has the column gets the trigger; the others do not say when they changed.
do $$
declare
    stamped name;
begin
    for stamped in
        select relname
        from pg_attribute
        join pg_class on pg_class.oid = attrelid
        where relnamespace = 'aurentia'::regnamespace
            and relkind = 'r'
            and attname = 'updated_at'
            and not attisdropped
    loop
        execute format(
            'create or replace trigger %I before update on aurentia.%I
             for each row execute function aurentia.update_updated_at_column()',
            'update_' || stamped || '_updated_at', stamped
        );
    end loop;
end
$$;

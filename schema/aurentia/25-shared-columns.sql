-- The columns that mean the same wherever they are. A table that has more to say about one has said it in its own file,
-- and keeps that.

do $$
declare
    shared record;
begin
    for shared in
        select relname, attname, meaning
        from pg_attribute
        join pg_class on pg_class.oid = attrelid
        join (values
            ('id',              'Identifies the row.'),
            ('organization_id', 'The organization it belongs to.'),
            ('projet_id',       'The project it belongs to.'),
            ('created_at',      'When the row was written.'),
            ('updated_at',      'When the row last changed.')
        ) as meanings (name, meaning) on attname = meanings.name
        where relnamespace = 'aurentia'::regnamespace
            and relkind = 'r'
            and col_description(attrelid, attnum) is null
    loop
        execute format('comment on column aurentia.%I.%I is %L', shared.relname, shared.attname, shared.meaning);
    end loop;
end
$$;

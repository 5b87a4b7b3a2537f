-- Columns the database keeps by itself. A client may send them; they are overwritten.

create or replace function util.set_updated_at() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end
$$;

comment on function util.set_updated_at() is 'Stamps a changed row with the time of its transaction.';

-- Every table of the ten schemas that has the column; a table that gets it later need not be remembered here.
do $$
declare
    stamped regclass;
begin
    for stamped in
        select attribute.attrelid::regclass
        from pg_catalog.pg_attribute as attribute
        join pg_catalog.pg_class as relation on relation.oid = attribute.attrelid
        join pg_catalog.pg_namespace as namespace on namespace.oid = relation.relnamespace
        where attribute.attname = 'updated_at'
          and not attribute.attisdropped
          and relation.relkind in ('r', 'p')
          and not relation.relispartition
          and namespace.nspname in (
              'public', 'content', 'access', 'learn', 'assessments',
              'gamification', 'referrals', 'rbac', 'media', 'util'
          )
        order by attribute.attrelid::regclass::text
    loop
        execute format(
            'create or replace trigger set_updated_at before update on %s
             for each row execute function util.set_updated_at()',
            stamped
        );
    end loop;
end
$$;

-- Two columns that say one thing: older clients ask for `is_published`, the workflow moves `workflow_status`.

create or replace function util.sync_is_published() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.is_published := new.workflow_status = 'published';
    -- Only courses have a date; the first one stands.
    if tg_table_name = 'courses' and new.is_published then
        new.published_at := coalesce(new.published_at, now());
    end if;
    return new;
end
$$;

comment on function util.sync_is_published() is 'Keeps `is_published` the same as the workflow''s `published`.';

create or replace trigger sync_is_published
    before insert or update on content.courses
    for each row execute function util.sync_is_published();

create or replace trigger sync_is_published
    before insert or update on content.lessons
    for each row execute function util.sync_is_published();

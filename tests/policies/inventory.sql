-- How much there is in the schemas $1. Tables include partitions, views include materialized ones; indexes are those
-- that no constraint brought, and no partitioned index.
with
schemas as (select oid from pg_namespace where nspname = any ($1)),
relations as (select pg_class.oid, relkind from pg_class join schemas on schemas.oid = relnamespace)
select
    (select count(*) from relations where relkind in ('r', 'p')) as tables,
    (select count(*) from relations where relkind in ('v', 'm')) as views,
    (
        select count(*)
        from pg_proc join schemas on schemas.oid = pronamespace
        where not exists (
            select from pg_depend where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e'
        )
    ) as functions,
    (select count(*) from pg_policy join relations on relations.oid = polrelid) as policies,
    (select count(*) from pg_type join schemas on schemas.oid = typnamespace where typtype = 'e') as enums,
    (
        select count(*)
        from pg_trigger join relations on relations.oid = tgrelid
        where not tgisinternal and tgparentid = 0
    ) as triggers,
    (
        select count(*)
        from pg_index
        join relations on relations.oid = indrelid
        join pg_class as index on index.oid = indexrelid
        where not index.relispartition
          and not exists (select from pg_constraint where conindid = indexrelid)
    ) as indexes;

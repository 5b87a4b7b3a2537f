-- The relations of the exposed schemas: whatever can stand after FROM, single partitions excepted (SCC-02, EMB-06).
--   $1 oid[]  the exposed schemas
select
  c.oid,
  n.nspname as schema,
  c.relname as name,
  c.relkind as kind,
  d.description,
  -- What can be done to the relation at all, as bits: 4 UPDATE, 8 INSERT, 16 DELETE. For views and foreign tables
  -- PostgreSQL is asked, INSTEAD OF triggers included; privileges never count (OPT-03).
  case
    when c.relkind in ('r', 'p') then 4 + 8 + 16
    when c.relkind in ('v', 'f') then pg_relation_is_updatable(c.oid, true)
    else 0
  end as possible_events,
  -- Whether nothing else happens when a row is written. PostgreSQL's own triggers that only look at other rows do not
  -- count: unique_key_recheck, and those of foreign keys that check or refuse.
  c.relkind = 'r'
    and not c.relhasrules
    and not c.relhassubclass
    and not exists (
      select from pg_trigger t
      where t.tgrelid = c.oid
        and not (t.tgisinternal and t.tgfoid = any (array[
          'pg_catalog.unique_key_recheck',
          'pg_catalog."RI_FKey_check_ins"', 'pg_catalog."RI_FKey_check_upd"',
          'pg_catalog."RI_FKey_restrict_del"', 'pg_catalog."RI_FKey_restrict_upd"',
          'pg_catalog."RI_FKey_noaction_del"', 'pg_catalog."RI_FKey_noaction_upd"'
        ]::regproc[]::oid[]))
    ) as inert
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_description d on d.objoid = c.oid and d.classoid = 'pg_class'::regclass and d.objsubid = 0
where c.relnamespace = any ($1)
  and n.nspname not in ('pg_catalog', 'information_schema')
  and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and not c.relispartition

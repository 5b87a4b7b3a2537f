-- The schemas that the folders' files made, the oldest first: the first is the API's default.
-- `public` is always there; it counts when something is in it that no extension brought.
select namespace.nspname::text as schema
from pg_namespace as namespace
where namespace.nspname !~ '^pg_'
  and namespace.nspname not in ('information_schema', 'rowgate_dev')
  -- Schemas that serve the database, by the names they have on hosted platforms too.
  and namespace.nspname not in ('auth', 'cron', 'extensions', 'net', 'storage', 'vault')
  and not exists (
      select from pg_depend as owned
      where owned.classid = 'pg_namespace'::regclass and owned.objid = namespace.oid and owned.deptype = 'e'
  )
  and (
      namespace.nspname <> 'public'
      or exists (
          select from pg_class as relation
          where relation.relnamespace = namespace.oid
            and relation.relkind in ('r', 'v', 'm', 'f', 'p')
            and not exists (select from pg_depend where objid = relation.oid and deptype = 'e')
      )
      or exists (
          select from pg_proc as routine
          where routine.pronamespace = namespace.oid
            and not exists (select from pg_depend where objid = routine.oid and deptype = 'e')
      )
  )
order by namespace.oid;

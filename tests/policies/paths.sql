-- The paths of a schema's API: the root, its relations without partitions, its functions without those of triggers.
-- When $2, only what service_role may use.
select '/' as path
union
select '/' || relname
from pg_class
where relnamespace::regnamespace::text = $1
  and relkind in ('r', 'p', 'v', 'm', 'f')
  and not relispartition
  and (not $2 or has_any_column_privilege('service_role', oid, 'select, insert, update'))
union
select '/rpc/' || proname
from pg_proc
where pronamespace::regnamespace::text = $1
  and prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
  and (not $2 or has_function_privilege('service_role', oid, 'execute'));

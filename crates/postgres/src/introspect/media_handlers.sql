-- Aggregates and functions that return a media type domain (REP-30 … REP-32).
--   $1 oid[]  the exposed schemas
with media_types as (
  select t.oid as type, lower(t.typname) as media_type
  from pg_type t
  where t.typtype = 'd'
    and (t.typname ~* '^[a-z0-9.-]+/[a-z0-9.+-]+$' or t.typname = '*/*')
),
row_types as (
  select c.reltype as type, n.nspname as schema, c.relname as name
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f')
)
select
  n.nspname as function_schema,
  p.proname as function_name,
  p.prokind = 'a' as is_aggregate,
  -- Both null for an aggregate over anyelement and for a function.
  argument.schema as argument_schema,
  argument.name as argument_name,
  media_types.media_type
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join media_types on media_types.type = p.prorettype
left join row_types argument on p.prokind = 'a' and argument.type = p.proargtypes[0]
where p.pronamespace = any ($1)
  and (
    p.prokind = 'a' and p.pronargs = 1 and (argument.type is not null or p.proargtypes[0] = 'anyelement'::regtype)
    or p.prokind = 'f' and not p.proretset
  )

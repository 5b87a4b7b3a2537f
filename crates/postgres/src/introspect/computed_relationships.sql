-- Functions from a row of one relation to rows of another (EMB-07).
with row_types as (
  select c.reltype as type, n.nspname as schema, c.relname as name
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f')
)
select
  n.nspname as function_schema,
  p.proname as function_name,
  origin.schema as origin_schema,
  origin.name as origin_name,
  target.schema as target_schema,
  target.name as target_name,
  not p.proretset or p.prorows = 1 as to_one
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join row_types origin on origin.type = p.proargtypes[0]
join row_types target on target.type = p.prorettype
where p.pronargs = 1
  and p.prokind = 'f'

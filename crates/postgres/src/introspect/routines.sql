-- The functions that clients can call (RPC-01).
--   $1 oid[]   the exposed schemas
--   $2 text[]  regular expressions: which SET clauses, as name=value, the transaction takes over (AUT-58)
with recursive domain_steps (domain, base, is_domain) as (
  select t.oid, b.oid, b.typtype = 'd'
  from pg_type t
  join pg_type b on b.oid = t.typbasetype
  where t.typtype = 'd'
  union all
  select s.domain, b.oid, b.typtype = 'd'
  from domain_steps s
  join pg_type t on t.oid = s.base
  join pg_type b on b.oid = t.typbasetype
  where s.is_domain
)
select
  n.nspname as schema,
  p.proname as name,
  d.description,
  -- Names and modes are of all arguments, types of the input arguments only. Modes are null when all are input.
  p.proargnames as argument_names,
  p.proargmodes as argument_modes,
  array(select format_type(i.type, null) from unnest(p.proargtypes) with ordinality i (type, number) order by i.number)
    as input_types,
  p.pronargdefaults as default_count,
  p.provariadic <> 0 as variadic,
  result_schema.nspname as result_schema,
  coalesce(result_relation.relname, result.typname) as result_name,
  p.proretset as returns_set,
  -- OUT, INOUT and TABLE arguments make the result a row, whatever its type (RPC-02).
  result.typtype = 'c' or coalesce(p.proargmodes && '{o,b,t}'::"char"[], false) as returns_row,
  domains.base is not null as result_is_domain,
  p.provolatile as volatility,
  (select s from unnest(p.proconfig) s where s like 'default\_transaction\_isolation=%') as isolation,
  array(select s from unnest(p.proconfig) s where s ~ any ($2)) as settings
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
left join domain_steps domains on domains.domain = p.prorettype and not domains.is_domain
join pg_type result on result.oid = coalesce(domains.base, p.prorettype)
join pg_namespace result_schema on result_schema.oid = result.typnamespace
left join pg_class result_relation on result_relation.oid = result.typrelid
left join pg_description d on d.objoid = p.oid and d.classoid = 'pg_proc'::regclass
where p.pronamespace = any ($1)
  and p.prokind = 'f'
  and result.oid <> 'trigger'::regtype
  -- Arguments are given by name; the one that may do without takes the whole body.
  and (
    p.pronargs = 0
    or p.proargnames is not null
    or p.pronargs = 1 and p.proargtypes[0] in
      ('bytea'::regtype, 'json'::regtype, 'jsonb'::regtype, 'text'::regtype, 'xml'::regtype)
  )

-- Implicit casts between a domain and json or text, by functions that the connection's role may execute (REP-40).
select
  format_type(k.castsource, null) as source,
  format_type(k.casttarget, null) as target,
  n.nspname as function_schema,
  p.proname as function_name
from pg_cast k
join pg_type source on source.oid = k.castsource
join pg_type target on target.oid = k.casttarget
join pg_proc p on p.oid = k.castfunc
join pg_namespace n on n.oid = p.pronamespace
where k.castcontext = 'i'
  and k.castmethod = 'f'
  and has_function_privilege(p.oid, 'execute')
  and (
    source.typtype = 'd' and k.casttarget in ('json'::regtype, 'text'::regtype)
    or target.typtype = 'd' and k.castsource in ('json'::regtype, 'text'::regtype)
  )

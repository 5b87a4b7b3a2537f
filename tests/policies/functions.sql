-- The functions of the schemas $1, and the API's roles that may execute them. Functions of one name are one, unless
-- their rights differ.
select distinct
    format(
        '%s.%s | %s', schema.nspname, routine.proname,
        coalesce((
            select string_agg(role, ', ' order by role)
            from unnest('{anon,authenticated,service_role}'::text[]) as role
            where has_function_privilege(role, routine.oid, 'execute')
        ), 'nobody')
    )
from pg_proc as routine
join pg_namespace as schema on schema.oid = routine.pronamespace
where schema.nspname = any ($1)
  and routine.prorettype <> 'trigger'::regtype
  and not exists (
      select from pg_depend
      where pg_depend.classid = 'pg_proc'::regclass and pg_depend.objid = routine.oid and pg_depend.deptype = 'e'
  );

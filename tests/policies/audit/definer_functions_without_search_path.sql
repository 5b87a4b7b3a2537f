-- Functions that run with their owner's rights and find their tables on the caller's search path.
--
-- The path has to be empty, so that every name in the body says its schema, or to end with pg_temp: unnamed, the
-- schema of temporary tables comes first.
select format('%s.%s(%s)', schema.nspname, routine.proname, oidvectortypes(routine.proargtypes)) as finding
from pg_proc as routine
join pg_namespace as schema on schema.oid = routine.pronamespace
where schema.nspname = any ($1::name[] || $2)
  and routine.prosecdef
  and not exists (
      select from unnest(routine.proconfig) as setting
      where setting ~ '^search_path=(""|.*,\s*"?pg_temp"?)$'
  );

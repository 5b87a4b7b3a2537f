-- Functions that PUBLIC may execute: every role there is, and every role there will be.
select format('%s.%s(%s)', schema.nspname, routine.proname, oidvectortypes(routine.proargtypes)) as finding
from pg_proc as routine
join pg_namespace as schema on schema.oid = routine.pronamespace
cross join lateral aclexplode(coalesce(routine.proacl, acldefault('f', routine.proowner))) as privilege
where schema.nspname = any ($1::name[] || $2)
  and privilege.grantee = 0
  and privilege.privilege_type = 'EXECUTE';

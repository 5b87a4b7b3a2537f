-- Privileges of people that are about more than rows. TRUNCATE and REFERENCES ask no policy, TRIGGER and CREATE run
-- code.
select format('%s on %s.%s', privilege, schema.nspname, relation.relname) as finding
from pg_class as relation
join pg_namespace as schema on schema.oid = relation.relnamespace
cross join unnest('{anon,authenticated}'::name[]) as client
cross join unnest('{truncate,references,trigger}'::text[]) as privilege
where schema.nspname = any ($1)
  and relation.relkind in ('r', 'p', 'v', 'm', 'f')
  and has_table_privilege(client, relation.oid, privilege)
union
select format('create on schema %s', nspname)
from pg_namespace
cross join unnest('{anon,authenticated,service_role}'::name[]) as client
where nspname = any ($1::name[] || $2)
  and has_schema_privilege(client, oid, 'create');

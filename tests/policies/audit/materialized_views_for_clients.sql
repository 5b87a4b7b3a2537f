-- Materialized views that people may read. No policy can be put on one: whoever reads it reads all of it.
select format('%s.%s', schema.nspname, relation.relname) as finding
from pg_class as relation
join pg_namespace as schema on schema.oid = relation.relnamespace
cross join unnest('{anon,authenticated}'::name[]) as client
where schema.nspname = any ($1)
  and relation.relkind = 'm'
  and has_any_column_privilege(client, relation.oid, 'select')
group by finding;

-- Partitions that people may reach themselves. They go through the table, whose policies are the ones that were
-- thought about.
select format('%s.%s', schema.nspname, relation.relname) as finding
from pg_class as relation
join pg_namespace as schema on schema.oid = relation.relnamespace
cross join unnest('{anon,authenticated}'::name[]) as client
where schema.nspname = any ($1)
  and relation.relispartition
  and relation.relkind in ('r', 'p')
  and (
      has_any_column_privilege(client, relation.oid, 'select, insert, update')
      or has_table_privilege(client, relation.oid, 'delete')
  )
group by finding;

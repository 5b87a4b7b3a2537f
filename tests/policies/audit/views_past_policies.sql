-- Views that people may read and that read with their owner's rights, past the policies of the tables below. Such a
-- view has to choose the rows, and the columns, itself.
select format('%s.%s', schema.nspname, relation.relname) as finding
from pg_class as relation
join pg_namespace as schema on schema.oid = relation.relnamespace
cross join unnest('{anon,authenticated}'::name[]) as client
where schema.nspname = any ($1)
  and relation.relkind = 'v'
  and has_any_column_privilege(client, relation.oid, 'select')
  and not coalesce((
      select option_value::boolean
      from pg_options_to_table(relation.reloptions)
      where option_name = 'security_invoker'
  ), false)
group by finding;

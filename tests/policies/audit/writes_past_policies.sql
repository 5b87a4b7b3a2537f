-- Views that people may write through, and that write with their owner's rights, past the policies of the table below.
-- A view of one table can be written without anybody having meant it to be.
select format('%s.%s', schema.nspname, relation.relname) as finding
from pg_class as relation
join pg_namespace as schema on schema.oid = relation.relnamespace
cross join unnest('{anon,authenticated}'::name[]) as client
-- Bits of what can be done to the view: 4 is UPDATE, 8 INSERT, 16 DELETE.
cross join (values (4, 'update'), (8, 'insert'), (16, 'delete')) as verb (bit, privilege)
where schema.nspname = any ($1)
  and relation.relkind = 'v'
  and pg_relation_is_updatable(relation.oid, true) & verb.bit <> 0
  and case
          when verb.privilege = 'delete' then has_table_privilege(client, relation.oid, verb.privilege)
          else has_any_column_privilege(client, relation.oid, verb.privilege)
      end
  and not coalesce((
      select option_value::boolean
      from pg_options_to_table(relation.reloptions)
      where option_name = 'security_invoker'
  ), false)
group by finding;

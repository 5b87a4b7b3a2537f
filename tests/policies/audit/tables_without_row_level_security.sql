-- Tables, and partitions of tables, that their grants alone protect.
select format('%s.%s', schema.nspname, relation.relname) as finding
from pg_class as relation
join pg_namespace as schema on schema.oid = relation.relnamespace
where schema.nspname = any ($1)
  and relation.relkind in ('r', 'p')
  and not relation.relrowsecurity;

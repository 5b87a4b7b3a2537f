-- What the API's description has nothing to say about: schemas, relations, their columns, and functions without a
-- comment. A partition is described by its table.
select format('schema %s', nspname) as finding
from pg_namespace as schema
where nspname = any ($1)
  and obj_description(schema.oid, 'pg_namespace') is null
union all
select format('%s.%s', schema.nspname, relation.relname)
from pg_class as relation
join pg_namespace as schema on schema.oid = relation.relnamespace
where schema.nspname = any ($1)
  and relation.relkind in ('r', 'p', 'v', 'm', 'f')
  and not relation.relispartition
  and obj_description(relation.oid, 'pg_class') is null
union all
select format('%s.%s.%s', schema.nspname, relation.relname, attribute.attname)
from pg_class as relation
join pg_namespace as schema on schema.oid = relation.relnamespace
join pg_attribute as attribute on attribute.attrelid = relation.oid
where schema.nspname = any ($1)
  and relation.relkind in ('r', 'p', 'v', 'm', 'f')
  and not relation.relispartition
  and attribute.attnum > 0
  and not attribute.attisdropped
  and col_description(relation.oid, attribute.attnum) is null
union all
select format('%s.%s(%s)', schema.nspname, routine.proname, oidvectortypes(routine.proargtypes))
from pg_proc as routine
join pg_namespace as schema on schema.oid = routine.pronamespace
where schema.nspname = any ($1)
  and obj_description(routine.oid, 'pg_proc') is null;

-- A query that counts a user's rows (`$1`) in each table of the schemas `$1` here that refers to auth.users and that the
-- role `$2` may read. Null when there is no such table.
select string_agg(
    format(
        'select %L as schema, %L as table, count(*) as rows from %s where %I::text = $1',
        namespace.nspname, relation.relname, relation.oid::regclass, attribute.attname
    ),
    ' union all '
) as counts
from pg_constraint as reference
join pg_class as relation on relation.oid = reference.conrelid
join pg_namespace as namespace on namespace.oid = relation.relnamespace
join pg_attribute as attribute on attribute.attrelid = relation.oid and attribute.attnum = reference.conkey[1]
where reference.contype = 'f'
  and reference.confrelid = 'auth.users'::regclass
  and cardinality(reference.conkey) = 1
  and namespace.nspname = any ($1)
  and has_table_privilege($2, relation.oid, 'select');

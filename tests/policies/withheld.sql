-- Where the API's people hold a privilege on some columns of a relation in the schemas $1: those on which they do not.
select
    format(
        '%s.%s | %s | %s | %s', schema.nspname, relation.relname, role, verb,
        string_agg(attribute.attname, ', ' order by attribute.attnum) filter (where not attribute.granted)
    )
from pg_class as relation
join pg_namespace as schema on schema.oid = relation.relnamespace
cross join unnest('{anon,authenticated}'::text[]) as role
cross join unnest('{select,insert,update}'::text[]) as verb
cross join lateral (
    select attname, attnum, has_column_privilege(role, relation.oid, attnum, verb) as granted
    from pg_attribute
    where attrelid = relation.oid and attnum > 0 and not attisdropped
) as attribute
where schema.nspname = any ($1)
  and relation.relkind in ('r', 'p', 'v', 'm')
group by schema.nspname, relation.relname, role, verb
having bool_or(attribute.granted) and not bool_and(attribute.granted);

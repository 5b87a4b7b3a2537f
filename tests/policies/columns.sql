-- The columns of the table $1, and the API's roles that may write them.
select
    attribute.attname::text as name,
    attribute.attnum = any (primary_key.conkey) as key,
    exists (
        select from pg_index as index
        where index.indrelid = attribute.attrelid and index.indisunique and attribute.attnum = any (index.indkey)
    ) as unique,
    attribute.attgenerated <> '' or attribute.attidentity = 'a' as generated,
    array(
        select role from unnest('{anon,authenticated,service_role}'::text[]) as role
        where has_column_privilege(role, attribute.attrelid, attribute.attnum, 'insert')
    ) as insert,
    array(
        select role from unnest('{anon,authenticated,service_role}'::text[]) as role
        where has_column_privilege(role, attribute.attrelid, attribute.attnum, 'update')
    ) as update
from pg_attribute as attribute
join pg_constraint as primary_key
    on primary_key.conrelid = attribute.attrelid and primary_key.contype = 'p'
where attribute.attrelid = $1::text::regclass
  and attribute.attnum > 0
  and not attribute.attisdropped
order by attribute.attnum;

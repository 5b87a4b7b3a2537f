-- Foreign keys whose columns are not the first ones, in any order, of an index on the whole table. Every row deleted
-- or embedded at the other end is then a scan of this table.
select format(
           '%s.%s (%s)', schema.nspname, relation.relname,
           (
               select string_agg(attribute.attname, ', ' order by key.position)
               from unnest(reference.conkey) with ordinality as key (number, position)
               join pg_attribute as attribute
                   on attribute.attrelid = reference.conrelid and attribute.attnum = key.number
           )
       ) as finding
from pg_constraint as reference
join pg_class as relation on relation.oid = reference.conrelid
join pg_namespace as schema on schema.oid = relation.relnamespace
where schema.nspname = any ($1)
  and reference.contype = 'f'
  -- A partition's share of its parent's key is the parent's affair.
  and reference.conparentid = 0
  and not exists (
      select from pg_index as index
      where index.indrelid = reference.conrelid
        and index.indisvalid
        and index.indpred is null
        and index.indnkeyatts >= cardinality(reference.conkey)
        and (index.indkey::int2[])[0:cardinality(reference.conkey) - 1] @> reference.conkey
  );

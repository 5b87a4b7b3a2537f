-- Primary keys and unique constraints of the whole database: views of exposed schemas inherit keys of tables that are
-- not exposed (EMB-04). A unique index without a constraint is no key (EMB-02).
select
  k.conrelid as relation,
  n.nspname as schema,
  c.relname as name,
  k.contype = 'p' as is_primary,
  k.conkey as columns
from pg_constraint k
join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = c.relnamespace
where k.contype in ('p', 'u')

-- The foreign keys of the whole database, in both ends' column order: (a, b) → (x, y) pairs a with x. The copies that
-- partitions inherit have a parent constraint and are left out (EMB-01).
select
  k.conname as "constraint",
  k.conrelid as child,
  k.confrelid as parent,
  k.conkey as child_columns,
  k.confkey as parent_columns
from pg_constraint k
where k.contype = 'f' and k.conparentid = 0

-- The labels of enum types, in their sort order.
select enumtypid as type, array_agg(enumlabel order by enumsortorder) as labels
from pg_enum
group by enumtypid

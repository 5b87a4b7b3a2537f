-- The queries behind views and materialized views, as PostgreSQL's node trees.
--   $1 oid[]  the schemas of views to trace: the exposed ones and the extra search path (EMB-04)
select r.ev_class as view, r.ev_action::text as action
from pg_class c
join pg_rewrite r on r.ev_class = c.oid and r.ev_type = '1' -- the rule ON SELECT
where c.relnamespace = any ($1)
  and c.relkind in ('v', 'm')

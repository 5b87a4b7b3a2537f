-- Types that are no part of PostgreSQL and whose values are strings in JSON: enums, ranges and base types (citext, ltree).
-- Not arrays, not rows, and not what has a cast to json of its own, which to_json and json_agg would use. A domain counts
-- as the type below it.
select t.oid as type
from pg_type t
where t.oid >= 16384
  and t.typtype in ('b', 'e', 'm', 'r')
  and t.typelem = 0
  and not exists (
    select from pg_cast c
    where c.castsource = t.oid and c.casttarget = 'json'::regtype and c.castmethod = 'f'
  )

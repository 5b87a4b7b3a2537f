-- The gateway's settings that are kept with the connection's role, those for this database first (CFG-60). Settings of
-- the database without a role have no effect.
--   $1 text[]  names to look for, prefix included
select setting.name, setting.value
from pg_roles me
join pg_db_role_setting s on s.setrole = me.oid
cross join lateral (
  select split_part(c, '=', 1) as name, substr(c, strpos(c, '=') + 1) as value
  from unnest(s.setconfig) c
) setting
where me.rolname = current_user
  and s.setdatabase in (0, (select d.oid from pg_database d where d.datname = current_database()))
  and setting.name = any ($1)
order by s.setdatabase = 0, setting.name

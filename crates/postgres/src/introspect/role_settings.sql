-- Settings of the roles that the connection's role is a direct member of, as name=value (AUT-57), with the context in
-- which PostgreSQL lets each be set. Settings it does not know (app.…) are not among them.
select
  r.rolname as role,
  setting.name,
  setting.value,
  s.context = 'user' as anyone_may_set
from pg_roles me
join pg_auth_members m on m.member = me.oid
join pg_roles r on r.oid = m.roleid
cross join lateral (
  select split_part(c, '=', 1) as name, substr(c, strpos(c, '=') + 1) as value
  from unnest(r.rolconfig) c
) setting
join pg_settings s on s.name = setting.name
where me.rolname = current_user
order by r.rolname, setting.name

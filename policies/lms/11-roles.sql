-- Roles and permissions: what they mean is public, who has them is between the person and the admins.
--
-- Three policies are always true. Definitions are no secret: clients show them, and nothing follows from knowing them.

alter table rbac.permissions      enable row level security;
alter table rbac.roles            enable row level security;
alter table rbac.role_permissions enable row level security;
alter table rbac.user_roles       enable row level security;
alter table rbac.role_grants_log  enable row level security;

drop policy if exists permissions_public_read on rbac.permissions;
create policy permissions_public_read on rbac.permissions
    for select using (true);

drop policy if exists roles_public_read on rbac.roles;
create policy roles_public_read on rbac.roles
    for select using (true);

drop policy if exists role_permissions_public_read on rbac.role_permissions;
create policy role_permissions_public_read on rbac.role_permissions
    for select using (true);

-- Admins write all of it. `grant_role` and `revoke_role` are the way that keeps a log.

drop policy if exists permissions_admin_write on rbac.permissions;
create policy permissions_admin_write on rbac.permissions
    for all using (rbac.has_role(auth.uid(), 'admin'));

drop policy if exists user_roles_admin_write on rbac.user_roles;
create policy user_roles_admin_write on rbac.user_roles
    for all using (rbac.has_role(auth.uid(), 'admin'));

drop policy if exists rbac_admin_write on rbac.roles;
create policy rbac_admin_write on rbac.roles
    for all using (rbac.has_role(auth.uid(), 'admin'));

drop policy if exists rbac_admin_write on rbac.role_permissions;
create policy rbac_admin_write on rbac.role_permissions
    for all using (rbac.has_role(auth.uid(), 'admin'));

drop policy if exists user_roles_own_read on rbac.user_roles;
create policy user_roles_own_read on rbac.user_roles
    for select using (user_id = auth.uid());

drop policy if exists role_grants_log_own_read on rbac.role_grants_log;
create policy role_grants_log_own_read on rbac.role_grants_log
    for select using (user_id = auth.uid());

drop policy if exists role_grants_log_admin_read on rbac.role_grants_log;
create policy role_grants_log_admin_read on rbac.role_grants_log
    for select using (rbac.has_role(auth.uid(), 'admin'));

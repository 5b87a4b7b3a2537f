-- Organizations, memberships and people: the ground all other policies stand on.
--
-- For anon `auth.uid()` is null, so that it is a member of nothing, and no row passes.

alter table aurentia.organizations      enable row level security;
alter table aurentia.user_organizations enable row level security;
alter table aurentia.profiles           enable row level security;

-- Organizations are founded and closed by the back office.

drop policy if exists "Users can view their organizations" on aurentia.organizations;
create policy "Users can view their organizations" on aurentia.organizations
    for select using (
        id in (select organization_id from aurentia.user_organizations where user_id = auth.uid())
    );

drop policy if exists "Admins update organization" on aurentia.organizations;
create policy "Admins update organization" on aurentia.organizations
    for update using (id in (select aurentia.my_org_ids(array['ADMIN', 'OWNER'])));

-- This table is what the others ask, so it asks a function: a policy that read its own table would never end.

drop policy if exists "Members can view memberships" on aurentia.user_organizations;
create policy "Members can view memberships" on aurentia.user_organizations
    for select using (user_id = auth.uid() or organization_id in (select aurentia.my_org_ids()));

drop policy if exists "Admins manage memberships" on aurentia.user_organizations;
create policy "Admins manage memberships" on aurentia.user_organizations
    for all using (organization_id in (select aurentia.my_org_ids(array['ADMIN', 'OWNER'])));

-- Which columns of their profile people may update, `00-grants.sql` says.

drop policy if exists "Users see colleagues" on aurentia.profiles;
create policy "Users see colleagues" on aurentia.profiles
    for select using (id = auth.uid() or organization_id in (select aurentia.my_org_ids()));

drop policy if exists "Users update own profile" on aurentia.profiles;
create policy "Users update own profile" on aurentia.profiles
    for update using (id = auth.uid()) with check (id = auth.uid());

-- People: everybody sees themselves, staff sees all. A role is seen by its owner and by administrators, and written by
-- nobody: no policy allows it, and `assign_user_role` needs none.

alter table hospitality.profiles   enable row level security;
alter table hospitality.user_roles enable row level security;

drop policy if exists "Own profile or staff" on hospitality.profiles;
create policy "Own profile or staff" on hospitality.profiles
    for select using (user_id = auth.uid() or hospitality.is_staff());

drop policy if exists "Update own profile" on hospitality.profiles;
create policy "Update own profile" on hospitality.profiles
    for update using (user_id = auth.uid()) with check (user_id = auth.uid());

drop policy if exists "Own roles or admin" on hospitality.user_roles;
create policy "Own roles or admin" on hospitality.user_roles
    for select using (
        user_id = auth.uid()
        or hospitality.has_role(auth.uid(), 'administrateur')
        or hospitality.has_role(auth.uid(), 'super_admin')
    );

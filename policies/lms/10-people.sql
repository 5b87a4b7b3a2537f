-- People: public profiles are for everybody, one's own always, all of them for who manages people.
--
-- A policy names no role here and nowhere in this application: for anon `auth.uid()` is null, and what compares with it
-- is true for nobody. Where a policy has no WITH CHECK, PostgreSQL holds new rows to its USING expression too.

alter table public.profiles                      enable row level security;
alter table public.user_settings                 enable row level security;
alter table public.user_consents                 enable row level security;
alter table public.profile_links                 enable row level security;
alter table public.certificate_verification_logs enable row level security;

drop policy if exists profiles_public_read on public.profiles;
create policy profiles_public_read on public.profiles
    for select using (is_public = true);

drop policy if exists users_own_profiles_read on public.profiles;
create policy users_own_profiles_read on public.profiles
    for select using (id = auth.uid());

drop policy if exists users_own_profiles_update on public.profiles;
create policy users_own_profiles_update on public.profiles
    for update using (id = auth.uid()) with check (id = auth.uid());

drop policy if exists profiles_admin_manage on public.profiles;
create policy profiles_admin_manage on public.profiles
    for all using (rbac.has_permission(auth.uid(), 'manage_users'));

-- Settings, consents, links. A consent is a record: it can be given, not rewritten.

drop policy if exists users_own_user_settings on public.user_settings;
create policy users_own_user_settings on public.user_settings
    for all using (user_id = auth.uid()) with check (user_id = auth.uid());

drop policy if exists user_settings_admin_manage on public.user_settings;
create policy user_settings_admin_manage on public.user_settings
    for all using (rbac.has_permission(auth.uid(), 'manage_users'));

drop policy if exists users_own_user_consents_read on public.user_consents;
create policy users_own_user_consents_read on public.user_consents
    for select using (user_id = auth.uid());

drop policy if exists users_own_user_consents_insert on public.user_consents;
create policy users_own_user_consents_insert on public.user_consents
    for insert with check (user_id = auth.uid());

drop policy if exists user_consents_admin_read on public.user_consents;
create policy user_consents_admin_read on public.user_consents
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists profile_links_public_read on public.profile_links;
create policy profile_links_public_read on public.profile_links
    for select using (is_public = true);

drop policy if exists users_own_profile_links_manage on public.profile_links;
create policy users_own_profile_links_manage on public.profile_links
    for all using (user_id = auth.uid()) with check (user_id = auth.uid());

-- Verifications have addresses in them.

drop policy if exists certificate_verification_logs_admin_read on public.certificate_verification_logs;
create policy certificate_verification_logs_admin_read on public.certificate_verification_logs
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

-- The paywall's own tables. Its functions run with the caller's rights, so the rules must be visible to everybody: a
-- rule that cannot be seen is a rule that does not exist, and its course would be free. Hence two policies that are
-- always true; what they show is a course's price, which the page shows too.

alter table access.tiers                   enable row level security;
alter table access.user_entitlements       enable row level security;
alter table access.course_access_rules     enable row level security;
alter table access.lesson_access_overrides enable row level security;

drop policy if exists tiers_public_read on access.tiers;
create policy tiers_public_read on access.tiers
    for select using (is_active = true);

drop policy if exists tiers_admin_manage on access.tiers;
create policy tiers_admin_manage on access.tiers
    for all using (rbac.has_permission(auth.uid(), 'manage_users'));

drop policy if exists users_own_user_entitlements_read on access.user_entitlements;
create policy users_own_user_entitlements_read on access.user_entitlements
    for select using (user_id = auth.uid());

drop policy if exists user_entitlements_admin_manage on access.user_entitlements;
create policy user_entitlements_admin_manage on access.user_entitlements
    for all using (rbac.has_permission(auth.uid(), 'manage_users'));

drop policy if exists access_rules_public_read on access.course_access_rules;
create policy access_rules_public_read on access.course_access_rules
    for select using (true);

drop policy if exists access_rules_public_read on access.lesson_access_overrides;
create policy access_rules_public_read on access.lesson_access_overrides
    for select using (true);

drop policy if exists access_rules_admin_manage on access.course_access_rules;
create policy access_rules_admin_manage on access.course_access_rules
    for all using (rbac.has_permission(auth.uid(), 'manage_users'));

drop policy if exists access_rules_admin_manage on access.lesson_access_overrides;
create policy access_rules_admin_manage on access.lesson_access_overrides
    for all using (rbac.has_permission(auth.uid(), 'manage_users'));

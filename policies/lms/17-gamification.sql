-- Points: one's own to read. Nobody writes them here; rules and totals can be managed, events cannot even then.

alter table gamification.xp_events           enable row level security;
alter table gamification.xp_sources          enable row level security;
alter table gamification.user_xp             enable row level security;
alter table gamification.level_definitions   enable row level security;
alter table gamification.idempotency_ledger  enable row level security;
alter table gamification.notification_outbox enable row level security;
alter table gamification.seasonal_limits     enable row level security;

drop policy if exists xp_events_users_own_read on gamification.xp_events;
create policy xp_events_users_own_read on gamification.xp_events
    for select using (user_id = auth.uid());

drop policy if exists xp_events_admin_read on gamification.xp_events;
create policy xp_events_admin_read on gamification.xp_events
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists user_xp_users_own_read on gamification.user_xp;
create policy user_xp_users_own_read on gamification.user_xp
    for select using (user_id = auth.uid());

drop policy if exists user_xp_admin_manage on gamification.user_xp;
create policy user_xp_admin_manage on gamification.user_xp
    for all using (rbac.has_permission(auth.uid(), 'manage_users'));

-- Rules, for whoever is signed in. `public_levels` shows levels to everybody else.

drop policy if exists xp_sources_admin_manage on gamification.xp_sources;
create policy xp_sources_admin_manage on gamification.xp_sources
    for all using (rbac.has_permission(auth.uid(), 'manage_users'));

drop policy if exists level_definitions_auth_read on gamification.level_definitions;
create policy level_definitions_auth_read on gamification.level_definitions
    for select using (auth.uid() is not null);

drop policy if exists xp_rules_auth_read on gamification.xp_sources;
create policy xp_rules_auth_read on gamification.xp_sources
    for select using (auth.uid() is not null and is_active);

drop policy if exists xp_rules_auth_read on gamification.seasonal_limits;
create policy xp_rules_auth_read on gamification.seasonal_limits
    for select using (auth.uid() is not null and is_active);

drop policy if exists notification_outbox_users_own_read on gamification.notification_outbox;
create policy notification_outbox_users_own_read on gamification.notification_outbox
    for select using (user_id = auth.uid());

drop policy if exists idempotency_ledger_admin_read on gamification.idempotency_ledger;
create policy idempotency_ledger_admin_read on gamification.idempotency_ledger
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

-- Ambassadors: one's own codes, referrals and payouts. Clicks are other people's, and for `view_analytics` alone.

alter table referrals.programs                enable row level security;
alter table referrals.referral_codes          enable row level security;
alter table referrals.referrals               enable row level security;
alter table referrals.commission_payouts      enable row level security;
alter table referrals.commission_payout_items enable row level security;
alter table referrals.tracking_clicks         enable row level security;

drop policy if exists programs_public_read on referrals.programs;
create policy programs_public_read on referrals.programs
    for select using (is_active = true and is_public = true);

drop policy if exists programs_admin_manage on referrals.programs;
create policy programs_admin_manage on referrals.programs
    for all using (rbac.has_permission('referrals.manage'));

-- Owners change what surrounds their codes; the counters are columns they have no grant for.

drop policy if exists referral_codes_own_manage on referrals.referral_codes;
create policy referral_codes_own_manage on referrals.referral_codes
    for all using (user_id = auth.uid() or rbac.has_permission('referrals.manage'));

-- The back office passes by policies anyway. These two say that nobody else writes.

drop policy if exists referrals_own_read on referrals.referrals;
create policy referrals_own_read on referrals.referrals
    for select using (referrer_id = auth.uid() or rbac.has_permission('view_analytics'));

drop policy if exists referrals_service_write on referrals.referrals;
create policy referrals_service_write on referrals.referrals
    for all using ((auth.jwt() ->> 'role') = 'service_role');

drop policy if exists commission_payouts_own_read on referrals.commission_payouts;
create policy commission_payouts_own_read on referrals.commission_payouts
    for select using (user_id = auth.uid() or rbac.has_permission('referrals.manage'));

drop policy if exists commission_payouts_service_only on referrals.commission_payouts;
create policy commission_payouts_service_only on referrals.commission_payouts
    for all using ((auth.jwt() ->> 'role') = 'service_role');

drop policy if exists payout_items_own_read on referrals.commission_payout_items;
create policy payout_items_own_read on referrals.commission_payout_items
    for select using (exists (select 1 from referrals.commission_payouts p where p.id = payout_id));

drop policy if exists tracking_clicks_admin_only on referrals.tracking_clicks;
create policy tracking_clicks_admin_only on referrals.tracking_clicks
    for select using (rbac.has_permission('view_analytics'));

-- Paul recommends the platform. Twelve clicks, and one of them was Mia, who bought two months of basic.
--
-- The functions and triggers that do this for real do it here: making the code, counting its clicks and confirming the
-- referral credit Paul's points.

insert into referrals.referral_codes (
    id, user_id, program_id, code, code_type, utm_source, utm_medium, landing_page_url, expires_at, created_at
) values (
    'da000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000004',
    'dd000000-0000-4000-8000-000000000002', 'PAUL2025', 'vanity', 'paul', 'social',
    'https://lms.test/bienvenue', null, '2025-01-20 12:00+00'
)
on conflict do nothing;

-- Within the current month and some hours apart, the last one an hour before the demo was loaded.
insert into referrals.tracking_clicks (
    id, referral_code_id, visitor_id, session_id, clicked_at, converted, ip_address_hashed, user_agent_partial,
    utm_source, utm_medium, country_code, city_region, device_type, browser, is_mobile
)
select
    ('dac00000-0000-4000-8000-0000000000' || lpad(number::text, 2, '0'))::uuid,
    'da000000-0000-4000-8000-000000000001',
    'visitor-' || number,
    'session-' || number,
    greatest(now() - make_interval(hours => 13 - number), date_trunc('month', now(), 'UTC')),
    false,
    encode(sha256(convert_to('network ' || number % 5, 'UTF8')), 'hex'),
    'Mozilla/5.0',
    (array['paul', 'newsletter', 'paul'])[number % 3 + 1],
    'social',
    (array['FR', 'BE', 'MA'])[number % 3 + 1],
    (array['EU-WEST', 'EU-WEST', 'MAGHREB'])[number % 3 + 1],
    case number % 2 when 0 then 'mobile' else 'desktop' end,
    (array['firefox', 'chrome', 'safari'])[number % 3 + 1],
    number % 2 = 0
from generate_series(1, 12) as number
where not exists (
    -- A click's id is unique within its month only, and these have new times at every load.
    select from referrals.tracking_clicks as known
    where known.referral_code_id = 'da000000-0000-4000-8000-000000000001'
);

update referrals.referral_codes
set total_clicks = 12, last_used_at = now()
where id = 'da000000-0000-4000-8000-000000000001' and total_clicks = 0;

insert into referrals.referrals (
    id, referrer_id, referred_id, referral_code_id, status, clicked_at, registered_at, visitor_id, session_id,
    utm_source, utm_medium, country_code, city_region, device_type, created_at
) values (
    'db000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000004',
    'd0000000-0000-4000-8000-000000000005', 'da000000-0000-4000-8000-000000000001', 'registered',
    '2025-01-30 18:00+00', '2025-01-30 18:15+00', 'visitor-mia', 'session-mia', 'paul', 'social', 'FR', 'EU-WEST',
    'mobile', '2025-01-30 18:00+00'
)
on conflict do nothing;

update referrals.referrals
set status = 'confirmed',
    converted_at = '2025-02-01 09:00+00',
    confirmed_at = '2025-02-15 09:00+00',
    order_amount_cents = 990,
    commission_amount_cents = 149,
    tier_purchased = 'basic',
    stripe_subscription_id = 'sub_mia_basic',
    entitlement_id = 'd5e00000-0000-4000-8000-000000000002',
    conversion_data = '{"commission_type": "percentage", "rate_percent": 15}',
    attribution_data = '{"model": "last_touch"}',
    fraud_check_results = '{"self_referral": false}'
where id = 'db000000-0000-4000-8000-000000000001' and status = 'registered';

update referrals.referral_codes
set total_conversions = 1, current_uses = 1, total_earnings_cents = 149, paid_earnings_cents = 149
where id = 'da000000-0000-4000-8000-000000000001' and total_conversions = 0;

insert into referrals.commission_payouts (
    id, user_id, referral_code_id, period_start, period_end, total_referrals, gross_amount_cents, fee_cents,
    net_amount_cents, status, payment_method, payment_reference, payment_provider, calculated_at, paid_at,
    calculation_details, created_by
) values (
    'dc000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000004',
    'da000000-0000-4000-8000-000000000001', '2025-02-01', '2025-02-28', 1, 149, 0, 149, 'paid', 'transfer',
    'AIF-2025-02-PAUL', 'stripe', '2025-03-01 03:00+00', '2025-03-03 10:00+00', '{"referrals": 1}',
    'd0000000-0000-4000-8000-000000000001'
)
on conflict do nothing;

insert into referrals.commission_payout_items (
    id, payout_id, referral_id, commission_amount_cents, order_amount_cents, commission_rate_percent, calculated_at
) values (
    'dc100000-0000-4000-8000-000000000001', 'dc000000-0000-4000-8000-000000000001',
    'db000000-0000-4000-8000-000000000001', 149, 990, 15, '2025-03-01 03:00+00'
)
on conflict do nothing;

-- What can be subscribed to, and who did. Paul has premium. Mia had basic for two months, and is on the free tier
-- since.

insert into access.tiers (
    id, tier_key, name, description, sort_order, monthly_price_cents, yearly_price_cents, features, limits,
    stripe_price_id
) values
    ('d5000000-0000-4000-8000-000000000001', 'free', 'Découverte', 'Pour commencer.', 0, 0, null,
     '{"courses": "free", "certificates": false}', '{"downloads_per_month": 0}', null),
    ('d5000000-0000-4000-8000-000000000002', 'basic', 'Essentiel', 'Pour apprendre à son rythme.', 1, 990, 9900,
     '{"courses": "basic", "certificates": true}', '{"downloads_per_month": 10}', 'price_basic'),
    ('d5000000-0000-4000-8000-000000000003', 'premium', 'Premium', 'Tous les cours, toutes les certifications.', 2,
     2990, 29900, '{"courses": "all", "certificates": true, "mentoring": false}', '{"downloads_per_month": 100}',
     'price_premium'),
    ('d5000000-0000-4000-8000-000000000004', 'enterprise', 'Entreprise', 'Pour une équipe.', 3, 9990, 99900,
     '{"courses": "all", "certificates": true, "mentoring": true, "sso": true}', '{"downloads_per_month": null}',
     'price_enterprise')
on conflict do nothing;

insert into access.user_entitlements (
    id, user_id, entitlement_type, entitlement_ref, status, starts_at, expires_at, source, source_reference
) values
    ('d5e00000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000004', 'tier', 'premium', 'active',
     '2025-01-06 12:05+00', null, 'stripe', 'sub_paul_premium'),
    ('d5e00000-0000-4000-8000-000000000002', 'd0000000-0000-4000-8000-000000000005', 'tier', 'basic', 'expired',
     '2025-02-01 09:00+00', '2025-04-01 09:00+00', 'stripe', 'sub_mia_basic'),
    ('d5e00000-0000-4000-8000-000000000003', 'd0000000-0000-4000-8000-000000000001', 'tier', 'enterprise', 'active',
     '2024-11-04 08:00+00', null, 'manual', null)
on conflict do nothing;

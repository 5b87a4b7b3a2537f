-- Five programs, four of which run and three of which everybody sees, and the rules conversions are held to.

insert into referrals.programs (
    id, program_key, program_type, program_name, description, commission_type, commission_value, min_payout_amount,
    commission_rates, max_referrals_per_user, target_tiers, promotional_materials, business_rules, is_active, is_public,
    created_by
) values
    ('dd000000-0000-4000-8000-000000000001', 'standard', 'standard', 'Parrainage',
     'Pour tout le monde.', 'percentage', 10, 1000, '{}', 50, '[]',
     '{"banner": "https://cdn.lms.test/parrainage.webp"}', '{}', true, true, 'd0000000-0000-4000-8000-000000000001'),
    ('dd000000-0000-4000-8000-000000000002', 'ambassador', 'ambassador', 'Ambassadeurs',
     'Pour qui en parle souvent.', 'percentage', 15, 100, '{}', null, '[]',
     '{"banner": "https://cdn.lms.test/ambassadeurs.webp"}', '{}', true, true, 'd0000000-0000-4000-8000-000000000001'),
    ('dd000000-0000-4000-8000-000000000003', 'influencer', 'influencer', 'Créateurs',
     'Pour qui a un public.', 'percentage', 20, 5000, '{}', null, '["premium", "enterprise"]', '{}',
     '{"contract_required": true}', true, true, 'd0000000-0000-4000-8000-000000000001'),
    ('dd000000-0000-4000-8000-000000000004', 'affiliate', 'affiliate', 'Affiliés',
     'Sur invitation.', 'percentage', 25, 10000, '{}', null, '[]', '{}', '{"contract_required": true}', true, false,
     'd0000000-0000-4000-8000-000000000001'),
    ('dd000000-0000-4000-8000-000000000005', 'special', 'special', 'Rentrée',
     'Le temps d''une campagne.', 'tiered', 10, 1000, '{"basic": 10, "premium": 20, "enterprise": 30}', 10, '[]', '{}',
     '{}', false, true, 'd0000000-0000-4000-8000-000000000001')
on conflict do nothing;

insert into referrals.attribution_rules (rule_type, rule_name, rule_description, priority, rule_config, created_by)
values
    ('attribution_model', 'last_touch', 'The last touch has the purchase.', 100, '{"model": "last_touch"}',
     'd0000000-0000-4000-8000-000000000001'),
    ('time_window', 'window_30_days', 'A touch counts for thirty days.', 90, '{"days": 30}',
     'd0000000-0000-4000-8000-000000000001'),
    ('tie_break', 'latest_timestamp', 'Of two touches the later one; of two at once the registration.', 80,
     '{"by": "timestamp"}', 'd0000000-0000-4000-8000-000000000001'),
    ('eligibility', 'no_self_referral', 'Nobody refers themself.', 70, '{"allow_self": false}',
     'd0000000-0000-4000-8000-000000000001'),
    ('eligibility', 'first_purchase_only', 'Renewals do not count.', 60, '{"purchases": 1}',
     'd0000000-0000-4000-8000-000000000001')
on conflict do nothing;

insert into referrals.atomic_conversion_config (
    config_name, config_description, validation_rules, rollback_conditions, success_actions, failure_actions, created_by
) values (
    'default', 'What every conversion is held to.',
    '{"entitlement_required": true, "anti_self_referral": true, "commission_accuracy": true}',
    '{"on_any_error": true}', '{"credit_xp": true, "notify_referrer": true}', '{"answer_error": true}',
    'd0000000-0000-4000-8000-000000000001'
)
on conflict do nothing;

insert into referrals.drift_prevention_rules (
    constraint_type, rule_name, constraint_description, constraint_config, violation_action, enforcement_level
) values
    ('conversion_limit', 'one_conversion_per_person', 'A person converts once per program and window.',
     '{"max": 1, "days": 30}', 'block', 'strict'),
    ('visitor_tracking', 'one_conversion_per_visitor', 'A visitor converts once per program and window.',
     '{"max": 1, "days": 30}', 'block', 'strict'),
    ('time_window', 'within_attribution_window', 'A conversion follows its click within the window.',
     '{"days": 30}', 'warn', 'moderate'),
    ('program_isolation', 'one_program_per_person', 'A person converts in one program per window.',
     '{"max": 1, "days": 30}', 'log', 'advisory')
on conflict do nothing;

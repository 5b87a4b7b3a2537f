-- What the platform promises, how long it keeps things, and what is under way.

insert into util.slo_definitions (
    slo_key, metric_type, target_value, alert_threshold, critical_threshold, service_name, unit, comparison, description
) values
    ('assessments_start_attempt_p95', 'latency', 500, 450, 750, 'assessments', 'ms', 'lte', 'Starting an attempt.'),
    ('verify_certificate_p99', 'latency', 200, 180, 300, 'assessments', 'ms', 'lte', 'Verifying a certificate.'),
    ('credit_xp_p95', 'latency', 300, 270, 450, 'gamification', 'ms', 'lte', 'Crediting points.'),
    ('assessment_completion_success_rate', 'availability', 99.5, 99.0, 98.0, 'assessments', '%', 'gte',
     'Submissions that succeed.'),
    ('certificate_issuance_success_rate', 'availability', 99.8, 99.5, 99.0, 'assessments', '%', 'gte',
     'Certificates issued when asked for.'),
    ('database_connection_availability', 'availability', 99.95, 99.9, 99.5, 'database', '%', 'gte',
     'Connections that are had.'),
    ('referral_code_generation_p95', 'latency', 500, 450, 750, 'referrals', 'ms', 'lte', 'Making a code.'),
    ('referral_click_tracking_p95', 'latency', 200, 180, 300, 'referrals', 'ms', 'lte', 'Writing a click down.'),
    ('referral_conversion_p95', 'latency', 1000, 900, 1500, 'referrals', 'ms', 'lte', 'Counting a purchase.'),
    ('referral_system_availability', 'availability', 99.5, 99.0, 98.0, 'referrals', '%', 'gte', 'Calls that succeed.'),
    ('referral_attribution_error_rate', 'error_rate', 1.5, 2, 3, 'referrals', '%', 'lte',
     'Purchases credited wrongly.'),
    ('referral_commission_success_rate', 'availability', 99.9, 99.5, 99.0, 'referrals', '%', 'gte',
     'Commissions computed at once.'),
    ('referral_click_latency_p95', 'latency', 100, 150, 250, 'referrals', 'ms', 'lte', 'A click, seen from outside.'),
    ('referral_attribution_accuracy', 'availability', 99.9, 99.5, 99.0, 'referrals', '%', 'gte',
     'Purchases credited rightly.'),
    ('referral_click_throughput_per_minute', 'throughput', 1000, 800, 500, 'referrals', 'clicks', 'gte',
     'Clicks that can be taken.'),
    ('referral_fraud_detection_rate', 'error_rate', 5, 7, 10, 'referrals', '%', 'lte', 'Clicks that are suspicious.')
on conflict do nothing;

insert into util.alerting_rules (rule_key, slo_key, severity, channel) values
    ('referral_high_latency', 'referral_click_latency_p95', 'critical', 'mail'),
    ('referral_low_accuracy', 'referral_attribution_accuracy', 'critical', 'pagerduty'),
    ('referral_high_fraud_rate', 'referral_fraud_detection_rate', 'warning', 'slack')
on conflict do nothing;

insert into util.analytics_retention_policies (
    data_type, retention_months, auto_archive_months, include_pii, description
) values
    ('lesson_analytics', 24, 12, true, 'Events of learning.'),
    ('xp_events', 12, null, false, 'Points, month by month.'),
    ('verification_logs', 36, null, true, 'Who verified certificates.'),
    ('referral_tracking_clicks', 12, 6, true, 'Clicks on codes.'),
    ('referral_codes', 24, 12, true, 'Codes.'),
    ('referrals', 24, 12, true, 'Who was sent by whom.'),
    ('referral_commission_payouts', 60, null, true, 'What was paid; the books need it.')
on conflict do nothing;

-- Counted from the day the demo is loaded: taken back within a month, gone after three.
insert into util.migration_status (migration_key, status, rollback_deadline, removal_date, affected_components) values
    ('assessment_analytics_to_lesson_analytics', 'completed', now() + interval '30 days', now() + interval '90 days',
     '{learn.assessment_analytics,learn.lesson_analytics,assessments.assessment_analytics_compat}'),
    ('video_url_to_media_assets', 'in_progress', now() + interval '60 days', null,
     '{content.lessons,media.assets}')
on conflict do nothing;

insert into util.deprecation_timeline (object_name, object_type, deprecated_at, removal_planned_at, replacement, notes)
values
    ('learn.assessment_analytics', 'table', '2025-03-01', now() + interval '90 days', 'learn.lesson_analytics',
     'Empty. Removed by learn.cleanup_deprecated_analytics().'),
    ('content.lessons.video_url', 'column', '2025-02-01', null, 'content.lessons.primary_media_id', null),
    ('assessments.questions.assessment_id', 'column', '2025-02-15', null, 'assessments.assessment_items', null)
on conflict do nothing;

insert into util.migrations_meta (migration_name, checksum, applied_at, applied_by, execution_time_ms)
select
    migration.name, encode(sha256(convert_to(migration.name, 'UTF8')), 'hex'), migration.at::timestamptz, 'ci',
    char_length(migration.name) * 20
from (values
    ('001_profiles', '2024-11-04 08:00+00'),
    ('002_content', '2024-11-05 08:00+00'),
    ('003_access', '2024-11-12 08:00+00'),
    ('004_learn', '2024-11-20 08:00+00'),
    ('005_gamification', '2024-12-02 08:00+00'),
    ('006_referrals', '2025-01-10 08:00+00'),
    ('007_assessments', '2025-02-01 08:00+00'),
    ('008_monitoring', '2025-03-01 08:00+00')
) as migration (name, at)
on conflict do nothing;

insert into util.scale_readiness_guide (id, area, threshold, action, priority) values
    (1, 'lesson_analytics', '10 million events', 'Partition by month; ask learn.prepare_analytics_partitioning().', 90),
    (2, 'connections', '80 % in use', 'Make the pool larger before the server.', 80),
    (3, 'tracking_clicks', '1000 a minute', 'Take clicks in batches.', 70),
    (4, 'leaderboard', '100 000 people', 'Materialise it, and refresh it every minute.', 50)
on conflict do nothing;

insert into util.job_queue (
    id, job_type, status, payload, priority, attempts, run_at, started_at, completed_at, last_error
) values
    ('d1b00000-0000-4000-8000-000000000001', 'email_send', 'completed', '{"template": "welcome", "to": "mia@lms.test"}',
     0, 1, '2025-01-12 18:16+00', '2025-01-12 18:16+00', '2025-01-12 18:16+00', null),
    ('d1b00000-0000-4000-8000-000000000002', 'video_process', 'running',
     '{"asset_id": "d4000000-0000-4000-8000-000000000006"}', 5, 1, '2025-03-28 09:00+00', '2025-03-28 09:00+00', null,
     null),
    ('d1b00000-0000-4000-8000-000000000003', 'webhook_call', 'failed', '{"url": "https://partner.example/hook"}', 0, 3,
     '2025-03-20 10:00+00', '2025-03-20 10:06+00', null, 'timeout after 10 s'),
    ('d1b00000-0000-4000-8000-000000000004', 'maintenance', 'pending', '{"function": "learn.cleanup_old_analytics"}', 0,
     0, '2025-04-01 02:00+00', null, null, null)
on conflict do nothing;

insert into util.gdpr_requests (id, user_id, request_type, status, requested_by, requested_at, fulfilled_at, details)
values
    ('d1d00000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000005', 'export', 'fulfilled',
     'd0000000-0000-4000-8000-000000000005', '2025-02-01 08:31+00', '2025-02-01 08:31+00', '{"scope": "all"}'),
    ('d1d00000-0000-4000-8000-000000000002', 'd0000000-0000-4000-8000-000000000006', 'delete', 'pending',
     'd0000000-0000-4000-8000-000000000006', '2025-03-21 09:00+00', null, '{"scope": "all"}')
on conflict do nothing;

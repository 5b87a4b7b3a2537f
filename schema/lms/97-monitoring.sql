-- What was measured. Made by arithmetic, so that it is the same at every load; nothing here is random.

insert into referrals.performance_monitoring_config (
    metric_name, threshold_value, threshold_unit, severity_level, rollback_trigger, monitoring_interval_seconds
) values
    ('p95_response_time', 500, 'ms', 'critical', true, 30),
    ('error_rate', 5, '%', 'critical', true, 30),
    ('throughput', 10000, 'clicks/min', 'high', false, 60),
    ('connections', 90, '%', 'high', false, 60),
    ('memory', 50, '% of reads from disk', 'medium', false, 300),
    ('disk', 100, 'GB', 'medium', false, 3600)
on conflict do nothing;

insert into referrals.error_budget_tracking (
    id, time_window, service_name, total_requests, failed_requests, slow_requests, budget_total_percent,
    budget_consumed_percent, window_start, window_end
)
select
    md5('error budget ' || service.name)::uuid, 'daily', service.name, service.total, service.failed, service.slow, 1,
    round(100.0 * service.failed / (service.total / 100.0), 2), '2025-03-27 00:00+00', '2025-03-28 00:00+00'
from (values
    ('referral_tracking', 48210, 96, 410),
    ('conversion_processing', 320, 1, 4),
    ('code_generation', 85, 0, 1),
    ('payout_calculation', 40, 0, 0),
    ('analytics', 9120, 75, 300)
) as service (name, total, failed, slow)
on conflict do nothing;

insert into referrals.system_anomalies (
    id, anomaly_type, severity, status, detection_timestamp, affected_component, metric_name, anomaly_score,
    threshold_exceeded, current_value, baseline_value, deviation_percentage, detection_method, resolution_actions,
    resolved_at, resolved_by
) values
    ('db100000-0000-4000-8000-000000000001', 'performance', 'high', 'resolved', '2025-03-12 14:00+00', 'rpc',
     'slow_functions', 0.4, true, 830, 500, 66, 'scan', '{"Index on tracking_clicks (visitor_id, clicked_at)"}',
     '2025-03-12 16:30+00', 'd0000000-0000-4000-8000-000000000001'),
    ('db100000-0000-4000-8000-000000000002', 'security', 'medium', 'false_positive', '2025-03-18 09:00+00',
     'tracking_clicks', 'clicks_of_one_network', 0.3, true, 140, 100, 40, 'scan', '{"A school"}',
     '2025-03-18 09:40+00', 'd0000000-0000-4000-8000-000000000001'),
    ('db100000-0000-4000-8000-000000000003', 'business_logic', 'low', 'investigating', '2025-03-26 11:00+00',
     'referrals', 'one_program_per_person', null, true, null, null, null, 'drift_prevention', '{}', null, null)
on conflict do nothing;

insert into referrals.rollback_execution_log (
    rollback_id, trigger_metric, trigger_value, trigger_threshold, rollback_type, execution_status,
    rollback_actions_taken, recovery_actions, execution_time_ms, initiated_at, completed_at, reverted_at
) values (
    1, 'p95_response_time', 830, 500, 'traffic_throttle', 'completed', '{"tracking_clicks_enabled: on, 50 %"}',
    '{"Set the flags as rollback_config has them."}', 12, '2025-03-12 14:00+00', '2025-03-12 14:00+00',
    '2025-03-12 16:30+00'
)
on conflict do nothing;

select setval(pg_get_serial_sequence('referrals.rollback_execution_log', 'rollback_id'), 1)
where (select max(rollback_id) from referrals.rollback_execution_log) = 1;

-- The privacy tests are run rather than told about.
select referrals.check_dpia_compliance() where not exists (select from referrals.dpia_test_results);

insert into util.slo_measurements (id, slo_key, measured_value, is_violation, measured_at)
select
    row_number() over (order by objective.id, hour),
    objective.slo_key,
    measured.value,
    case objective.comparison
        when 'gte' then measured.value < objective.target_value
        else measured.value > objective.target_value
    end,
    '2025-03-28 00:00+00'::timestamptz + make_interval(hours => hour)
from util.slo_definitions as objective
cross join generate_series(0, 5) as hour
cross join lateral (
    select round(
        case objective.comparison
            when 'gte' then objective.target_value + (case objective.unit when '%' then 0.01 else 40 end) * (hour - 1)
            else objective.target_value * (50 + hour * 6 + objective.id % 5) / 100
        end, 3
    )
) as measured (value)
on conflict do nothing;

insert into util.slo_alerts (id, slo_key, alert_level, message, measured_value, raised_at, acknowledged_at) values
    (1, 'referral_click_latency_p95', 'WARNING', 'referral_click_latency_p95 is 162 ms, promised 100', 162,
     '2025-03-12 14:00+00', '2025-03-12 14:05+00'),
    (2, 'referral_click_latency_p95', 'CRITICAL', 'referral_click_latency_p95 is 310 ms, promised 100', 310,
     '2025-03-12 14:10+00', '2025-03-12 14:12+00')
on conflict do nothing;

insert into util.rpc_latency_log (id, schema_name, function_name, duration_ms, success, called_at)
select
    number,
    (array['assessments', 'gamification', 'referrals', 'public'])[number % 4 + 1],
    (array['start_attempt', 'credit_xp', 'track_referral_click', 'verify_certificate_public'])[number % 4 + 1],
    20 + number * 37 % 180,
    number % 50 <> 0,
    '2025-03-28 08:00+00'::timestamptz + make_interval(secs => number * 30)
from generate_series(1, 120) as number
on conflict do nothing;

insert into util.function_performance_metrics (
    id, schema_name, function_name, window_start, window_end, call_count, error_count, p50_ms, p95_ms, p99_ms, max_ms,
    avg_ms, total_ms
)
select
    day * 4 + function.place + 1, function.schema_name, function.name,
    '2025-03-22'::timestamptz + make_interval(days => day), '2025-03-23'::timestamptz + make_interval(days => day),
    1000 + day * 10, day, function.p50, function.p50 * 4, function.p50 * 7, function.p50 * 20, function.p50 * 1.4,
    function.p50 * 1.4 * (1000 + day * 10)
from generate_series(0, 6) as day
cross join (values
    (0, 'assessments', 'start_attempt', 40),
    (1, 'gamification', 'credit_xp', 18),
    (2, 'referrals', 'track_referral_click', 12),
    (3, 'public', 'verify_certificate_public', 9)
) as function (place, schema_name, name, p50)
on conflict do nothing;

-- Eighty-one indexes on three days.
insert into util.index_usage_history (
    id, schema_name, table_name, index_name, idx_scan, idx_tup_read, idx_tup_fetch, index_size_bytes, usage_category,
    captured_at
)
select
    day * 81 + listed.place, listed.schemaname, listed.tablename, listed.indexname, listed.scans * day,
    listed.scans * day * 3, listed.scans * day * 2, 8192 * (1 + listed.place % 4),
    case
        when listed.scans = 0 then 'NEVER_USED'
        when listed.scans * day < 10 then 'RARELY_USED'
        else 'FREQUENTLY_USED'
    end,
    '2025-03-25 03:00+00'::timestamptz + make_interval(days => day)
from generate_series(0, 2) as day
cross join (
    select
        indexes.schemaname, indexes.tablename, indexes.indexname,
        row_number() over (order by indexes.schemaname, indexes.indexname) as place,
        case when row_number() over (order by indexes.schemaname, indexes.indexname) % 4 = 0 then 0
             else char_length(indexes.indexname) end as scans
    from pg_catalog.pg_indexes as indexes
    where indexes.schemaname in ('public', 'content', 'access', 'learn', 'assessments', 'rbac', 'media')
    order by indexes.schemaname, indexes.indexname
    limit 81
) as listed
on conflict do nothing;

insert into util.storage_metrics_history (
    id, schema_name, row_estimate, table_size_bytes, index_size_bytes, toast_size_bytes, total_size_bytes, growth_bytes,
    growth_percent, captured_at
)
select
    day * 10 + place, name, 500 * place + 40 * day, 40960 * place + 4096 * day, 65536 * place, 8192,
    40960 * place + 4096 * day + 65536 * place + 8192, 4096, round(100.0 * 4096 / (106496 * place + 8192), 2),
    '2025-03-25 03:00+00'::timestamptz + make_interval(days => day)
from generate_series(0, 2) as day
cross join unnest(array[
    'public', 'content', 'access', 'learn', 'assessments', 'gamification', 'referrals', 'rbac', 'media', 'util'
]) with ordinality as schemas (name, place)
on conflict do nothing;

insert into util.optimization_migration_log (
    id, optimization_key, category, target_schema, target_table, description, sql_applied, before_metrics,
    after_metrics, improvement_percent, applied_by, applied_at
)
select
    number,
    'opt_' || lpad(number::text, 3, '0'),
    (array['index', 'query', 'partition', 'policy'])[number % 4 + 1],
    (array['learn', 'gamification', 'referrals', 'assessments', 'content'])[number % 5 + 1],
    (array['lesson_analytics', 'xp_events', 'tracking_clicks', 'attempts', 'lessons'])[number % 5 + 1],
    (array['An index that matches the filter.', 'One query instead of two.', 'Months of their own.',
           'A policy without a join.'])[number % 4 + 1],
    '-- see the migration',
    jsonb_build_object('p95_ms', 400 + number),
    jsonb_build_object('p95_ms', 40 + number),
    round(100.0 * 360 / (400 + number), 2),
    'ada',
    '2025-02-01'::timestamptz + make_interval(days => number)
from generate_series(1, 25) as number
on conflict do nothing;

-- Rows above came with their numbers; the sequences go on after them.
do $$
declare
    numbered record;
begin
    for numbered in
        select attribute.attrelid::regclass as table_name, attribute.attname as column_name,
            pg_get_serial_sequence(attribute.attrelid::regclass::text, attribute.attname) as sequence_name
        from pg_catalog.pg_attribute as attribute
        join pg_catalog.pg_class as relation on relation.oid = attribute.attrelid
        where relation.relnamespace = 'util'::regnamespace
          and relation.relkind = 'r'
          and attribute.attnum > 0
          and pg_get_serial_sequence(attribute.attrelid::regclass::text, attribute.attname) is not null
    loop
        execute format(
            'select setval(%L, greatest((select coalesce(max(%I), 1) from %s), (select last_value from %s)))',
            numbered.sequence_name, numbered.column_name, numbered.table_name, numbered.sequence_name
        );
    end loop;
end
$$;

-- Dashboards of the ambassadors' system. Their tables are for `referrals.manage`; so are these, by the same policies.

create or replace view referrals.admin_anomalies_dashboard with (security_invoker = true) as
select
    anomaly.id,
    anomaly.anomaly_type,
    anomaly.severity,
    anomaly.status,
    array_position(array['critical', 'high', 'medium', 'low'], anomaly.severity) as priority,
    anomaly.detection_timestamp,
    anomaly.affected_component,
    anomaly.metric_name,
    anomaly.anomaly_score,
    anomaly.threshold_exceeded,
    anomaly.current_value,
    anomaly.baseline_value,
    anomaly.deviation_percentage,
    round(extract(epoch from anomaly.resolved_at - anomaly.detection_timestamp) / 60, 1) as resolution_time_minutes,
    count(*) filter (where anomaly.status in ('detected', 'investigating'))
        over (partition by anomaly.anomaly_type) as open_same_type,
    count(*) over (partition by anomaly.severity) as count_by_severity,
    anomaly.resolved_at,
    anomaly.severity in ('high', 'critical') and anomaly.status in ('detected', 'investigating') as needs_alert
from referrals.system_anomalies as anomaly;

comment on view referrals.admin_anomalies_dashboard is
'Anomalies
Each with its priority, how long it took, and how many like it are open.';

comment on column referrals.admin_anomalies_dashboard.id is 'Identifies the row.';
comment on column referrals.admin_anomalies_dashboard.anomaly_type is
    'performance, security, data_integrity, compliance or business_logic.';
comment on column referrals.admin_anomalies_dashboard.severity is 'low, medium, high or critical.';
comment on column referrals.admin_anomalies_dashboard.status is 'detected, investigating, resolved or false_positive.';
comment on column referrals.admin_anomalies_dashboard.priority is '1 for critical to 4 for low.';
comment on column referrals.admin_anomalies_dashboard.detection_timestamp is 'When it was noticed.';
comment on column referrals.admin_anomalies_dashboard.affected_component is 'Where.';
comment on column referrals.admin_anomalies_dashboard.metric_name is 'The detector that noticed it.';
comment on column referrals.admin_anomalies_dashboard.anomaly_score is 'How far from normal, 0 to 1.';
comment on column referrals.admin_anomalies_dashboard.threshold_exceeded is 'Whether it passed a threshold.';
comment on column referrals.admin_anomalies_dashboard.current_value is 'What it is.';
comment on column referrals.admin_anomalies_dashboard.baseline_value is 'What it should be.';
comment on column referrals.admin_anomalies_dashboard.deviation_percentage is
    'The difference, in percent of what it should be.';
comment on column referrals.admin_anomalies_dashboard.resolution_time_minutes is
    'From noticing to settling, in minutes.';
comment on column referrals.admin_anomalies_dashboard.open_same_type is 'Open anomalies of the same type.';
comment on column referrals.admin_anomalies_dashboard.count_by_severity is 'All anomalies of the same severity.';
comment on column referrals.admin_anomalies_dashboard.resolved_at is 'When it was settled.';
comment on column referrals.admin_anomalies_dashboard.needs_alert is 'Whether it is open, and high or critical.';

create or replace view referrals.system_health_summary with (security_invoker = true) as
with calls as (
    select
        round(percentile_cont(0.95) within group (order by call.duration_ms)::numeric, 1) as p95_response_ms,
        round(100.0 * count(*) filter (where not call.success) / nullif(count(*), 0), 2) as error_rate_percent,
        round(count(*) / 60.0, 2) as throughput_per_min
    from util.rpc_latency_log as call
    where call.schema_name = 'referrals' and call.called_at > now() - interval '1 hour'
),
anomalies as (
    select count(*) as open, count(*) filter (where anomaly.severity = 'critical') as critical
    from referrals.system_anomalies as anomaly
    where anomaly.status in ('detected', 'investigating')
),
flags as (
    select
        count(*) as total,
        count(*) filter (where flag.is_enabled) as enabled,
        coalesce(bool_or(flag.is_enabled) filter (where flag.flag_key = 'emergency_read_only_mode'), false)
            as read_only
    from referrals.feature_flags as flag
),
partitions as (
    select count(*) as total from pg_catalog.pg_inherits as inheritance
    where inheritance.inhparent = 'referrals.tracking_clicks'::regclass
),
strays as (
    select count(*) as total from referrals.tracking_clicks as click
    where click.tableoid = 'referrals.tracking_clicks_default'::regclass
),
rollbacks as (
    select
        count(*) filter (where log.initiated_at > now() - interval '24 hours') as recent,
        max(log.initiated_at) as last_at
    from referrals.rollback_execution_log as log
),
privacy as (
    select coalesce(sum(latest.findings_count), 0) as violations, count(*) as tests
    from (
        select distinct on (result.test_name) result.findings_count
        from referrals.dpia_test_results as result
        order by result.test_name, result.test_timestamp desc
    ) as latest
)
select
    case
        when flags.read_only or anomalies.critical > 0 then 'CRITICAL'
        when anomalies.open > 0 or strays.total > 0 or privacy.violations > 0
            or calls.p95_response_ms > 500 or calls.error_rate_percent > 5 then 'DEGRADED'
        else 'HEALTHY'
    end as global_status,
    calls.p95_response_ms,
    calls.error_rate_percent,
    calls.throughput_per_min,
    anomalies.open as open_anomalies,
    anomalies.critical as critical_anomalies,
    flags.total as flags_total,
    flags.enabled as flags_enabled,
    flags.read_only as emergency_read_only,
    partitions.total as partitions_count,
    strays.total as default_partition_rows,
    case when strays.total = 0 then 'HEALTHY' else 'WARNING' end as partitions_status,
    rollbacks.recent as rollbacks_24h,
    rollbacks.last_at as last_rollback_at,
    case
        when privacy.tests = 0 then 'NEVER_TESTED'
        when privacy.violations = 0 then 'COMPLIANT'
        else 'NON_COMPLIANT'
    end as dpia_status,
    privacy.violations as dpia_violations,
    100 - coalesce(calls.error_rate_percent, 0) as sla_percent,
    now() as checked_at
from calls, anomalies, flags, partitions, strays, rollbacks, privacy
where rbac.has_permission('referrals.manage') or pg_has_role('service_role', 'member');

comment on view referrals.system_health_summary is
'How the ambassadors'' system is doing
One row. For `referrals.manage`.';

comment on column referrals.system_health_summary.global_status is 'HEALTHY, DEGRADED or CRITICAL.';
comment on column referrals.system_health_summary.p95_response_ms is
    'All but one call in twenty took less, last hour, in milliseconds.';
comment on column referrals.system_health_summary.error_rate_percent is 'Calls that failed, last hour, in percent.';
comment on column referrals.system_health_summary.throughput_per_min is 'Calls per minute, last hour.';
comment on column referrals.system_health_summary.open_anomalies is 'Anomalies not yet settled.';
comment on column referrals.system_health_summary.critical_anomalies is 'Of those, critical.';
comment on column referrals.system_health_summary.flags_total is 'Switches there are.';
comment on column referrals.system_health_summary.flags_enabled is 'Of those, on.';
comment on column referrals.system_health_summary.emergency_read_only is 'Whether everything is read-only.';
comment on column referrals.system_health_summary.partitions_count is 'Months of clicks, with the default.';
comment on column referrals.system_health_summary.default_partition_rows is 'Clicks that found no month.';
comment on column referrals.system_health_summary.partitions_status is 'HEALTHY when there are none, else WARNING.';
comment on column referrals.system_health_summary.rollbacks_24h is 'Times features were switched off, last day.';
comment on column referrals.system_health_summary.last_rollback_at is 'When they last were.';
comment on column referrals.system_health_summary.dpia_status is 'COMPLIANT, NON_COMPLIANT or NEVER_TESTED.';
comment on column referrals.system_health_summary.dpia_violations is 'What the latest privacy tests found.';
comment on column referrals.system_health_summary.sla_percent is 'Calls that succeeded, last hour, in percent.';
comment on column referrals.system_health_summary.checked_at is 'When this was computed.';

create or replace view referrals.edge_case_testing_dashboard with (security_invoker = true) as
select
    config.test_category,
    count(*) as scenarios,
    count(*) filter (where config.is_active) as active_scenarios,
    count(latest.test_status) as executed,
    count(*) filter (where latest.test_status = 'pass') as passed,
    count(*) filter (where latest.test_status = 'fail') as failed,
    count(*) filter (where latest.test_status = 'error') as errors,
    round(100.0 * count(*) filter (where latest.test_status = 'pass') / nullif(count(latest.test_status), 0), 1)
        as pass_rate_percent,
    round(avg(latest.test_duration_ms)) as avg_duration_ms,
    max(latest.test_start_timestamp) as last_run_at,
    count(*) filter (where latest.edge_case_triggered) as edge_cases_triggered,
    count(*) filter (where latest.recovery_successful) as recoveries_successful,
    round(100.0 * count(latest.test_status) / count(*), 1) as coverage_percent,
    bool_and(coalesce(latest.test_status = 'pass', false)) as protection_active,
    case
        when count(latest.test_status) < count(*) then 'incomplete'
        when bool_and(latest.test_status = 'pass') then 'stable'
        else 'degrading'
    end as trend,
    case
        when bool_and(coalesce(latest.test_status = 'pass', false)) then 'COMPLETE_EDGE_CASES_COVERED'
        else 'INCOMPLETE'
    end as status
from referrals.edge_case_test_configs as config
left join lateral (
    select result.*
    from referrals.edge_case_test_results as result
    where result.test_config_id = config.id
    order by result.test_start_timestamp desc
    limit 1
) as latest on true
group by config.test_category;

comment on view referrals.edge_case_testing_dashboard is
'Edge cases by category
Cases, and how their latest runs went.';

comment on column referrals.edge_case_testing_dashboard.test_category is 'The category.';
comment on column referrals.edge_case_testing_dashboard.scenarios is 'Cases there are.';
comment on column referrals.edge_case_testing_dashboard.active_scenarios is 'Of those, tested.';
comment on column referrals.edge_case_testing_dashboard.executed is 'Of those, run at least once.';
comment on column referrals.edge_case_testing_dashboard.passed is 'Passed in the latest run.';
comment on column referrals.edge_case_testing_dashboard.failed is 'Failed in the latest run.';
comment on column referrals.edge_case_testing_dashboard.errors is 'Ended with an error in the latest run.';
comment on column referrals.edge_case_testing_dashboard.pass_rate_percent is 'Passed of executed, in percent.';
comment on column referrals.edge_case_testing_dashboard.avg_duration_ms is 'Time a run took, in milliseconds.';
comment on column referrals.edge_case_testing_dashboard.last_run_at is 'When the last run was.';
comment on column referrals.edge_case_testing_dashboard.edge_cases_triggered is
    'Runs in which the case really happened.';
comment on column referrals.edge_case_testing_dashboard.recoveries_successful is
    'Runs after which the system was itself again.';
comment on column referrals.edge_case_testing_dashboard.coverage_percent is 'Executed of all, in percent.';
comment on column referrals.edge_case_testing_dashboard.protection_active is 'Whether all passed.';
comment on column referrals.edge_case_testing_dashboard.trend is 'stable, degrading or incomplete.';
comment on column referrals.edge_case_testing_dashboard.status is
    'COMPLETE_EDGE_CASES_COVERED when all passed, else INCOMPLETE.';

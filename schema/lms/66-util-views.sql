-- One view per family of the tables of operations. Their policies ask for `view_analytics`.

create or replace view util.slo_dashboard with (security_invoker = true) as
select
    judged.slo_key,
    judged.metric_type,
    judged.target_value,
    judged.last_value,
    judged.health_status,
    case judged.health_status
        when 'HEALTHY' then '🟢'
        when 'WARNING' then '🟡'
        when 'CRITICAL' then '🔴'
        when 'EMERGENCY' then '🚨'
        else '⚪'
    end as status_icon
from (
    select
        objective.slo_key,
        objective.metric_type,
        objective.target_value,
        latest.measured_value as last_value,
        case
            when latest.measured_value is null then 'UNKNOWN'
            when exists (
                select from util.slo_alerts as alert
                where alert.slo_key = objective.slo_key
                  and alert.alert_level = 'EMERGENCY'
                  and alert.acknowledged_at is null
            ) then 'EMERGENCY'
            when objective.comparison = 'gte' and latest.measured_value < objective.critical_threshold then 'CRITICAL'
            when objective.comparison = 'gte' and latest.measured_value < objective.alert_threshold then 'WARNING'
            when objective.comparison <> 'gte' and latest.measured_value > objective.critical_threshold
                then 'CRITICAL'
            when objective.comparison <> 'gte' and latest.measured_value > objective.alert_threshold then 'WARNING'
            else 'HEALTHY'
        end as health_status
    from util.slo_definitions as objective
    left join lateral (
        select measured.measured_value
        from util.slo_measurements as measured
        where measured.slo_key = objective.slo_key
        order by measured.measured_at desc
        limit 1
    ) as latest on true
    where objective.is_active
) as judged;

comment on view util.slo_dashboard is
'Objectives now
Each with its latest value and how that compares.';

comment on column util.slo_dashboard.slo_key is 'Name of the objective, unique.';
comment on column util.slo_dashboard.metric_type is 'latency, availability, error_rate or throughput.';
comment on column util.slo_dashboard.target_value is 'The promise.';
comment on column util.slo_dashboard.last_value is 'The latest measurement; null for none.';
comment on column util.slo_dashboard.health_status is 'HEALTHY, WARNING, CRITICAL, EMERGENCY or UNKNOWN.';
comment on column util.slo_dashboard.status_icon is 'The same at a glance.';

create or replace view util.failed_jobs with (security_invoker = true) as
select job.id, job.job_type, job.attempts, job.max_attempts, job.last_error, job.run_at
from util.job_queue as job
where job.status = 'failed' or (job.status = 'pending' and job.attempts > 0);

comment on view util.failed_jobs is
'Jobs that failed
For the back office, as jobs are.';

comment on column util.failed_jobs.id is 'Identifies the row.';
comment on column util.failed_jobs.job_type is
    'email_send, video_process, webhook_call, xp_calculation or maintenance.';
comment on column util.failed_jobs.attempts is 'How often it was tried.';
comment on column util.failed_jobs.max_attempts is 'How often it may be.';
comment on column util.failed_jobs.last_error is 'Why the last try failed.';
comment on column util.failed_jobs.run_at is 'Not before.';

create or replace view util.flag_overview with (security_invoker = true) as
select 'util' as source, flag.flag_key, flag.is_enabled, flag.rollout_percentage, flag.updated_at
from util.feature_flags as flag
union all
select 'referrals', flag.flag_key, flag.is_enabled, flag.rollout_percentage, flag.updated_at
from referrals.feature_flags as flag;

comment on view util.flag_overview is
'All switches
Those of the platform and those of the ambassadors'' system.';

comment on column util.flag_overview.source is 'The schema it is in.';
comment on column util.flag_overview.flag_key is 'Name of the switch, unique.';
comment on column util.flag_overview.is_enabled is 'Whether it is on.';
comment on column util.flag_overview.rollout_percentage is 'For how many people, in percent.';
comment on column util.flag_overview.updated_at is 'When the row last changed.';

create or replace view util.index_recommendations with (security_invoker = true) as
select
    latest.schema_name, latest.table_name, latest.index_name, latest.idx_scan, latest.index_size_bytes,
    case
        when latest.idx_scan = 0 and latest.index_size_bytes > 1048576 then 'drop'
        when latest.idx_scan = 0 then 'watch'
        else 'keep'
    end as recommendation
from (
    select distinct on (history.schema_name, history.index_name) history.*
    from util.index_usage_history as history
    order by history.schema_name, history.index_name, history.captured_at desc
) as latest;

comment on view util.index_recommendations is
'What to do about indexes
By their latest day in the history.';

comment on column util.index_recommendations.schema_name is 'Schema of the table.';
comment on column util.index_recommendations.table_name is 'The table.';
comment on column util.index_recommendations.index_name is 'The index.';
comment on column util.index_recommendations.idx_scan is 'Scans.';
comment on column util.index_recommendations.index_size_bytes is 'Size, in bytes.';
comment on column util.index_recommendations.recommendation is
    'keep, watch when unused, drop when unused and above a megabyte.';

create or replace view util.function_latency_summary with (security_invoker = true) as
select distinct on (period.schema_name, period.function_name)
    period.schema_name, period.function_name, period.call_count, period.p95_ms,
    round(100.0 * period.error_count / nullif(period.call_count, 0), 2) as error_rate_percent,
    period.window_end
from util.function_performance_metrics as period
order by period.schema_name, period.function_name, period.window_start desc;

comment on view util.function_latency_summary is
'Functions now
Each by its latest period.';

comment on column util.function_latency_summary.schema_name is 'Schema of the function.';
comment on column util.function_latency_summary.function_name is 'The function.';
comment on column util.function_latency_summary.call_count is 'Calls.';
comment on column util.function_latency_summary.p95_ms is 'All but one in twenty took less.';
comment on column util.function_latency_summary.error_rate_percent is 'Calls that failed, in percent.';
comment on column util.function_latency_summary.window_end is 'When it ended.';

create or replace view util.storage_growth with (security_invoker = true) as
select
    history.schema_name,
    min(history.captured_at) as since,
    (array_agg(history.total_size_bytes order by history.captured_at desc))[1] as total_size_bytes,
    (array_agg(history.total_size_bytes order by history.captured_at desc))[1]
        - (array_agg(history.total_size_bytes order by history.captured_at))[1] as growth_bytes
from util.storage_metrics_history as history
where history.table_name is null
group by history.schema_name;

comment on view util.storage_growth is
'Growth of schemas
From the first to the latest day in the history.';

comment on column util.storage_growth.schema_name is 'The schema.';
comment on column util.storage_growth.since is 'The first day.';
comment on column util.storage_growth.total_size_bytes is 'Size now, in bytes.';
comment on column util.storage_growth.growth_bytes is 'What it gained since, in bytes.';

create or replace view util.retention_overview with (security_invoker = true) as
select
    policy.data_type,
    policy.retention_months,
    policy.auto_archive_months,
    policy.include_pii,
    oldest.oldest_at,
    coalesce(oldest.oldest_at < now() - make_interval(months => policy.retention_months), false) as is_overdue
from util.analytics_retention_policies as policy
cross join lateral (
    select case policy.data_type
        when 'lesson_analytics' then (select min(event.event_timestamp) from learn.lesson_analytics as event)
        when 'xp_events' then (select min(event.created_at) from gamification.xp_events as event)
        when 'verification_logs' then (select min(log.created_at) from public.certificate_verification_logs as log)
        when 'referral_tracking_clicks' then (select min(click.clicked_at) from referrals.tracking_clicks as click)
        when 'referral_codes' then (select min(code.created_at) from referrals.referral_codes as code)
        when 'referrals' then (select min(referral.created_at) from referrals.referrals as referral)
        when 'referral_commission_payouts'
            then (select min(payout.calculated_at) from referrals.commission_payouts as payout)
    end as oldest_at
) as oldest;

comment on view util.retention_overview is
'What is kept, and for how long
Each policy with the oldest row the caller may see of that kind.';

comment on column util.retention_overview.data_type is 'The kind of data, unique.';
comment on column util.retention_overview.retention_months is 'How long it is kept, in months.';
comment on column util.retention_overview.auto_archive_months is
    'When it moves to an archive, in months; null for never.';
comment on column util.retention_overview.include_pii is 'Whether it has personal data.';
comment on column util.retention_overview.oldest_at is 'The oldest row; null for none.';
comment on column util.retention_overview.is_overdue is 'Whether that is older than it may be.';

create or replace view util.gdpr_overview with (security_invoker = true) as
select
    request.request_type,
    request.status,
    count(*) as requests,
    min(request.requested_at) as oldest_at,
    round(extract(epoch from avg(request.fulfilled_at - request.requested_at)) / 3600, 1) as avg_hours
from util.gdpr_requests as request
group by request.request_type, request.status;

comment on view util.gdpr_overview is
'Requests about personal data
By kind and status.';

comment on column util.gdpr_overview.request_type is 'export, anonymize or delete.';
comment on column util.gdpr_overview.status is 'pending, fulfilled or refused.';
comment on column util.gdpr_overview.requests is 'How many.';
comment on column util.gdpr_overview.oldest_at is 'When the oldest was made.';
comment on column util.gdpr_overview.avg_hours is 'Time to fulfil one, in hours.';

create or replace view util.migration_overview with (security_invoker = true) as
select
    migration.migration_key,
    migration.status,
    migration.rollback_deadline,
    migration.removal_date,
    migration.status <> 'rollback' and migration.rollback_deadline > now() as can_roll_back,
    migration.status = 'completed' and migration.removal_date <= now() as can_remove_old,
    cardinality(migration.affected_components) as components
from util.migration_status as migration;

comment on view util.migration_overview is
'Migrations under way
With what can still be done about them.';

comment on column util.migration_overview.migration_key is 'Name of the migration, unique.';
comment on column util.migration_overview.status is 'in_progress, completed or rollback.';
comment on column util.migration_overview.rollback_deadline is 'Until when it can be taken back.';
comment on column util.migration_overview.removal_date is 'When the old is removed.';
comment on column util.migration_overview.can_roll_back is 'Whether it can be taken back today.';
comment on column util.migration_overview.can_remove_old is 'Whether the old may go today.';
comment on column util.migration_overview.components is 'How many things it touches.';

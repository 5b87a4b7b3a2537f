-- Watching the ambassadors' system: thresholds that switch features off by themselves, the budget of errors each
-- service may spend, and what was noticed. All of it is for `referrals.manage`.

create table if not exists referrals.performance_monitoring_config (
    metric_name                 text not null,
    threshold_value             numeric not null,
    threshold_unit              text not null,
    severity_level              text not null,
    rollback_trigger            boolean not null default false,
    monitoring_interval_seconds integer not null default 60,
    alert_webhook_url           text,
    is_active                   boolean not null default true,
    id                          serial primary key,
    created_at                  timestamptz not null default now(),
    updated_at                  timestamptz not null default now(),

    unique (metric_name)
);

create index if not exists idx_performance_monitoring_config_active
    on referrals.performance_monitoring_config (is_active, metric_name, rollback_trigger);

comment on table referrals.performance_monitoring_config is
'Thresholds
What is measured, and from where on it is too much. `check_performance_thresholds()` compares.';

comment on column referrals.performance_monitoring_config.metric_name is 'What is measured.';
comment on column referrals.performance_monitoring_config.threshold_value is 'From where on it is too much.';
comment on column referrals.performance_monitoring_config.threshold_unit is 'Unit of the value.';
comment on column referrals.performance_monitoring_config.severity_level is 'low, medium, high or critical.';
comment on column referrals.performance_monitoring_config.rollback_trigger is
    'Whether exceeding it switches features off.';
comment on column referrals.performance_monitoring_config.monitoring_interval_seconds is
    'How often to look, in seconds.';
comment on column referrals.performance_monitoring_config.alert_webhook_url is 'Whom to tell.';
comment on column referrals.performance_monitoring_config.is_active is 'Whether it is looked at.';
comment on column referrals.performance_monitoring_config.id is 'Identifies the row.';
comment on column referrals.performance_monitoring_config.created_at is 'When the row was written.';
comment on column referrals.performance_monitoring_config.updated_at is 'When the row last changed.';

create table if not exists referrals.error_budget_tracking (
    time_window             text not null,
    service_name            text not null,
    total_requests          bigint not null default 0,
    failed_requests         bigint not null default 0,
    slow_requests           bigint not null default 0,
    error_rate_percent      numeric
        generated always as (
            case when total_requests > 0 then round(100.0 * failed_requests / total_requests, 4) else 0 end
        ) stored,
    slow_rate_percent       numeric
        generated always as (
            case when total_requests > 0 then round(100.0 * slow_requests / total_requests, 4) else 0 end
        ) stored,
    budget_consumed_percent numeric not null default 0,
    rollback_triggered      boolean not null default false,
    window_start            timestamptz not null,
    window_end              timestamptz not null,
    rollback_reason         text,
    created_at              timestamptz not null default now(),
    id                      uuid default gen_random_uuid() primary key,
    budget_total_percent    numeric not null default 1,

    check (time_window in ('hourly', 'daily', 'weekly', 'monthly'))
);

create index if not exists idx_error_budget_tracking_service_window
    on referrals.error_budget_tracking (service_name, time_window, window_start desc);

comment on table referrals.error_budget_tracking is
'Error budgets
How much each service failed in a period, of what it may. The rates are computed.';

comment on column referrals.error_budget_tracking.time_window is 'hourly, daily, weekly or monthly.';
comment on column referrals.error_budget_tracking.service_name is 'The service.';
comment on column referrals.error_budget_tracking.total_requests is 'Requests in the period.';
comment on column referrals.error_budget_tracking.failed_requests is 'Of those, failed.';
comment on column referrals.error_budget_tracking.slow_requests is 'Of those, slow.';
comment on column referrals.error_budget_tracking.error_rate_percent is
    'Failed of all, in percent. Computed, so never sent.';
comment on column referrals.error_budget_tracking.slow_rate_percent is
    'Slow of all, in percent. Computed, so never sent.';
comment on column referrals.error_budget_tracking.budget_consumed_percent is
    'Part of the budget that is spent, in percent.';
comment on column referrals.error_budget_tracking.rollback_triggered is 'Whether features were switched off for it.';
comment on column referrals.error_budget_tracking.window_start is 'When the period began.';
comment on column referrals.error_budget_tracking.window_end is 'When it ended.';
comment on column referrals.error_budget_tracking.rollback_reason is 'Why features were switched off.';
comment on column referrals.error_budget_tracking.created_at is 'When the row was written.';
comment on column referrals.error_budget_tracking.id is 'Identifies the row.';
comment on column referrals.error_budget_tracking.budget_total_percent is
    'Failed requests the service may have, in percent.';

create table if not exists referrals.rollback_execution_log (
    rollback_id            serial primary key,
    trigger_metric         text not null,
    trigger_value          numeric,
    trigger_threshold      numeric,
    rollback_type          text not null,
    rollback_config        jsonb not null default '{}',
    execution_status       text not null default 'pending',
    rollback_actions_taken text[] not null default '{}',
    impact_assessment      jsonb not null default '{}',
    recovery_actions       text[] not null default '{}',
    execution_time_ms      integer,
    initiated_by           text not null default 'automated_system',
    initiated_at           timestamptz not null default now(),
    completed_at           timestamptz,
    reverted_at            timestamptz,
    error_message          text,

    check (rollback_type in ('traffic_throttle', 'feature_disable', 'read_only_mode', 'emergency_stop'))
);

comment on table referrals.rollback_execution_log is
'Features switched off
What `execute_automatic_rollback()` did, with what was there before.';

comment on column referrals.rollback_execution_log.rollback_id is 'Identifies the row.';
comment on column referrals.rollback_execution_log.trigger_metric is 'What was measured.';
comment on column referrals.rollback_execution_log.trigger_value is 'What it was.';
comment on column referrals.rollback_execution_log.trigger_threshold is 'What it may be.';
comment on column referrals.rollback_execution_log.rollback_type is
    'traffic_throttle, feature_disable, read_only_mode or emergency_stop.';
comment on column referrals.rollback_execution_log.rollback_config is 'The flags as they were before.';
comment on column referrals.rollback_execution_log.execution_status is 'pending, completed or failed.';
comment on column referrals.rollback_execution_log.rollback_actions_taken is 'What was switched.';
comment on column referrals.rollback_execution_log.impact_assessment is 'Who noticed.';
comment on column referrals.rollback_execution_log.recovery_actions is 'What brings it back.';
comment on column referrals.rollback_execution_log.execution_time_ms is 'How long it took, in milliseconds.';
comment on column referrals.rollback_execution_log.initiated_by is 'Who or what began it.';
comment on column referrals.rollback_execution_log.initiated_at is 'When it began.';
comment on column referrals.rollback_execution_log.completed_at is 'When it was done.';
comment on column referrals.rollback_execution_log.reverted_at is 'When it was taken back; null while it stands.';
comment on column referrals.rollback_execution_log.error_message is 'Why it failed.';

create table if not exists referrals.system_anomalies (
    id                   uuid default gen_random_uuid() primary key,
    anomaly_type         text not null,
    severity             text not null,
    status               text not null default 'detected',
    detection_timestamp  timestamptz not null default now(),
    affected_component   text,
    metric_name          text,
    anomaly_score        numeric,
    threshold_exceeded   boolean not null default false,
    current_value        numeric,
    baseline_value       numeric,
    deviation_percentage numeric,
    detection_method     text,
    impact_assessment    jsonb not null default '{}',
    resolution_actions   text[] not null default '{}',
    resolved_at          timestamptz,
    resolved_by          uuid references public.profiles (id) on delete set null,

    check (anomaly_type in ('performance', 'security', 'data_integrity', 'compliance', 'business_logic')),
    check (severity in ('low', 'medium', 'high', 'critical')),
    check (status in ('detected', 'investigating', 'resolved', 'false_positive'))
);

create index if not exists idx_system_anomalies_type_severity
    on referrals.system_anomalies (anomaly_type, severity, detection_timestamp desc);
create index if not exists system_anomalies_resolved_by_idx on referrals.system_anomalies (resolved_by);

comment on table referrals.system_anomalies is
'Anomalies
What `scan_for_anomalies()` and the drift rules noticed. Open ones are detected or investigating.';

comment on column referrals.system_anomalies.id is 'Identifies the row.';
comment on column referrals.system_anomalies.anomaly_type is
    'performance, security, data_integrity, compliance or business_logic.';
comment on column referrals.system_anomalies.severity is 'low, medium, high or critical.';
comment on column referrals.system_anomalies.status is 'detected, investigating, resolved or false_positive.';
comment on column referrals.system_anomalies.detection_timestamp is 'When it was noticed.';
comment on column referrals.system_anomalies.affected_component is 'Where.';
comment on column referrals.system_anomalies.metric_name is 'The detector that noticed it.';
comment on column referrals.system_anomalies.anomaly_score is 'How far from normal, 0 to 1.';
comment on column referrals.system_anomalies.threshold_exceeded is 'Whether it passed a threshold.';
comment on column referrals.system_anomalies.current_value is 'What it is.';
comment on column referrals.system_anomalies.baseline_value is 'What it should be.';
comment on column referrals.system_anomalies.deviation_percentage is 'The difference, in percent of what it should be.';
comment on column referrals.system_anomalies.detection_method is 'scan, or the rule that saw it.';
comment on column referrals.system_anomalies.impact_assessment is 'What depends on it.';
comment on column referrals.system_anomalies.resolution_actions is 'What was done about it.';
comment on column referrals.system_anomalies.resolved_at is 'When it was settled.';
comment on column referrals.system_anomalies.resolved_by is 'Who settled it.';

create table if not exists referrals.feature_flags (
    id                 serial primary key,
    flag_key           text not null,
    flag_name          text not null,
    flag_description   text,
    flag_category      text,
    is_enabled         boolean not null default false,
    rollout_percentage integer not null default 100,
    target_conditions  jsonb not null default '{}',
    flag_type          text not null default 'permanent',
    flag_value         jsonb,
    is_system_critical boolean not null default false,
    created_by         uuid references public.profiles (id) on delete set null,
    updated_at         timestamptz not null default now(),

    unique (flag_key),
    check (flag_type in ('permanent', 'temporary', 'experimental', 'rollout')),
    check (rollout_percentage between 0 and 100)
);

create index if not exists feature_flags_created_by_idx on referrals.feature_flags (created_by);

comment on table referrals.feature_flags is
'Switches
What of the ambassadors'' system is on. `check_flag_enabled()` answers for functions and clients.';

comment on column referrals.feature_flags.id is 'Identifies the row.';
comment on column referrals.feature_flags.flag_key is 'Name of the switch, unique.';
comment on column referrals.feature_flags.flag_name is 'Name to show.';
comment on column referrals.feature_flags.flag_description is 'What it switches.';
comment on column referrals.feature_flags.flag_category is 'Kind of switch.';
comment on column referrals.feature_flags.is_enabled is 'Whether it is on.';
comment on column referrals.feature_flags.rollout_percentage is 'For how many people, in percent.';
comment on column referrals.feature_flags.target_conditions is 'For whom else.';
comment on column referrals.feature_flags.flag_type is 'permanent, temporary, experimental or rollout.';
comment on column referrals.feature_flags.flag_value is 'A value to go with it.';
comment on column referrals.feature_flags.is_system_critical is 'Whether switching it stops something important.';
comment on column referrals.feature_flags.created_by is 'Who made it.';
comment on column referrals.feature_flags.updated_at is 'When the row last changed.';

-- What is measured: objectives and how they are met, functions, indexes and storage.

create table if not exists util.slo_definitions (
    slo_key            text not null,
    metric_type        text not null,
    target_value       numeric not null,
    alert_threshold    numeric,
    critical_threshold numeric,
    id                 serial primary key,
    service_name       text,
    unit               text not null default 'ms',
    comparison         text not null default 'lte',
    description        text,
    is_active          boolean not null default true,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),

    unique (slo_key),
    check (metric_type in ('latency', 'availability', 'error_rate', 'throughput'))
);

comment on table util.slo_definitions is
'Objectives
What the platform promises itself.';

comment on column util.slo_definitions.slo_key is 'Name of the objective, unique.';
comment on column util.slo_definitions.metric_type is 'latency, availability, error_rate or throughput.';
comment on column util.slo_definitions.target_value is 'The promise.';
comment on column util.slo_definitions.alert_threshold is 'From where on to warn.';
comment on column util.slo_definitions.critical_threshold is 'From where on it is critical.';
comment on column util.slo_definitions.id is 'Identifies the row.';
comment on column util.slo_definitions.service_name is 'Whose promise.';
comment on column util.slo_definitions.unit is 'Unit of the values.';
comment on column util.slo_definitions.comparison is 'lte when less is better, gte when more is.';
comment on column util.slo_definitions.description is 'What it says.';
comment on column util.slo_definitions.is_active is 'Whether it holds.';
comment on column util.slo_definitions.created_at is 'When the row was written.';
comment on column util.slo_definitions.updated_at is 'When the row last changed.';

create table if not exists util.slo_measurements (
    id             bigserial primary key,
    slo_key        text not null references util.slo_definitions (slo_key) on delete cascade,
    measured_value numeric not null,
    is_violation   boolean not null default false,
    metadata       jsonb not null default '{}',
    measured_at    timestamptz not null default now()
);

create index if not exists slo_measurements_slo_key_measured_at_idx
    on util.slo_measurements (slo_key, measured_at desc);

comment on table util.slo_measurements is
'Measurements
Values recorded for an objective.';

comment on column util.slo_measurements.id is 'Identifies the row.';
comment on column util.slo_measurements.slo_key is 'The objective.';
comment on column util.slo_measurements.measured_value is 'The value.';
comment on column util.slo_measurements.is_violation is 'Whether it breaks the promise.';
comment on column util.slo_measurements.metadata is 'Anything else worth keeping, as an object.';
comment on column util.slo_measurements.measured_at is 'When.';

create table if not exists util.slo_alerts (
    id              bigserial primary key,
    slo_key         text not null references util.slo_definitions (slo_key) on delete cascade,
    alert_level     text not null,
    message         text,
    measured_value  numeric,
    raised_at       timestamptz not null default now(),
    acknowledged_at timestamptz,

    check (alert_level in ('WARNING', 'CRITICAL', 'EMERGENCY'))
);

create index if not exists slo_alerts_raised_at_idx on util.slo_alerts (raised_at desc);
create index if not exists slo_alerts_slo_key_idx on util.slo_alerts (slo_key);

comment on table util.slo_alerts is
'Alerts
Raised by `record_slo_measurement()`. EMERGENCY is several critical objectives at once.';

comment on column util.slo_alerts.id is 'Identifies the row.';
comment on column util.slo_alerts.slo_key is 'The objective.';
comment on column util.slo_alerts.alert_level is 'WARNING, CRITICAL or EMERGENCY.';
comment on column util.slo_alerts.message is 'What happened.';
comment on column util.slo_alerts.measured_value is 'The value.';
comment on column util.slo_alerts.raised_at is 'When.';
comment on column util.slo_alerts.acknowledged_at is 'When somebody saw it; null for not yet.';

create table if not exists util.alerting_rules (
    id         serial primary key,
    rule_key   text not null,
    slo_key    text,
    severity   text not null,
    channel    text not null,
    is_active  boolean not null default true,
    created_at timestamptz not null default now(),

    unique (rule_key)
);

comment on table util.alerting_rules is
'Whom to alert
Where each kind of alert goes.';

comment on column util.alerting_rules.id is 'Identifies the row.';
comment on column util.alerting_rules.rule_key is 'Name of the rule, unique.';
comment on column util.alerting_rules.slo_key is 'The objective it is about.';
comment on column util.alerting_rules.severity is 'critical, warning or info.';
comment on column util.alerting_rules.channel is 'mail, pagerduty or slack.';
comment on column util.alerting_rules.is_active is 'Whether it applies.';
comment on column util.alerting_rules.created_at is 'When the row was written.';

create table if not exists util.rpc_latency_log (
    id            bigserial primary key,
    schema_name   text not null,
    function_name text not null,
    duration_ms   numeric not null,
    success       boolean not null default true,
    called_at     timestamptz not null default now()
);

create index if not exists rpc_latency_log_function_name_called_at_idx
    on util.rpc_latency_log (function_name, called_at desc);

comment on table util.rpc_latency_log is
'Calls of functions
How long calls took. `assessments.rpc_latency_alerts` reads the last hour.';

comment on column util.rpc_latency_log.id is 'Identifies the row.';
comment on column util.rpc_latency_log.schema_name is 'Schema of the function.';
comment on column util.rpc_latency_log.function_name is 'The function.';
comment on column util.rpc_latency_log.duration_ms is 'How long it took, in milliseconds.';
comment on column util.rpc_latency_log.success is 'Whether it succeeded.';
comment on column util.rpc_latency_log.called_at is 'When.';

create table if not exists util.function_performance_metrics (
    id            bigserial primary key,
    schema_name   text not null,
    function_name text not null,
    window_start  timestamptz not null,
    window_end    timestamptz not null,
    call_count    bigint not null default 0,
    error_count   bigint not null default 0,
    p50_ms        numeric,
    p95_ms        numeric,
    p99_ms        numeric,
    max_ms        numeric,
    avg_ms        numeric,
    total_ms      numeric,
    metadata      jsonb not null default '{}',
    created_at    timestamptz not null default now()
);

create index if not exists function_performance_metrics_function_name_window_start_idx
    on util.function_performance_metrics (function_name, window_start desc);

comment on table util.function_performance_metrics is
'Functions, by period
Calls of a function in a period, summed up.';

comment on column util.function_performance_metrics.id is 'Identifies the row.';
comment on column util.function_performance_metrics.schema_name is 'Schema of the function.';
comment on column util.function_performance_metrics.function_name is 'The function.';
comment on column util.function_performance_metrics.window_start is 'When the period began.';
comment on column util.function_performance_metrics.window_end is 'When it ended.';
comment on column util.function_performance_metrics.call_count is 'Calls.';
comment on column util.function_performance_metrics.error_count is 'Of those, failed.';
comment on column util.function_performance_metrics.p50_ms is 'Half took less than this, in milliseconds.';
comment on column util.function_performance_metrics.p95_ms is 'All but one in twenty took less.';
comment on column util.function_performance_metrics.p99_ms is 'All but one in a hundred took less.';
comment on column util.function_performance_metrics.max_ms is 'The slowest.';
comment on column util.function_performance_metrics.avg_ms is 'The mean.';
comment on column util.function_performance_metrics.total_ms is 'All together.';
comment on column util.function_performance_metrics.metadata is 'Anything else worth keeping, as an object.';
comment on column util.function_performance_metrics.created_at is 'When the row was written.';

create table if not exists util.index_usage_history (
    id               bigserial primary key,
    schema_name      text not null,
    table_name       text not null,
    index_name       text not null,
    idx_scan         bigint,
    idx_tup_read     bigint,
    idx_tup_fetch    bigint,
    index_size_bytes bigint,
    usage_category   text,
    captured_at      timestamptz not null default now()
);

create index if not exists index_usage_history_index_name_captured_at_idx
    on util.index_usage_history (index_name, captured_at desc);

comment on table util.index_usage_history is
'Indexes, by day
How much each index was used up to that moment.';

comment on column util.index_usage_history.id is 'Identifies the row.';
comment on column util.index_usage_history.schema_name is 'Schema of the table.';
comment on column util.index_usage_history.table_name is 'The table.';
comment on column util.index_usage_history.index_name is 'The index.';
comment on column util.index_usage_history.idx_scan is 'Scans.';
comment on column util.index_usage_history.idx_tup_read is 'Entries read.';
comment on column util.index_usage_history.idx_tup_fetch is 'Rows fetched.';
comment on column util.index_usage_history.index_size_bytes is 'Size, in bytes.';
comment on column util.index_usage_history.usage_category is 'NEVER_USED, RARELY_USED or FREQUENTLY_USED.';
comment on column util.index_usage_history.captured_at is 'When.';

create table if not exists util.storage_metrics_history (
    id               bigserial primary key,
    schema_name      text not null,
    table_name       text,
    row_estimate     bigint,
    table_size_bytes bigint,
    index_size_bytes bigint,
    toast_size_bytes bigint,
    total_size_bytes bigint,
    growth_bytes     bigint,
    growth_percent   numeric,
    captured_at      timestamptz not null default now(),
    notes            text
);

create index if not exists storage_metrics_history_schema_name_captured_at_idx
    on util.storage_metrics_history (schema_name, captured_at desc);

comment on table util.storage_metrics_history is
'Storage, by day
How large schemas and tables were at that moment.';

comment on column util.storage_metrics_history.id is 'Identifies the row.';
comment on column util.storage_metrics_history.schema_name is 'The schema.';
comment on column util.storage_metrics_history.table_name is 'The table; null for the whole schema.';
comment on column util.storage_metrics_history.row_estimate is 'Rows, as estimated.';
comment on column util.storage_metrics_history.table_size_bytes is 'Of the table, in bytes.';
comment on column util.storage_metrics_history.index_size_bytes is 'Of its indexes.';
comment on column util.storage_metrics_history.toast_size_bytes is 'Of its large values.';
comment on column util.storage_metrics_history.total_size_bytes is 'All together.';
comment on column util.storage_metrics_history.growth_bytes is 'More than the time before.';
comment on column util.storage_metrics_history.growth_percent is 'The same in percent.';
comment on column util.storage_metrics_history.captured_at is 'When.';
comment on column util.storage_metrics_history.notes is 'Remarks.';

create table if not exists util.optimization_migration_log (
    id                  serial primary key,
    optimization_key    text not null,
    category            text not null,
    target_schema       text,
    target_table        text,
    description         text,
    sql_applied         text,
    before_metrics      jsonb not null default '{}',
    after_metrics       jsonb not null default '{}',
    improvement_percent numeric,
    status              text not null default 'applied',
    applied_by          text,
    applied_at          timestamptz not null default now(),
    reverted_at         timestamptz,
    notes               text,

    unique (optimization_key)
);

comment on table util.optimization_migration_log is
'Optimisations
What was tuned, and what it brought.';

comment on column util.optimization_migration_log.id is 'Identifies the row.';
comment on column util.optimization_migration_log.optimization_key is 'Name of the optimisation, unique.';
comment on column util.optimization_migration_log.category is 'index, query, partition or policy.';
comment on column util.optimization_migration_log.target_schema is 'Schema of the table.';
comment on column util.optimization_migration_log.target_table is 'The table.';
comment on column util.optimization_migration_log.description is 'What was done.';
comment on column util.optimization_migration_log.sql_applied is 'With which statement.';
comment on column util.optimization_migration_log.before_metrics is 'Measured before.';
comment on column util.optimization_migration_log.after_metrics is 'Measured after.';
comment on column util.optimization_migration_log.improvement_percent is 'What it brought, in percent.';
comment on column util.optimization_migration_log.status is 'applied or reverted.';
comment on column util.optimization_migration_log.applied_by is 'Who did it.';
comment on column util.optimization_migration_log.applied_at is 'When.';
comment on column util.optimization_migration_log.reverted_at is 'When it was taken back.';
comment on column util.optimization_migration_log.notes is 'Remarks.';

-- How the system was tested under load and at its edges: what to run, and what came of it.

create table if not exists referrals.load_test_configurations (
    id                           serial primary key,
    test_name                    text not null,
    test_type                    text not null,
    test_description             text,
    target_operations_per_second integer,
    duration_seconds             integer,
    ramp_up_seconds              integer,
    test_parameters              jsonb not null default '{}',
    success_criteria             jsonb not null default '{}',
    is_active                    boolean not null default true,

    unique (test_name),
    check (test_type in ('burst', 'sustained', 'drain', 'spike', 'gradual'))
);

comment on table referrals.load_test_configurations is
'Load tests
Runs that can be started.';

comment on column referrals.load_test_configurations.id is 'Identifies the row.';
comment on column referrals.load_test_configurations.test_name is 'Name of the run, unique.';
comment on column referrals.load_test_configurations.test_type is 'burst, sustained, drain, spike or gradual.';
comment on column referrals.load_test_configurations.test_description is 'What it does.';
comment on column referrals.load_test_configurations.target_operations_per_second is 'Load to reach, per second.';
comment on column referrals.load_test_configurations.duration_seconds is 'How long, in seconds.';
comment on column referrals.load_test_configurations.ramp_up_seconds is 'How long it takes to get there, in seconds.';
comment on column referrals.load_test_configurations.test_parameters is 'The steps.';
comment on column referrals.load_test_configurations.success_criteria is 'What it must show.';
comment on column referrals.load_test_configurations.is_active is 'Whether it is run.';

create table if not exists referrals.load_test_results (
    id                             uuid default gen_random_uuid() primary key,
    test_execution_id              uuid not null,
    test_config_id                 integer not null
        references referrals.load_test_configurations (id) on delete cascade,
    operation_type                 text not null,
    start_timestamp                timestamptz not null,
    end_timestamp                  timestamptz,
    operations_completed           bigint not null default 0,
    operations_per_second_achieved numeric,
    success_rate_percent           numeric,
    error_count                    integer not null default 0,
    error_types                    jsonb not null default '{}',
    response_times                 jsonb not null default '{}',
    resource_usage                 jsonb not null default '{}',
    test_metadata                  jsonb not null default '{}',
    passed_criteria                boolean,
    notes                          text,
    operations_attempted           bigint,
    duration_ms                    integer,
    environment                    text,
    created_at                     timestamptz not null default now()
);

create index if not exists load_test_results_test_config_id_idx on referrals.load_test_results (test_config_id);

comment on table referrals.load_test_results is
'Results of load tests
One row per operation and run.';

comment on column referrals.load_test_results.id is 'Identifies the row.';
comment on column referrals.load_test_results.test_execution_id is 'The run.';
comment on column referrals.load_test_results.test_config_id is 'What was run.';
comment on column referrals.load_test_results.operation_type is 'The operation measured.';
comment on column referrals.load_test_results.start_timestamp is 'When it began.';
comment on column referrals.load_test_results.end_timestamp is 'When it ended.';
comment on column referrals.load_test_results.operations_completed is 'How many were done.';
comment on column referrals.load_test_results.operations_per_second_achieved is 'How many per second.';
comment on column referrals.load_test_results.success_rate_percent is 'Of those, without error, in percent.';
comment on column referrals.load_test_results.error_count is 'Errors.';
comment on column referrals.load_test_results.error_types is 'Errors by kind.';
comment on column referrals.load_test_results.response_times is 'Milliseconds: {"p50": 12, "p95": 40, "p99": 90}.';
comment on column referrals.load_test_results.resource_usage is 'What it took: cpu, memory, connections.';
comment on column referrals.load_test_results.test_metadata is 'Circumstances.';
comment on column referrals.load_test_results.passed_criteria is 'Whether it showed what it must.';
comment on column referrals.load_test_results.notes is 'Remarks.';
comment on column referrals.load_test_results.operations_attempted is 'How many were tried.';
comment on column referrals.load_test_results.duration_ms is 'How long it took, in milliseconds.';
comment on column referrals.load_test_results.environment is 'Where it ran.';
comment on column referrals.load_test_results.created_at is 'When the row was written.';

create table if not exists referrals.edge_case_test_configs (
    id                 serial primary key,
    test_name          text not null,
    test_category      text not null,
    test_description   text,
    test_scenario      jsonb not null default '{}',
    expected_behavior  text,
    validation_queries text[] not null default '{}',
    is_active          boolean not null default true,
    created_at         timestamptz not null default now(),

    unique (test_name),
    check (
        test_category in (
            'race_conditions', 'partition_management', 'salt_rotation',
            'data_consistency', 'boundary_conditions'
        )
    )
);

comment on table referrals.edge_case_test_configs is
'Edge cases
Situations that must be survived.';

comment on column referrals.edge_case_test_configs.id is 'Identifies the row.';
comment on column referrals.edge_case_test_configs.test_name is 'Name of the case, unique.';
comment on column referrals.edge_case_test_configs.test_category is
    'race_conditions, partition_management, salt_rotation, data_consistency or boundary_conditions.';
comment on column referrals.edge_case_test_configs.test_description is 'What happens.';
comment on column referrals.edge_case_test_configs.test_scenario is 'The steps.';
comment on column referrals.edge_case_test_configs.expected_behavior is 'What must come of it.';
comment on column referrals.edge_case_test_configs.validation_queries is 'Queries that say whether it did.';
comment on column referrals.edge_case_test_configs.is_active is 'Whether it is tested.';
comment on column referrals.edge_case_test_configs.created_at is 'When the row was written.';

create table if not exists referrals.edge_case_test_results (
    id                   uuid default gen_random_uuid() primary key,
    test_execution_id    uuid not null,
    test_config_id       integer not null references referrals.edge_case_test_configs (id) on delete cascade,
    test_start_timestamp timestamptz not null,
    test_end_timestamp   timestamptz,
    test_duration_ms     integer,
    test_status          text not null,
    expected_result      jsonb,
    actual_result        jsonb,
    assertion_results    jsonb not null default '[]',
    error_details        text,
    performance_impact   jsonb not null default '{}',
    resource_consumption jsonb not null default '{}',
    edge_case_triggered  boolean,
    recovery_successful  boolean,
    notes                text,

    check (test_status in ('pass', 'fail', 'error'))
);

create index if not exists edge_case_test_results_test_config_id_idx
    on referrals.edge_case_test_results (test_config_id);

comment on table referrals.edge_case_test_results is
'Results of edge cases
One row per case and run.';

comment on column referrals.edge_case_test_results.id is 'Identifies the row.';
comment on column referrals.edge_case_test_results.test_execution_id is 'The run.';
comment on column referrals.edge_case_test_results.test_config_id is 'The case.';
comment on column referrals.edge_case_test_results.test_start_timestamp is 'When it began.';
comment on column referrals.edge_case_test_results.test_end_timestamp is 'When it ended.';
comment on column referrals.edge_case_test_results.test_duration_ms is 'How long it took, in milliseconds.';
comment on column referrals.edge_case_test_results.test_status is 'pass, fail or error.';
comment on column referrals.edge_case_test_results.expected_result is 'What should have come of it.';
comment on column referrals.edge_case_test_results.actual_result is 'What did.';
comment on column referrals.edge_case_test_results.assertion_results is 'Each comparison.';
comment on column referrals.edge_case_test_results.error_details is 'What went wrong.';
comment on column referrals.edge_case_test_results.performance_impact is 'What it cost.';
comment on column referrals.edge_case_test_results.resource_consumption is 'What it took.';
comment on column referrals.edge_case_test_results.edge_case_triggered is 'Whether the case really happened.';
comment on column referrals.edge_case_test_results.recovery_successful is 'Whether the system was itself again.';
comment on column referrals.edge_case_test_results.notes is 'Remarks.';

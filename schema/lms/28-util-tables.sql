-- Running the platform: jobs, switches, migrations, and requests about personal data.

create table if not exists util.job_queue (
    attempts     integer not null default 0,
    max_attempts integer not null default 3,
    status       text not null default 'pending',
    job_type     text not null,
    id           uuid default gen_random_uuid() primary key,
    payload      jsonb not null default '{}',
    priority     integer not null default 0,
    run_at       timestamptz not null default now(),
    started_at   timestamptz,
    completed_at timestamptz,
    last_error   text,
    created_at   timestamptz not null default now(),

    check (job_type in ('email_send', 'video_process', 'webhook_call', 'xp_calculation', 'maintenance')),
    check (status in ('pending', 'running', 'completed', 'failed'))
);

create index if not exists job_queue_status_run_at_idx on util.job_queue (status, run_at);

comment on table util.job_queue is
'Jobs
Work to be done later. For the back office only.';

comment on column util.job_queue.attempts is 'How often it was tried.';
comment on column util.job_queue.max_attempts is 'How often it may be.';
comment on column util.job_queue.status is 'pending, running, completed or failed.';
comment on column util.job_queue.job_type is 'email_send, video_process, webhook_call, xp_calculation or maintenance.';
comment on column util.job_queue.id is 'Identifies the row.';
comment on column util.job_queue.payload is 'What the job needs to know.';
comment on column util.job_queue.priority is 'The highest first.';
comment on column util.job_queue.run_at is 'Not before.';
comment on column util.job_queue.started_at is 'When it was last begun.';
comment on column util.job_queue.completed_at is 'When it was done.';
comment on column util.job_queue.last_error is 'Why the last try failed.';
comment on column util.job_queue.created_at is 'When the row was written.';

create table if not exists util.feature_flags (
    flag_key           text not null,
    is_enabled         boolean not null default false,
    rollout_percentage integer not null default 100,
    target_conditions  jsonb not null default '{}',
    metadata           jsonb not null default '{}',
    id                 uuid default gen_random_uuid() primary key,
    description        text,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),

    unique (flag_key),
    check (rollout_percentage between 0 and 100)
);

comment on table util.feature_flags is
'Switches
What is on, for whom. Those of the ambassadors'' system are in `referrals.feature_flags`.';

comment on column util.feature_flags.flag_key is 'Name of the switch, unique.';
comment on column util.feature_flags.is_enabled is 'Whether it is on.';
comment on column util.feature_flags.rollout_percentage is 'For how many people, in percent.';
comment on column util.feature_flags.target_conditions is 'For whom else.';
comment on column util.feature_flags.metadata is 'Anything else worth keeping, as an object.';
comment on column util.feature_flags.id is 'Identifies the row.';
comment on column util.feature_flags.description is 'What it switches.';
comment on column util.feature_flags.created_at is 'When the row was written.';
comment on column util.feature_flags.updated_at is 'When the row last changed.';

create table if not exists util.migrations_meta (
    migration_name    text not null,
    checksum          text not null,
    applied_at        timestamptz not null default now(),
    id                serial primary key,
    applied_by        text,
    execution_time_ms integer,

    unique (migration_name)
);

comment on table util.migrations_meta is
'Migrations applied
For admins.';

comment on column util.migrations_meta.migration_name is 'Name of the migration, unique.';
comment on column util.migrations_meta.checksum is 'Digest of its text.';
comment on column util.migrations_meta.applied_at is 'When.';
comment on column util.migrations_meta.id is 'Identifies the row.';
comment on column util.migrations_meta.applied_by is 'By whom.';
comment on column util.migrations_meta.execution_time_ms is 'How long it took, in milliseconds.';

create table if not exists util.migration_status (
    migration_key       text not null,
    status              text not null,
    rollback_deadline   timestamptz,
    removal_date        timestamptz,
    affected_components text[] not null default '{}',
    id                  serial primary key,
    created_at          timestamptz not null default now(),

    unique (migration_key),
    check (status in ('in_progress', 'completed', 'rollback'))
);

comment on table util.migration_status is
'Migrations under way
Migrations that take weeks: until when they can be taken back, and when the old goes.';

comment on column util.migration_status.migration_key is 'Name of the migration, unique.';
comment on column util.migration_status.status is 'in_progress, completed or rollback.';
comment on column util.migration_status.rollback_deadline is 'Until when it can be taken back.';
comment on column util.migration_status.removal_date is 'When the old is removed.';
comment on column util.migration_status.affected_components is 'What it touches.';
comment on column util.migration_status.id is 'Identifies the row.';
comment on column util.migration_status.created_at is 'When the row was written.';

create table if not exists util.deprecation_timeline (
    id                 serial primary key,
    object_name        text not null,
    object_type        text not null,
    deprecated_at      timestamptz not null default now(),
    removal_planned_at timestamptz,
    replacement        text,
    notes              text,

    unique (object_name)
);

comment on table util.deprecation_timeline is
'Deprecations
What goes, when, and what takes its place.';

comment on column util.deprecation_timeline.id is 'Identifies the row.';
comment on column util.deprecation_timeline.object_name is 'What goes, with its schema.';
comment on column util.deprecation_timeline.object_type is 'table, view, function or column.';
comment on column util.deprecation_timeline.deprecated_at is 'Since when it should not be used.';
comment on column util.deprecation_timeline.removal_planned_at is 'When it is removed.';
comment on column util.deprecation_timeline.replacement is 'What to use instead.';
comment on column util.deprecation_timeline.notes is 'Remarks.';

create table if not exists util.scale_readiness_guide (
    id         serial primary key,
    area       text not null,
    threshold  text not null,
    action     text not null,
    priority   integer not null default 0,
    created_at timestamptz not null default now()
);

comment on table util.scale_readiness_guide is
'Growing
What to do when a number is reached.';

comment on column util.scale_readiness_guide.id is 'Identifies the row.';
comment on column util.scale_readiness_guide.area is 'What grows.';
comment on column util.scale_readiness_guide.threshold is 'The number.';
comment on column util.scale_readiness_guide.action is 'What to do.';
comment on column util.scale_readiness_guide.priority is 'The highest first.';
comment on column util.scale_readiness_guide.created_at is 'When the row was written.';

create table if not exists util.gdpr_requests (
    id           uuid default gen_random_uuid() primary key,
    user_id      uuid references public.profiles (id) on delete set null,
    request_type text not null,
    status       text not null default 'pending',
    requested_by uuid,
    requested_at timestamptz not null default now(),
    fulfilled_at timestamptz,
    details      jsonb not null default '{}',

    check (request_type in ('export', 'anonymize', 'delete'))
);

create index if not exists gdpr_requests_user_id_idx on util.gdpr_requests (user_id);

comment on table util.gdpr_requests is
'Requests about personal data
Exports, anonymisations and deletions that were asked for, and when they were done.';

comment on column util.gdpr_requests.id is 'Identifies the row.';
comment on column util.gdpr_requests.user_id is 'Whose data; null after that person is gone.';
comment on column util.gdpr_requests.request_type is 'export, anonymize or delete.';
comment on column util.gdpr_requests.status is 'pending, fulfilled or refused.';
comment on column util.gdpr_requests.requested_by is 'Who asked.';
comment on column util.gdpr_requests.requested_at is 'When.';
comment on column util.gdpr_requests.fulfilled_at is 'When it was done.';
comment on column util.gdpr_requests.details is 'What was in it.';

create table if not exists util.analytics_retention_policies (
    data_type           text not null,
    retention_months    integer not null,
    include_pii         boolean not null default false,
    gdpr_compliant      boolean not null default true,
    id                  serial primary key,
    auto_archive_months integer,
    description         text,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),

    unique (data_type)
);

comment on table util.analytics_retention_policies is
'Retention
How long each kind of data is kept. Functions that remove things look here.';

comment on column util.analytics_retention_policies.data_type is 'The kind of data, unique.';
comment on column util.analytics_retention_policies.retention_months is 'How long it is kept, in months.';
comment on column util.analytics_retention_policies.include_pii is 'Whether it has personal data.';
comment on column util.analytics_retention_policies.gdpr_compliant is 'Whether that was examined.';
comment on column util.analytics_retention_policies.id is 'Identifies the row.';
comment on column util.analytics_retention_policies.auto_archive_months is
    'When it moves to an archive, in months; null for never.';
comment on column util.analytics_retention_policies.description is 'What it is.';
comment on column util.analytics_retention_policies.created_at is 'When the row was written.';
comment on column util.analytics_retention_policies.updated_at is 'When the row last changed.';

create table if not exists util.daily_salts (
    day        date primary key,
    salt       bytea not null,
    created_at timestamptz not null default now()
);

comment on table util.daily_salts is
'Salts of the day
What addresses are hashed with. Readable by nobody; yesterday''s may be removed, and then nothing leads back.';

comment on column util.daily_salts.day is 'The UTC day.';
comment on column util.daily_salts.salt is 'Thirty-two random bytes.';
comment on column util.daily_salts.created_at is 'When the row was written.';

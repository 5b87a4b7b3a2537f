-- How the workflows outside fare. They report here themselves, as the back office.

create table if not exists hospitality.workflow_metrics (
    id            uuid primary key default gen_random_uuid(),

    workflow_name text not null,
    execution_id  text,
    status        text not null default 'pending',

    started_at    timestamptz not null default now(),
    completed_at  timestamptz,
    duration_ms   integer,

    input_data    jsonb default '{}',
    output_data   jsonb default '{}',
    error_message text,
    retry_count   integer default 0,

    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now()
);

create index if not exists idx_workflow_metrics_workflow_name on hospitality.workflow_metrics (workflow_name);
create index if not exists idx_workflow_metrics_status        on hospitality.workflow_metrics (status);
create index if not exists idx_workflow_metrics_created_at    on hospitality.workflow_metrics (created_at);

comment on table hospitality.workflow_metrics is
'Workflow metrics
One row per run of a workflow, kept for 90 days. Read by supervisors and above.';

comment on column hospitality.workflow_metrics.id is 'Identifies the run here.';
comment on column hospitality.workflow_metrics.workflow_name is 'The workflow.';
comment on column hospitality.workflow_metrics.execution_id is 'The run''s id in the workflow engine.';
comment on column hospitality.workflow_metrics.status is 'pending, running, success or failed.';
comment on column hospitality.workflow_metrics.started_at is 'When it began.';
comment on column hospitality.workflow_metrics.completed_at is 'When it ended; null while it has not.';
comment on column hospitality.workflow_metrics.duration_ms is 'How long it took, in milliseconds.';
comment on column hospitality.workflow_metrics.input_data is 'What it was given.';
comment on column hospitality.workflow_metrics.output_data is 'What came of it.';
comment on column hospitality.workflow_metrics.error_message is 'Why it failed.';
comment on column hospitality.workflow_metrics.retry_count is 'How often it was tried again.';
comment on column hospitality.workflow_metrics.created_at is 'When this row was written.';
comment on column hospitality.workflow_metrics.updated_at is 'When this row last changed.';

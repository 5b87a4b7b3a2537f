-- Whom to tell when something happened, and whether they were.

create table if not exists hospitality.webhook_configs (
    id              uuid primary key default gen_random_uuid(),

    name            text not null unique,
    endpoint_url    text not null,
    secret_token    text,

    is_active       boolean not null default true,
    retry_count     integer not null default 3,
    timeout_seconds integer not null default 30,

    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

comment on table hospitality.webhook_configs is
'Webhooks
Where notifications go, by name. For administrators.
`secret_token` can be written and never read back, so name the columns you want: all of them is refused.';

comment on column hospitality.webhook_configs.id is 'Identifies the webhook.';
comment on column hospitality.webhook_configs.name is 'What the code that notifies calls it.';
comment on column hospitality.webhook_configs.endpoint_url is 'The workflow that is told.';
comment on column hospitality.webhook_configs.secret_token is 'What the workflow knows us by. Not readable by people.';
comment on column hospitality.webhook_configs.is_active is 'Whether it is told at all.';
comment on column hospitality.webhook_configs.retry_count is 'How often to try again.';
comment on column hospitality.webhook_configs.timeout_seconds is 'How long to wait for an answer, in seconds.';
comment on column hospitality.webhook_configs.created_at is 'When it was added.';
comment on column hospitality.webhook_configs.updated_at is 'When it last changed.';

create table if not exists hospitality.webhook_logs (
    id                 uuid primary key default gen_random_uuid(),
    webhook_config_id  uuid references hospitality.webhook_configs (id),

    event_type         text not null,
    payload            jsonb not null,

    response_status    integer,
    response_body      text,
    error_message      text,
    attempt_number     integer not null default 1,
    processing_time_ms integer,

    created_at         timestamptz not null default now()
);

create index if not exists idx_webhook_logs_webhook_config_id on hospitality.webhook_logs (webhook_config_id);
create index if not exists idx_webhook_logs_created_at        on hospitality.webhook_logs (created_at);

comment on table hospitality.webhook_logs is
'Webhook log
One row per notification and attempt, kept for 30 days. Read by administrators, written by the database.';

comment on column hospitality.webhook_logs.id is 'Identifies the row.';
comment on column hospitality.webhook_logs.webhook_config_id is 'The webhook that was told.';
comment on column hospitality.webhook_logs.event_type is 'What happened: message_created.';
comment on column hospitality.webhook_logs.payload is 'What it was told.';
comment on column hospitality.webhook_logs.response_status is 'HTTP status of the answer; null for none, or none yet.';
comment on column hospitality.webhook_logs.response_body is 'The answer.';
comment on column hospitality.webhook_logs.error_message is 'Why there was no answer.';
comment on column hospitality.webhook_logs.attempt_number is 'Which attempt it was, from 1.';
comment on column hospitality.webhook_logs.processing_time_ms is 'How long it took, in milliseconds.';
comment on column hospitality.webhook_logs.created_at is 'When it was tried.';

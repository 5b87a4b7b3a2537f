-- What people are told, and what is remembered of what they did.

create table if not exists aurentia.notifications (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    user_id         uuid not null references aurentia.profiles (id) on delete cascade,
    type            text not null,
    title           text not null,
    message         text,
    link            text,
    metadata        jsonb default '{}',
    read_at         timestamptz,
    created_at      timestamptz not null default now()
);

create index if not exists notifications_organization_id_idx on aurentia.notifications (organization_id);
create index if not exists notifications_user_id_idx         on aurentia.notifications (user_id);
create index if not exists notifications_read_at_idx         on aurentia.notifications (read_at);

comment on table aurentia.notifications is
'Notifications
What a person is told. The back office writes them; their person marks them as read.';

comment on column aurentia.notifications.user_id is 'Who is told.';
comment on column aurentia.notifications.type is
    'INFO, SUCCESS, WARNING, ERROR, TASK_ASSIGNED, TASK_COMPLETED, PROJECT_UPDATE, MILESTONE_REACHED, SYSTEM, …';
comment on column aurentia.notifications.title is 'What it says, in a line.';
comment on column aurentia.notifications.message is 'The same at length.';
comment on column aurentia.notifications.link is 'Where in the application it leads.';
comment on column aurentia.notifications.metadata is 'What a program may want to know of it. Free-form object.';
comment on column aurentia.notifications.read_at is 'When it was read; null while unread.';

create table if not exists aurentia.activity_logs (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    user_id         uuid not null references aurentia.profiles (id) on delete cascade,
    action          text not null,
    description     text,
    resource_type   text,
    resource_id     uuid,
    metadata        jsonb default '{}',
    created_at      timestamptz default now()
);

create index if not exists activity_logs_organization_id_idx on aurentia.activity_logs (organization_id);
create index if not exists activity_logs_user_id_idx         on aurentia.activity_logs (user_id);
create index if not exists activity_logs_resource_type_idx   on aurentia.activity_logs (resource_type);
create index if not exists activity_logs_created_at_idx      on aurentia.activity_logs (created_at);

comment on table aurentia.activity_logs is
'Activity
What members did, for everybody in the organization to read.';

comment on column aurentia.activity_logs.user_id is 'Who did it.';
comment on column aurentia.activity_logs.action is
    'CREATED, UPDATED, DELETED, MEMBER_ADDED, MEMBER_REMOVED, PROJECT_CREATED, TASK_ASSIGNED, TASK_COMPLETED, …';
comment on column aurentia.activity_logs.description is 'What was done, in words.';
comment on column aurentia.activity_logs.resource_type is 'What it was done to: project, task, user, …';
comment on column aurentia.activity_logs.resource_id is 'Which one. It may be gone by now, so it is no foreign key.';
comment on column aurentia.activity_logs.metadata is 'What else is known of it. Free-form object.';

-- Milestones, the tasks that lead up to them, who answers for them and what must come first.

create table if not exists aurentia.milestones (
    id                  uuid primary key default gen_random_uuid(),
    organization_id     uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id           uuid references aurentia.projet (id) on delete cascade,
    name                varchar not null,
    description         text,
    start_date          date not null,
    due_date            date not null,
    status              varchar not null default 'not_started',
    priority            varchar default 'medium',
    color               varchar,
    progress_mode       varchar default 'auto',
    progress_percentage integer default 0,
    created_by          uuid references aurentia.profiles (id),
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),

    check (progress_percentage between 0 and 100),
    check (status in ('not_started', 'in_progress', 'completed', 'on_hold')),
    check (priority in ('low', 'medium', 'high', 'critical')),
    check (progress_mode in ('auto', 'manual'))
);

create index if not exists milestones_organization_id_idx on aurentia.milestones (organization_id);
create index if not exists milestones_projet_id_idx       on aurentia.milestones (projet_id);
create index if not exists milestones_created_by_idx      on aurentia.milestones (created_by);

comment on table aurentia.milestones is
'Milestones
What must be reached by a day: of a project, or of the organization when no project is named.';

comment on column aurentia.milestones.projet_id is 'The project; null for a milestone of the whole organization.';
comment on column aurentia.milestones.name is 'What is reached.';
comment on column aurentia.milestones.description is 'The same at length.';
comment on column aurentia.milestones.start_date is 'When work towards it begins.';
comment on column aurentia.milestones.due_date is 'When it is due.';
comment on column aurentia.milestones.status is 'not_started, in_progress, completed or on_hold.';
comment on column aurentia.milestones.priority is 'low, medium, high or critical.';
comment on column aurentia.milestones.color is 'Colour on the time line, as #rrggbb.';
comment on column aurentia.milestones.progress_mode is
    'auto when progress follows the tasks, manual when it is typed in.';
comment on column aurentia.milestones.progress_percentage is 'Progress, 0 to 100.';
comment on column aurentia.milestones.created_by is 'Who planned it.';

-- The key is one of its own, so the API does not see milestones and tasks as many-to-many: embed this table, and the
-- task in it.
create table if not exists aurentia.milestone_tasks (
    id           uuid primary key default gen_random_uuid(),
    milestone_id uuid not null references aurentia.milestones (id) on delete cascade,
    tache_id     uuid not null references aurentia.tache (id) on delete cascade,
    weight       integer default 1,
    created_at   timestamptz not null default now(),

    unique (milestone_id, tache_id)
);

create index if not exists milestone_tasks_milestone_id_idx on aurentia.milestone_tasks (milestone_id);
create index if not exists milestone_tasks_tache_id_idx     on aurentia.milestone_tasks (tache_id);

comment on table aurentia.milestone_tasks is
'Tasks of a milestone
Which tasks a milestone waits for, and how much each counts.';

comment on column aurentia.milestone_tasks.milestone_id is 'The milestone.';
comment on column aurentia.milestone_tasks.tache_id is 'A task it waits for.';
comment on column aurentia.milestone_tasks.weight is 'How much the task counts in the progress.';

create table if not exists aurentia.milestone_assignments (
    id           uuid primary key default gen_random_uuid(),
    milestone_id uuid not null references aurentia.milestones (id) on delete cascade,
    profile_id   uuid not null references aurentia.profiles (id) on delete cascade,
    role         text default 'contributor',
    created_at   timestamptz not null default now(),

    unique (milestone_id, profile_id)
);

create index if not exists milestone_assignments_profile_id_idx on aurentia.milestone_assignments (profile_id);

comment on table aurentia.milestone_assignments is
'People of a milestone
Who works towards it.';

comment on column aurentia.milestone_assignments.milestone_id is 'The milestone.';
comment on column aurentia.milestone_assignments.profile_id is 'Who works towards it.';
comment on column aurentia.milestone_assignments.role is 'As what: contributor, owner, …';

create table if not exists aurentia.milestone_dependencies (
    id            uuid primary key default gen_random_uuid(),
    milestone_id  uuid not null references aurentia.milestones (id) on delete cascade,
    depends_on_id uuid not null references aurentia.milestones (id) on delete cascade,
    created_at    timestamptz not null default now(),

    unique (milestone_id, depends_on_id),
    check (milestone_id <> depends_on_id)
);

create index if not exists milestone_dependencies_depends_on_id_idx
    on aurentia.milestone_dependencies (depends_on_id);

comment on table aurentia.milestone_dependencies is
'Order of milestones
Which milestone must be reached before which.';

comment on column aurentia.milestone_dependencies.milestone_id is 'The milestone that waits.';
comment on column aurentia.milestone_dependencies.depends_on_id is 'The one it waits for.';

-- Who may do what. Permissions belong to roles, roles are given to people, and every gift is written down.
--
-- Policies and functions ask `rbac.has_permission()` and `rbac.has_role()`, which see through row level security here.

create table if not exists rbac.permissions (
    permission_key text not null,
    description    text,
    is_dangerous   boolean not null default false,
    id             uuid default gen_random_uuid() primary key,
    domain         text not null,
    action         text not null,
    is_active      boolean not null default true,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),

    unique (permission_key)
);

comment on table rbac.permissions is
'Permissions
What can be allowed. The keys come in the three styles the application grew: `content.edit`, `manage_users`,
`assessments:grade`. Clients must take them literally.';

comment on column rbac.permissions.permission_key is 'The name policies ask for.';
comment on column rbac.permissions.description is 'What it allows, for people.';
comment on column rbac.permissions.is_dangerous is 'Whether giving it away deserves a second thought.';
comment on column rbac.permissions.id is 'Identifies the row.';
comment on column rbac.permissions.domain is 'Part of the application it is about.';
comment on column rbac.permissions.action is 'What may be done there.';
comment on column rbac.permissions.is_active is 'Whether it counts; false suspends it for everybody.';
comment on column rbac.permissions.created_at is 'When the row was written.';
comment on column rbac.permissions.updated_at is 'When the row last changed.';

create table if not exists rbac.roles (
    role_name         text not null,
    sort_order        integer not null,
    is_system         boolean not null default false,
    description       text,
    permissions_count integer not null default 0,
    id                uuid default gen_random_uuid() primary key,
    created_at        timestamptz not null default now(),

    unique (role_name)
);

comment on table rbac.roles is
'Roles
Five that come with the application, from visitor to admin.';

comment on column rbac.roles.role_name is 'The name functions ask for.';
comment on column rbac.roles.sort_order is 'Rank, 1 for the mightiest.';
comment on column rbac.roles.is_system is 'Whether the application needs it; such a role must not be removed.';
comment on column rbac.roles.description is 'Who it is for.';
comment on column rbac.roles.permissions_count is 'How many permissions it has; kept for display.';
comment on column rbac.roles.id is 'Identifies the row.';
comment on column rbac.roles.created_at is 'When the role was made.';

-- Both foreign keys are part of the primary key: that is how the API knows this table for a junction, and lets
-- `roles?select=permissions(…)` pass through it.
create table if not exists rbac.role_permissions (
    role_id       uuid not null references rbac.roles (id) on delete cascade,
    permission_id uuid not null references rbac.permissions (id) on delete cascade,
    granted_by    uuid references public.profiles (id) on delete set null,
    granted_at    timestamptz not null default now(),
    reason        text,
    id            uuid default gen_random_uuid(),

    primary key (id, role_id, permission_id),
    unique (role_id, permission_id)
);

create index if not exists role_permissions_permission_id_idx on rbac.role_permissions (permission_id);
create index if not exists role_permissions_granted_by_idx on rbac.role_permissions (granted_by);

comment on table rbac.role_permissions is
'Permissions of a role
One row per pair.';

comment on column rbac.role_permissions.role_id is 'Who is allowed.';
comment on column rbac.role_permissions.permission_id is 'What is allowed.';
comment on column rbac.role_permissions.granted_by is 'Who decided.';
comment on column rbac.role_permissions.granted_at is 'When.';
comment on column rbac.role_permissions.reason is 'Why.';
comment on column rbac.role_permissions.id is 'Identifies the row, for the log.';

create table if not exists rbac.user_roles (
    user_id    uuid not null references public.profiles (id) on delete restrict,
    role_id    uuid not null references rbac.roles (id) on delete restrict,
    is_active  boolean not null default true,
    expires_at timestamptz,
    granted_by uuid references public.profiles (id) on delete set null,
    granted_at timestamptz not null default now(),
    reason     text,
    id         uuid default gen_random_uuid() primary key,

    unique (user_id, role_id)
);

create index if not exists idx_user_roles_user_active on rbac.user_roles (user_id, is_active) where is_active;
create index if not exists user_roles_role_id_idx on rbac.user_roles (role_id);
create index if not exists user_roles_granted_by_idx on rbac.user_roles (granted_by);

comment on table rbac.user_roles is
'Roles of a person
One row per pair. A role counts while it is active and has not expired. Given and taken by `grant_role` and
`revoke_role`, which keep a log.';

comment on column rbac.user_roles.user_id is 'Who has the role.';
comment on column rbac.user_roles.role_id is 'The role.';
comment on column rbac.user_roles.is_active is 'Whether it counts.';
comment on column rbac.user_roles.expires_at is 'When it ends by itself; null for never.';
comment on column rbac.user_roles.granted_by is 'Who gave it.';
comment on column rbac.user_roles.granted_at is 'When.';
comment on column rbac.user_roles.reason is 'Why.';
comment on column rbac.user_roles.id is 'Identifies the row.';

create table if not exists rbac.role_grants_log (
    user_id      uuid not null references public.profiles (id) on delete restrict,
    role_id      uuid not null references rbac.roles (id) on delete restrict,
    operation    text not null,
    performed_by uuid references public.profiles (id) on delete set null,
    reason       text,
    created_at   timestamptz not null default now(),
    id           uuid default gen_random_uuid() primary key,
    metadata     jsonb not null default '{}',

    check (operation in ('GRANT', 'REVOKE'))
);

create index if not exists role_grants_log_user_id_created_at_idx on rbac.role_grants_log (user_id, created_at desc);
create index if not exists role_grants_log_role_id_idx on rbac.role_grants_log (role_id);
create index if not exists role_grants_log_performed_by_idx on rbac.role_grants_log (performed_by);

comment on table rbac.role_grants_log is
'Log of roles given and taken
Only ever added to.';

comment on column rbac.role_grants_log.user_id is 'Whose roles changed.';
comment on column rbac.role_grants_log.role_id is 'The role.';
comment on column rbac.role_grants_log.operation is 'GRANT or REVOKE.';
comment on column rbac.role_grants_log.performed_by is 'Who did it; null for the back office.';
comment on column rbac.role_grants_log.reason is 'Why.';
comment on column rbac.role_grants_log.created_at is 'When.';
comment on column rbac.role_grants_log.id is 'Identifies the row.';
comment on column rbac.role_grants_log.metadata is 'Anything else worth keeping, as an object.';

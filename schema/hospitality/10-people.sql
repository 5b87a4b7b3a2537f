-- Who works here, and what they may do. Two tables on purpose: people edit their own profile, and nobody edits their
-- own role. `profile_type` looks like a role and is none.

create table if not exists hospitality.profiles (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid not null unique references auth.users (id) on delete cascade,

    email              text not null,
    first_name         text,
    last_name          text,
    phone              text,

    profile_type       hospitality.user_profile not null default 'agent',
    geographical_zones hospitality.geographical_zone[]
                           default array['casablanca_centre']::hospitality.geographical_zone[],
    is_active          boolean default true,

    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now()
);

comment on table hospitality.profiles is
'People
Profile of everybody who signs in. Staff see all of them, others their own; each changes only their own.';

comment on column hospitality.profiles.id is 'Identifies the profile.';
comment on column hospitality.profiles.user_id is 'The account this profile belongs to; what other tables point at.';
comment on column hospitality.profiles.email is 'Address to write to.';
comment on column hospitality.profiles.first_name is 'Given name.';
comment on column hospitality.profiles.last_name is 'Family name.';
comment on column hospitality.profiles.phone is 'Telephone number, with its country code.';
comment on column hospitality.profiles.profile_type is 'What the person is called. No right follows from it.';
comment on column hospitality.profiles.geographical_zones is 'Where the person works.';
comment on column hospitality.profiles.is_active is 'Whether the person works here at present.';
comment on column hospitality.profiles.created_at is 'When the profile was created.';
comment on column hospitality.profiles.updated_at is 'When the profile last changed.';

create table if not exists hospitality.user_roles (
    id          uuid primary key default gen_random_uuid(),
    user_id     uuid not null references hospitality.profiles (user_id) on delete cascade,

    role        hospitality.app_role not null,
    assigned_by uuid,
    assigned_at timestamptz default now(),
    expires_at  timestamptz,
    is_active   boolean default true,

    created_at  timestamptz default now(),

    unique (user_id, role)
);

comment on table hospitality.user_roles is
'Roles
Who may do what, since when and until when. A role counts while it is active and has not expired. Changed through
`assign_user_role` only.';

comment on column hospitality.user_roles.id is 'Identifies the row.';
comment on column hospitality.user_roles.user_id is 'Whose role it is.';
comment on column hospitality.user_roles.role is 'The role.';
comment on column hospitality.user_roles.assigned_by is 'Who gave it, as they said; an account.';
comment on column hospitality.user_roles.assigned_at is 'When it was last given.';
comment on column hospitality.user_roles.expires_at is 'When it ends by itself; null for never.';
comment on column hospitality.user_roles.is_active is 'False once another role took its place.';
comment on column hospitality.user_roles.created_at is 'When the person had this role for the first time.';

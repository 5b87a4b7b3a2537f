-- Who the people are, beyond being able to sign in. Points, roles and rights are kept elsewhere on purpose: a profile
-- is what a person writes about themself.

-- Profiles are kept when an account goes (`restrict`): certificates, points and payouts refer to them.
create table if not exists public.profiles (
    id           uuid primary key references auth.users (id) on delete restrict,
    username     text,
    email        text,
    display_name text,
    bio          text,
    avatar_url   text,
    is_public    boolean not null default false,
    last_seen    timestamptz,
    first_name   text,
    last_name    text,
    locale       text not null default 'fr',
    timezone     text not null default 'Europe/Paris',
    deleted_at   timestamptz,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now()
);

create index if not exists idx_profiles_email on public.profiles (email);
create unique index if not exists idx_profiles_username on public.profiles (username);
create index if not exists idx_profiles_public on public.profiles (is_public) where is_public;
create index if not exists idx_profiles_last_seen on public.profiles (last_seen desc);

comment on table public.profiles is
'People
One row per account. Public profiles can be read by everybody, one''s own always. Points and roles are not here.';

comment on column public.profiles.id is 'The account this profile belongs to.';
comment on column public.profiles.username is 'Name in addresses and mentions, unique.';
comment on column public.profiles.email is 'Address for messages. Not readable without an account.';
comment on column public.profiles.display_name is 'Name to show.';
comment on column public.profiles.bio is 'A few words about oneself.';
comment on column public.profiles.avatar_url is 'Picture; null for none.';
comment on column public.profiles.is_public is 'Whether everybody may see the profile.';
comment on column public.profiles.last_seen is 'When the person was last active.';
comment on column public.profiles.first_name is 'Given name.';
comment on column public.profiles.last_name is 'Family name.';
comment on column public.profiles.locale is 'Language of the interface, as in `fr`.';
comment on column public.profiles.timezone is 'Where the person''s days begin and end, as in `Europe/Paris`.';
comment on column public.profiles.deleted_at is 'When the person left; null while they are here.';
comment on column public.profiles.created_at is 'When the profile was created.';
comment on column public.profiles.updated_at is 'When the profile last changed.';

create table if not exists public.user_settings (
    id            uuid default gen_random_uuid() primary key,
    user_id       uuid not null references public.profiles (id) on delete cascade,
    notifications jsonb not null default '{}',
    privacy       jsonb not null default '{}',
    learning      jsonb not null default '{}',
    ui            jsonb not null default '{}',
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now(),

    unique (user_id)
);

comment on table public.user_settings is
'Settings of a person
One row per person, an object per subject. What is not set has the application''s default.';

comment on column public.user_settings.id is 'Identifies the row.';
comment on column public.user_settings.user_id is 'Whose settings they are.';
comment on column public.user_settings.notifications is 'What to be told about, and how.';
comment on column public.user_settings.privacy is
    'What others may see. `{"leaderboard_opt_in": true}` puts the person on the public leaderboard.';
comment on column public.user_settings.learning is 'Pace, reminders, playback.';
comment on column public.user_settings.ui is 'Theme, density, language.';
comment on column public.user_settings.created_at is 'When the row was written.';
comment on column public.user_settings.updated_at is 'When the row last changed.';

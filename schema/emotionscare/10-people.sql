-- Who is here, who they know, and what they are told.

create table if not exists emotionscare.profiles (
    id          uuid primary key references auth.users (id) on delete cascade,

    name        text not null,
    email       text,
    role        text not null default 'user',
    preferences jsonb not null default '{}',
    avatar_url  text,

    created_at  timestamptz not null default now()
);

comment on table emotionscare.profiles is
'Profiles
One row per account, shown to everybody who is signed in. Each changes their own.';

comment on column emotionscare.profiles.id is 'The account this profile belongs to.';
comment on column emotionscare.profiles.name is 'The name others see.';
comment on column emotionscare.profiles.email is 'Address, as far as the person shares it.';
comment on column emotionscare.profiles.role is
    'What the person calls themselves: user, teacher. Their own words; no right follows from it.';
comment on column emotionscare.profiles.preferences is 'How the person likes the application. Free-form object.';
comment on column emotionscare.profiles.avatar_url is 'Picture of the person; null for none.';
comment on column emotionscare.profiles.created_at is 'When the profile was created.';

create table if not exists emotionscare.buddies (
    id            uuid primary key default gen_random_uuid(),
    user_id       uuid not null references auth.users (id) on delete cascade,
    buddy_user_id uuid not null references auth.users (id) on delete cascade,
    date          timestamptz not null default now(),

    unique (user_id, buddy_user_id),
    check (user_id <> buddy_user_id)
);

create index if not exists buddies_buddy_user_id_idx on emotionscare.buddies (buddy_user_id);

comment on table emotionscare.buddies is
'Buddies
Two people who look after each other. Both see it; the back office pairs them.';

comment on column emotionscare.buddies.id is 'Identifies the pair.';
comment on column emotionscare.buddies.user_id is 'The one.';
comment on column emotionscare.buddies.buddy_user_id is 'The other.';
comment on column emotionscare.buddies.date is 'When they were paired.';

-- Members are a list of ids. No key can reach into an array, so nothing but the back office's care keeps them real
-- people; the index makes `members @> '{…}'` quick.

create table if not exists emotionscare.groups (
    id      uuid primary key default gen_random_uuid(),
    name    text not null,
    topic   text,
    members uuid[] not null default '{}'
);

create index if not exists groups_members_idx on emotionscare.groups using gin (members);

comment on table emotionscare.groups is
'Groups
Circles around a topic. A member sees the group, others do not know of it.';

comment on column emotionscare.groups.id is 'Identifies the group.';
comment on column emotionscare.groups.name is 'What it is called.';
comment on column emotionscare.groups.topic is 'What it is about.';
comment on column emotionscare.groups.members is 'The accounts in it.';

create table if not exists emotionscare.invitations (
    id          uuid primary key default gen_random_uuid(),

    email       text not null,
    invited_by  uuid references auth.users (id) on delete set null,
    status      emotionscare.invitation_status not null default 'pending',
    token       text not null unique default encode(sha256(gen_random_uuid()::text::bytea), 'hex'),

    created_at  timestamptz not null default now(),
    expires_at  timestamptz not null default now() + interval '7 days',
    accepted_at timestamptz
);

create index if not exists invitations_email_idx      on emotionscare.invitations (email);
create index if not exists invitations_invited_by_idx on emotionscare.invitations (invited_by);

comment on table emotionscare.invitations is
'Invitations
Who was asked to join. Seen by who invited and by who is invited.';

comment on column emotionscare.invitations.id is 'Identifies the invitation.';
comment on column emotionscare.invitations.email is 'Who is invited.';
comment on column emotionscare.invitations.invited_by is 'Who invited; null once that account is gone.';
comment on column emotionscare.invitations.status is 'pending, accepted or expired.';
comment on column emotionscare.invitations.token is 'What the link of the invitation holds.';
comment on column emotionscare.invitations.created_at is 'When it was sent.';
comment on column emotionscare.invitations.expires_at is 'Until when it may be accepted.';
comment on column emotionscare.invitations.accepted_at is 'When it was accepted; null while it was not.';

-- Two keys on one column, here and on posts and comments: the account owns the row, and the profile is what a client
-- can embed, for `auth` is not exposed. Both let go together when the account is deleted.

create table if not exists emotionscare.badges (
    id          uuid primary key default gen_random_uuid(),
    user_id     uuid not null references auth.users (id) on delete cascade,

    name        text not null,
    description text,
    awarded_at  timestamptz not null default now(),

    constraint badges_user_id_profiles_fkey
        foreign key (user_id) references emotionscare.profiles (id) on delete cascade
);

create index if not exists badges_user_id_idx on emotionscare.badges (user_id);

comment on table emotionscare.badges is
'Badges
What the person has earned. Awarded by the back office.';

comment on column emotionscare.badges.id is 'Identifies the badge.';
comment on column emotionscare.badges.user_id is 'Who earned it.';
comment on column emotionscare.badges.name is 'What it is called.';
comment on column emotionscare.badges.description is 'What it was earned for.';
comment on column emotionscare.badges.awarded_at is 'When it was awarded.';

create table if not exists emotionscare.notifications (
    id         uuid primary key default gen_random_uuid(),
    user_id    uuid not null references auth.users (id) on delete cascade,

    type       text not null default 'info',
    title      text not null,
    message    text,
    read       boolean not null default false,

    created_at timestamptz not null default now()
);

create index if not exists notifications_user_id_read_idx on emotionscare.notifications (user_id, read);

comment on table emotionscare.notifications is
'Notifications
What the application tells the person, who may mark it read.';

comment on column emotionscare.notifications.id is 'Identifies the notification.';
comment on column emotionscare.notifications.user_id is 'Who is told.';
comment on column emotionscare.notifications.type is 'info, reminder or badge.';
comment on column emotionscare.notifications.title is 'One line.';
comment on column emotionscare.notifications.message is 'The rest of it.';
comment on column emotionscare.notifications.read is 'Whether it was read.';
comment on column emotionscare.notifications.created_at is 'When it was sent.';

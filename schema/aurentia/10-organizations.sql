-- Companies, people, and who is a member of which.

create table if not exists aurentia.organizations (
    id          uuid primary key default gen_random_uuid(),
    name        text not null,
    slug        text not null unique,
    description text,
    logo_url    text,
    website     text,
    image       text,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),

    check (slug ~ '^[a-z0-9-]+$'),
    check (char_length(slug) between 3 and 50)
);

comment on table aurentia.organizations is
'Organizations
The companies that share the application. Deleting one deletes all it has.';

comment on column aurentia.organizations.name is 'Name of the company.';
comment on column aurentia.organizations.slug is
    'The name in addresses: 3 to 50 of a–z, 0–9 and hyphen, unique. Made from the name when it is left out.';
comment on column aurentia.organizations.description is 'What the company does.';
comment on column aurentia.organizations.logo_url is 'Where its logo is.';
comment on column aurentia.organizations.website is 'Where its own site is.';
comment on column aurentia.organizations.image is 'Where the picture above its pages is.';

-- The key is the account's own: at most one profile per account. Profiles come and go with accounts.
create table if not exists aurentia.profiles (
    id              uuid primary key references auth.users (id) on delete cascade,
    email           text not null unique,
    nom             text not null,
    prenom          text not null,
    role            aurentia.user_role not null default 'CONSULTANT',
    avatar_url      text,
    phone           text,
    status          aurentia.user_status default 'offline',
    last_seen       timestamptz default now(),
    organization_id uuid references aurentia.organizations (id) on delete set null,
    manager_id      uuid references aurentia.profiles (id),
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create index if not exists profiles_organization_id_idx on aurentia.profiles (organization_id);
create index if not exists profiles_manager_id_idx      on aurentia.profiles (manager_id);

comment on table aurentia.profiles is
'People
Everybody with an account. People see those whose main organization they are a member of, and change themselves only.';

comment on column aurentia.profiles.id is 'The account, and the `sub` of the person''s tokens.';
comment on column aurentia.profiles.email is 'Address, unique in the whole application.';
comment on column aurentia.profiles.nom is 'Family name.';
comment on column aurentia.profiles.prenom is 'Given name.';
comment on column aurentia.profiles.role is 'Usual role, for display. Rights come from `user_organizations.role`.';
comment on column aurentia.profiles.avatar_url is 'Where the portrait is.';
comment on column aurentia.profiles.phone is 'Telephone number.';
comment on column aurentia.profiles.status is 'Whether the person is there right now.';
comment on column aurentia.profiles.last_seen is 'When the person last did something.';
comment on column aurentia.profiles.organization_id is 'Main organization: where colleagues look the person up.';
comment on column aurentia.profiles.manager_id is 'Whom the person reports to.';

-- The account is what a membership is about; the second key, to the profile, is what makes it embeddable, for `auth` is
-- not part of the API. The unique constraint is also the index that every policy of the schema looks memberships up by.
create table if not exists aurentia.user_organizations (
    id              uuid primary key default gen_random_uuid(),
    user_id         uuid not null references auth.users (id),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    role            text not null default 'MEMBER',
    joined_at       timestamptz default now(),
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),

    constraint user_organizations_profile_fkey foreign key (user_id) references aurentia.profiles (id),
    unique (user_id, organization_id),
    check (role in ('OWNER', 'ADMIN', 'MANAGER', 'CONSULTANT', 'MEMBER', 'CLIENT'))
);

create index if not exists user_organizations_organization_id_idx on aurentia.user_organizations (organization_id);

comment on table aurentia.user_organizations is
'Memberships
Who belongs to which organization, and as what. Everything else in this schema is seen, or not, by these rows.';

comment on column aurentia.user_organizations.user_id is 'The member.';
comment on column aurentia.user_organizations.role is
    'What the member may do in this organization: OWNER, ADMIN, MANAGER, CONSULTANT, MEMBER or CLIENT.';
comment on column aurentia.user_organizations.joined_at is 'When the member joined.';

-- Two ways into an organization: a code that may be passed on, and a letter to one address.

create table if not exists aurentia.join_codes (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    code            text not null unique,
    role            text not null,
    created_by      uuid not null references aurentia.profiles (id),
    expires_at      timestamptz,
    max_uses        integer,
    uses            integer default 0,
    created_at      timestamptz not null default now(),

    check (role in ('MEMBER', 'MANAGER'))
);

create index if not exists join_codes_organization_id_idx on aurentia.join_codes (organization_id);
create index if not exists join_codes_created_by_idx      on aurentia.join_codes (created_by);

comment on table aurentia.join_codes is
'Join codes
Whoever knows one becomes a member by `accept_join_code`.';

comment on column aurentia.join_codes.code is 'The code itself, unique in the whole application.';
comment on column aurentia.join_codes.role is 'What the newcomer becomes: MEMBER or MANAGER.';
comment on column aurentia.join_codes.created_by is 'Who made the code.';
comment on column aurentia.join_codes.expires_at is 'From when on it is worthless; null for never.';
comment on column aurentia.join_codes.max_uses is 'How many people it lets in; null for any number.';
comment on column aurentia.join_codes.uses is 'How many people it has let in.';

create table if not exists aurentia.organization_invitations (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    email           text not null,
    role            text not null,
    invited_by      uuid not null references aurentia.profiles (id),
    accepted_at     timestamptz,
    expires_at      timestamptz not null,
    created_at      timestamptz not null default now(),

    check (role in ('OWNER', 'ADMIN', 'MANAGER', 'MEMBER'))
);

create index if not exists organization_invitations_organization_id_idx
    on aurentia.organization_invitations (organization_id);
create index if not exists organization_invitations_email_idx on aurentia.organization_invitations (email);
create index if not exists organization_invitations_invited_by_idx on aurentia.organization_invitations (invited_by);

comment on table aurentia.organization_invitations is
'Invitations
Letters to people who are not members yet.';

comment on column aurentia.organization_invitations.email is 'Where the letter went.';
comment on column aurentia.organization_invitations.role is
    'What the invited person is to become: OWNER, ADMIN, MANAGER or MEMBER.';
comment on column aurentia.organization_invitations.invited_by is 'Who invited.';
comment on column aurentia.organization_invitations.accepted_at is 'When the invitation was accepted; null if not yet.';
comment on column aurentia.organization_invitations.expires_at is 'Until when it may be accepted.';

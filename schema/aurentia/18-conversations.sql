-- Conversations: channels of the organization and of projects, groups, and letters from one person to another.

create table if not exists aurentia.organization_channels (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    name            text not null,
    description     text,
    created_by      uuid not null references aurentia.profiles (id),
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create index if not exists organization_channels_organization_id_idx
    on aurentia.organization_channels (organization_id);
create index if not exists organization_channels_created_by_idx on aurentia.organization_channels (created_by);

comment on table aurentia.organization_channels is
'Channels of the organization
Where everybody talks with everybody.';

comment on column aurentia.organization_channels.name is 'Name of the channel.';
comment on column aurentia.organization_channels.description is 'What belongs there.';
comment on column aurentia.organization_channels.created_by is 'Who opened it.';

-- The unique key makes it one-to-one: embedded in a project, its channel is an object.
create table if not exists aurentia.project_channels (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id       uuid not null unique references aurentia.projet (id) on delete cascade,
    name            text,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create index if not exists project_channels_organization_id_idx on aurentia.project_channels (organization_id);

comment on table aurentia.project_channels is
'Channels of projects
Where a project is talked about. The channel is opened with the project.';

comment on column aurentia.project_channels.name is
    'Name of the channel: the project''s, as it was when it was opened.';

create table if not exists aurentia.group_chats (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    name            varchar not null,
    description     text,
    created_by      uuid not null references auth.users (id),
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create index if not exists group_chats_organization_id_idx on aurentia.group_chats (organization_id);
create index if not exists group_chats_created_by_idx      on aurentia.group_chats (created_by);

comment on table aurentia.group_chats is
'Group chats
Seen by their members only.';

comment on column aurentia.group_chats.name is 'Name of the group.';
comment on column aurentia.group_chats.description is 'What it is for.';
comment on column aurentia.group_chats.created_by is 'Whose account opened it.';

-- As with memberships of organizations: the account, and a second key to the profile, which can be embedded.
create table if not exists aurentia.group_chat_members (
    id            uuid primary key default gen_random_uuid(),
    group_chat_id uuid not null references aurentia.group_chats (id) on delete cascade,
    user_id       uuid not null references auth.users (id) on delete cascade,
    joined_at     timestamptz default now(),

    constraint group_chat_members_profile_fkey foreign key (user_id) references aurentia.profiles (id),
    unique (group_chat_id, user_id)
);

create index if not exists group_chat_members_group_chat_id_idx on aurentia.group_chat_members (group_chat_id);
create index if not exists group_chat_members_user_id_idx       on aurentia.group_chat_members (user_id);

comment on table aurentia.group_chat_members is
'Members of group chats
Who reads and writes in a group.';

comment on column aurentia.group_chat_members.group_chat_id is 'The group.';
comment on column aurentia.group_chat_members.user_id is 'The member.';
comment on column aurentia.group_chat_members.joined_at is 'When the member was let in.';

-- A message is in a channel of one kind or another, so `channel_id` cannot be a foreign key: filter by the pair
-- (channel_id, channel_type), for which there is an index.
create table if not exists aurentia.channel_messages (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    channel_id      uuid not null,
    channel_type    text not null,
    sender_id       uuid not null references aurentia.profiles (id),
    content         text not null,
    edited_at       timestamptz,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),

    check (channel_type in ('organization', 'project', 'direct', 'group'))
);

create index if not exists channel_messages_organization_id_idx on aurentia.channel_messages (organization_id);
create index if not exists channel_messages_channel_id_channel_type_idx
    on aurentia.channel_messages (channel_id, channel_type);
create index if not exists channel_messages_sender_id_idx  on aurentia.channel_messages (sender_id);
create index if not exists channel_messages_created_at_idx on aurentia.channel_messages (created_at);

comment on table aurentia.channel_messages is
'Messages in channels
Of every kind of channel. Whoever sent one may correct it.';

comment on column aurentia.channel_messages.channel_id is
    'The channel: a row of `organization_channels`, `project_channels` or `group_chats`, as `channel_type` says.';
comment on column aurentia.channel_messages.channel_type is 'organization, project, direct or group.';
comment on column aurentia.channel_messages.sender_id is 'Who wrote it.';
comment on column aurentia.channel_messages.content is 'What was written.';
comment on column aurentia.channel_messages.edited_at is 'When it was corrected; null if it never was.';

create table if not exists aurentia.message_reactions (
    id         uuid primary key default gen_random_uuid(),
    message_id uuid not null references aurentia.channel_messages (id) on delete cascade,
    profile_id uuid not null references aurentia.profiles (id) on delete cascade,
    emoji      text not null,
    created_at timestamptz not null default now(),

    unique (message_id, profile_id, emoji)
);

create index if not exists message_reactions_message_id_idx on aurentia.message_reactions (message_id);
create index if not exists message_reactions_profile_id_idx on aurentia.message_reactions (profile_id);

comment on table aurentia.message_reactions is
'Reactions
A face under a message, once per person and face.';

comment on column aurentia.message_reactions.message_id is 'The message.';
comment on column aurentia.message_reactions.profile_id is 'Who reacts.';
comment on column aurentia.message_reactions.emoji is 'The face.';

-- Two keys lead to profiles. An embed says which is meant: `sender:profiles!direct_messages_sender_id_fkey(…)`.
create table if not exists aurentia.direct_messages (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    sender_id       uuid not null references aurentia.profiles (id) on delete cascade,
    recipient_id    uuid not null references aurentia.profiles (id) on delete cascade,
    content         text not null,
    read_at         timestamptz,
    edited_at       timestamptz,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create index if not exists direct_messages_organization_id_idx on aurentia.direct_messages (organization_id);
create index if not exists direct_messages_sender_id_recipient_id_idx
    on aurentia.direct_messages (sender_id, recipient_id);
create index if not exists direct_messages_recipient_id_idx on aurentia.direct_messages (recipient_id);

comment on table aurentia.direct_messages is
'Direct messages
From one person to another, and seen by the two only.';

comment on column aurentia.direct_messages.sender_id is 'Who wrote it.';
comment on column aurentia.direct_messages.recipient_id is 'Whom it is for.';
comment on column aurentia.direct_messages.content is 'What was written.';
comment on column aurentia.direct_messages.read_at is 'When the recipient read it; null while unread.';
comment on column aurentia.direct_messages.edited_at is 'When it was corrected; null if it never was.';

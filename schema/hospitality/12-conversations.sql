-- What guests and staff wrote to each other. A conversation carries its last message along, so that the list of
-- conversations is one read of one table; `22-current.sql` keeps that copy right.

create table if not exists hospitality.conversations (
    id                   uuid primary key default gen_random_uuid(),

    guest_id             uuid references hospitality.guest (guest_id),
    reservation_id       uuid references hospitality.reservation (res_id),
    assigned_agent_id    uuid references hospitality.profiles (user_id) on delete set null,
    assigned_chatbot_id  uuid,

    state                text not null default 'NOUVELLE',
    journey_phase        text not null default 'PRE_RESERVATION',
    channel_type         text not null,
    priority             text default 'medium',
    subject              text,
    tags                 text[] default '{}',

    last_message_at      timestamptz default now(),
    last_message_content text,

    created_at           timestamptz default now(),
    updated_at           timestamptz default now()
);

create index if not exists idx_conversations_assigned_agent on hospitality.conversations (assigned_agent_id);
create index if not exists idx_conversations_state          on hospitality.conversations (state);
create index if not exists idx_conversations_created_at     on hospitality.conversations (created_at);

-- For the embeds from the other side, and for the deletion of what is pointed at.
create index if not exists conversations_guest_id_idx       on hospitality.conversations (guest_id);
create index if not exists conversations_reservation_id_idx on hospitality.conversations (reservation_id);

comment on table hospitality.conversations is
'Conversations
One exchange with one guest, over one channel. Read by agents, supervisors and administrators, changed by staff.
A super_admin looks after the installation and reads none.';

comment on column hospitality.conversations.id is 'Identifies the conversation.';
comment on column hospitality.conversations.guest_id is 'Who wrote.';
comment on column hospitality.conversations.reservation_id is 'The stay it is about; null for none, or none yet.';
comment on column hospitality.conversations.assigned_agent_id is 'Who answers; null while nobody does.';
comment on column hospitality.conversations.assigned_chatbot_id is
    'The chatbot that answers meanwhile. Kept by another system.';
comment on column hospitality.conversations.state is 'NOUVELLE, EN_COURS, EN_ATTENTE, RESOLUE or FERMEE.';
comment on column hospitality.conversations.journey_phase is
    'Where the guest is: PRE_RESERVATION, CONFIRMEE, PRE_ARRIVEE, SEJOUR or POST_SEJOUR.';
comment on column hospitality.conversations.channel_type is 'whatsapp, email, airbnb, booking, sms or web.';
comment on column hospitality.conversations.priority is 'low, medium, high or urgent.';
comment on column hospitality.conversations.subject is 'What it is about.';
comment on column hospitality.conversations.tags is 'Words to find it by.';
comment on column hospitality.conversations.last_message_at is 'When the last message came. Kept by the database.';
comment on column hospitality.conversations.last_message_content is 'What it said. Kept by the database.';
comment on column hospitality.conversations.created_at is 'When it began.';
comment on column hospitality.conversations.updated_at is 'When it last changed.';

create table if not exists hospitality.conversation_messages (
    id              uuid primary key default gen_random_uuid(),
    -- No ON DELETE: a conversation in which something was said cannot be deleted.
    conversation_id uuid not null references hospitality.conversations (id),

    sender_id       uuid,
    sender_type     text not null,
    sender_name     text,

    message_content text not null,
    message_type    text default 'text',
    attachment_ids  uuid[],

    is_internal     boolean default false,
    is_automated    boolean default false,
    metadata        jsonb default '{}',

    created_at      timestamptz default now()
);

create index if not exists conversation_messages_conversation_id_created_at_idx
    on hospitality.conversation_messages (conversation_id, created_at);

comment on table hospitality.conversation_messages is
'Messages
What was said in a conversation, internal notes included. Whoever reads the conversation reads its messages. Staff write
under their own name; writing one moves the conversation and notifies the webhook `conversation-update`. What was said
stays said: no one changes or deletes a message.';

comment on column hospitality.conversation_messages.id is 'Identifies the message.';
comment on column hospitality.conversation_messages.conversation_id is 'Where it was said.';
comment on column hospitality.conversation_messages.sender_id is
    'Who said it: an account for an agent, a guest for a guest, a chatbot for a chatbot, nobody for the system.';
comment on column hospitality.conversation_messages.sender_type is 'guest, agent, chatbot or system.';
comment on column hospitality.conversation_messages.sender_name is 'The name to show.';
comment on column hospitality.conversation_messages.message_content is 'What was said.';
comment on column hospitality.conversation_messages.message_type is 'text or image.';
comment on column hospitality.conversation_messages.attachment_ids is 'Files that came along. Kept by another system.';
comment on column hospitality.conversation_messages.is_internal is 'A note among staff, which no guest sees.';
comment on column hospitality.conversation_messages.is_automated is 'Written by no person.';
comment on column hospitality.conversation_messages.metadata is 'What the channel said about it. Free-form object.';
comment on column hospitality.conversation_messages.created_at is 'When it was said.';

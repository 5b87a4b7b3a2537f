-- Talking with the companion. The client keeps `last_message` and `updated_at` of a conversation: nothing here does.

create table if not exists emotionscare.chat_conversations (
    id           uuid primary key default gen_random_uuid(),
    user_id      uuid not null references auth.users (id) on delete cascade,

    title        text not null,
    last_message text,

    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now()
);

create index if not exists chat_conversations_user_id_idx on emotionscare.chat_conversations (user_id);

comment on table emotionscare.chat_conversations is
'Conversations with the companion
The person''s own.';

comment on column emotionscare.chat_conversations.id is 'Identifies the conversation.';
comment on column emotionscare.chat_conversations.user_id is 'Who talks.';
comment on column emotionscare.chat_conversations.title is 'What it is about.';
comment on column emotionscare.chat_conversations.last_message is 'The text of the last message, kept by the client.';
comment on column emotionscare.chat_conversations.created_at is 'When it began.';
comment on column emotionscare.chat_conversations.updated_at is 'When it last changed, kept by the client.';

create table if not exists emotionscare.chat_messages (
    id              uuid primary key default gen_random_uuid(),
    conversation_id uuid not null references emotionscare.chat_conversations (id) on delete cascade,

    sender          text not null,
    text            text not null,
    timestamp       timestamptz not null default now()
);

create index if not exists chat_messages_conversation_id_timestamp_idx
    on emotionscare.chat_messages (conversation_id, timestamp);

comment on table emotionscare.chat_messages is
'Messages of a conversation
As private as the conversation, and deleted with it.';

comment on column emotionscare.chat_messages.id is 'Identifies the message.';
comment on column emotionscare.chat_messages.conversation_id is 'Where it was said.';
comment on column emotionscare.chat_messages.sender is 'user or assistant.';
comment on column emotionscare.chat_messages.text is 'What was said.';
comment on column emotionscare.chat_messages.timestamp is 'When it was said.';

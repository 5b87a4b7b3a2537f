-- Help with patients: asking the assistant, keeping its answer, and the reference that needs no asking. Three names to
-- tell apart: `urge_gpt_queries` were asked, `urgegpt_protocols` were kept, `urgent_protocols` are the reference.

create table if not exists emotionscare.medilinko_consultations (
    id         uuid primary key default gen_random_uuid(),
    user_id    uuid not null references auth.users (id) on delete cascade,

    motif      text not null,
    resume     text,
    response   jsonb,

    created_at timestamptz not null default now()
);

create index if not exists medilinko_consultations_user_id_idx on emotionscare.medilinko_consultations (user_id);

comment on table emotionscare.medilinko_consultations is
'Medilinko consultations
Consultations the person went through with Medilinko. Their own.';

comment on column emotionscare.medilinko_consultations.id is 'Identifies the consultation.';
comment on column emotionscare.medilinko_consultations.user_id is 'Who consulted.';
comment on column emotionscare.medilinko_consultations.motif is 'What for.';
comment on column emotionscare.medilinko_consultations.resume is 'The story in short.';
comment on column emotionscare.medilinko_consultations.response is 'What came of it: `conseils`, `orientation`.';
comment on column emotionscare.medilinko_consultations.created_at is 'When it took place.';

create table if not exists emotionscare.urge_gpt_queries (
    id         uuid primary key default gen_random_uuid(),
    user_id    uuid not null references auth.users (id) on delete cascade,

    query      text not null,
    response   text,

    created_at timestamptz not null default now()
);

create index if not exists urge_gpt_queries_user_id_created_at_idx
    on emotionscare.urge_gpt_queries (user_id, created_at desc);

comment on table emotionscare.urge_gpt_queries is
'Questions to UrgeGPT
What the person asked the assistant for emergencies. Their own.';

comment on column emotionscare.urge_gpt_queries.id is 'Identifies the question.';
comment on column emotionscare.urge_gpt_queries.user_id is 'Who asked.';
comment on column emotionscare.urge_gpt_queries.query is 'The question.';
comment on column emotionscare.urge_gpt_queries.response is 'The answer; null while there is none.';
comment on column emotionscare.urge_gpt_queries.created_at is 'When it was asked.';

create table if not exists emotionscare.urgegpt_protocols (
    id       uuid primary key default gen_random_uuid(),
    user_id  uuid not null references auth.users (id) on delete cascade,
    query_id uuid references emotionscare.urge_gpt_queries (id) on delete set null,

    title    text not null,
    protocol jsonb not null default '{}',

    saved_at timestamptz not null default now()
);

create index if not exists urgegpt_protocols_user_id_idx  on emotionscare.urgegpt_protocols (user_id);
create index if not exists urgegpt_protocols_query_id_idx on emotionscare.urgegpt_protocols (query_id);

comment on table emotionscare.urgegpt_protocols is
'Protocols kept from UrgeGPT
Answers the person wanted to keep. Their own.';

comment on column emotionscare.urgegpt_protocols.id is 'Identifies the protocol.';
comment on column emotionscare.urgegpt_protocols.user_id is 'Who kept it.';
comment on column emotionscare.urgegpt_protocols.query_id is 'The question it answers; null once that is deleted.';
comment on column emotionscare.urgegpt_protocols.title is 'What it is called.';
comment on column emotionscare.urgegpt_protocols.protocol is 'The protocol: `etapes`, a list.';
comment on column emotionscare.urgegpt_protocols.saved_at is 'When it was kept.';

create table if not exists emotionscare.urgent_protocols (
    id         uuid primary key default gen_random_uuid(),

    code       text not null unique,
    title      text not null,
    specialty  text,
    steps      jsonb not null default '[]',

    updated_at timestamptz not null default now()
);

comment on table emotionscare.urgent_protocols is
'Emergency protocols
The reference: what to do first. Public.';

comment on column emotionscare.urgent_protocols.id is 'Identifies the protocol.';
comment on column emotionscare.urgent_protocols.code is 'Its short name.';
comment on column emotionscare.urgent_protocols.title is 'Its title.';
comment on column emotionscare.urgent_protocols.specialty is 'The specialty that answers for it.';
comment on column emotionscare.urgent_protocols.steps is 'What to do, in order: a list of texts.';
comment on column emotionscare.urgent_protocols.updated_at is 'When it last changed, as its editor says.';

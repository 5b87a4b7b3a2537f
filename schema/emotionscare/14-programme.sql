-- The programme of medical studies: items to know, situations to start from, medicines to choose, cases to practise.
-- (EDN are the written examinations, ECOS the clinical ones.)

create table if not exists emotionscare.edn_items (
    id                 uuid primary key default gen_random_uuid(),

    item_number        integer not null unique,
    title              text not null,
    specialty          text,
    has_link           boolean not null default false,
    has_recommendation boolean not null default false,

    created_at         timestamptz not null default now()
);

create index if not exists edn_items_specialty_idx on emotionscare.edn_items (specialty);

comment on table emotionscare.edn_items is
'Items of the programme
What has to be known. Public.';

comment on column emotionscare.edn_items.id is 'Identifies the item.';
comment on column emotionscare.edn_items.item_number is 'Its number in the programme.';
comment on column emotionscare.edn_items.title is 'Its title.';
comment on column emotionscare.edn_items.specialty is 'The specialty that teaches it.';
comment on column emotionscare.edn_items.has_link is 'Whether there is further reading.';
comment on column emotionscare.edn_items.has_recommendation is 'Whether there is an official recommendation.';
comment on column emotionscare.edn_items.created_at is 'When it was added.';

create table if not exists emotionscare.starting_situations (
    id               uuid primary key default gen_random_uuid(),

    situation_number integer not null unique,
    title            text not null,
    description      text
);

comment on table emotionscare.starting_situations is
'Starting situations
With what a patient comes. Public.';

comment on column emotionscare.starting_situations.id is 'Identifies the situation.';
comment on column emotionscare.starting_situations.situation_number is 'Its number in the programme.';
comment on column emotionscare.starting_situations.title is 'Its title.';
comment on column emotionscare.starting_situations.description is 'What it looks like.';

create table if not exists emotionscare.therapeutic_classes (
    id          uuid primary key default gen_random_uuid(),

    name        text not null unique,
    description text,
    specialty   text
);

comment on table emotionscare.therapeutic_classes is
'Therapeutic classes
Kinds of medicines. Public.';

comment on column emotionscare.therapeutic_classes.id is 'Identifies the class.';
comment on column emotionscare.therapeutic_classes.name is 'Its name.';
comment on column emotionscare.therapeutic_classes.description is 'What it does.';
comment on column emotionscare.therapeutic_classes.specialty is 'The specialty that uses it most.';

-- Which belong together. The rows have an id of their own, and both ends are part of the primary key all the same: that
-- is what tells the API that these tables only connect, so that an item embeds its situations directly.

create table if not exists emotionscare.item_situation_relations (
    id           uuid default gen_random_uuid(),
    item_id      uuid not null references emotionscare.edn_items (id) on delete cascade,
    situation_id uuid not null references emotionscare.starting_situations (id) on delete cascade,

    primary key (id, item_id, situation_id),
    unique (item_id, situation_id)
);

create index if not exists item_situation_relations_situation_id_idx
    on emotionscare.item_situation_relations (situation_id);

comment on table emotionscare.item_situation_relations is
'Items and situations
Which items a situation calls for. Public; embed `starting_situations` in `edn_items` instead of reading it.';

comment on column emotionscare.item_situation_relations.id is 'Identifies the row.';
comment on column emotionscare.item_situation_relations.item_id is 'The item.';
comment on column emotionscare.item_situation_relations.situation_id is 'The situation.';

create table if not exists emotionscare.item_therapeutic_relations (
    id             uuid default gen_random_uuid(),
    item_id        uuid not null references emotionscare.edn_items (id) on delete cascade,
    therapeutic_id uuid not null references emotionscare.therapeutic_classes (id) on delete cascade,

    primary key (id, item_id, therapeutic_id),
    unique (item_id, therapeutic_id)
);

create index if not exists item_therapeutic_relations_therapeutic_id_idx
    on emotionscare.item_therapeutic_relations (therapeutic_id);

comment on table emotionscare.item_therapeutic_relations is
'Items and medicines
Which medicines an item deals with. Public; embed `therapeutic_classes` in `edn_items` instead of reading it.';

comment on column emotionscare.item_therapeutic_relations.id is 'Identifies the row.';
comment on column emotionscare.item_therapeutic_relations.item_id is 'The item.';
comment on column emotionscare.item_therapeutic_relations.therapeutic_id is 'The kind of medicine.';

create table if not exists emotionscare.ecos_situations_complete (
    id               uuid primary key default gen_random_uuid(),

    situation_number integer not null unique,
    title            text not null,
    content          jsonb not null default '{}',

    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now()
);

comment on table emotionscare.ecos_situations_complete is
'Clinical cases
Cases to practise for the clinical examination, complete with instructions and marking. Public.';

comment on column emotionscare.ecos_situations_complete.id is 'Identifies the case.';
comment on column emotionscare.ecos_situations_complete.situation_number is 'Its number among the cases.';
comment on column emotionscare.ecos_situations_complete.title is 'Its title.';
comment on column emotionscare.ecos_situations_complete.content is
    'The case: `consigne`, `duree_minutes`, and `grille`, the list of what is marked.';
comment on column emotionscare.ecos_situations_complete.created_at is 'When it was added.';
comment on column emotionscare.ecos_situations_complete.updated_at is 'When it last changed, as its editor says.';

create table if not exists emotionscare.user_favorite_flashcards (
    id         uuid primary key default gen_random_uuid(),
    user_id    uuid not null references auth.users (id) on delete cascade,
    item_id    uuid not null references emotionscare.edn_items (id) on delete cascade,

    created_at timestamptz not null default now(),

    unique (user_id, item_id)
);

create index if not exists user_favorite_flashcards_item_id_idx on emotionscare.user_favorite_flashcards (item_id);

comment on table emotionscare.user_favorite_flashcards is
'Favourite items
Items the person wants to come back to. Their own.';

comment on column emotionscare.user_favorite_flashcards.id is 'Identifies the row.';
comment on column emotionscare.user_favorite_flashcards.user_id is 'Whose favourite it is.';
comment on column emotionscare.user_favorite_flashcards.item_id is 'The item.';
comment on column emotionscare.user_favorite_flashcards.created_at is 'Since when.';

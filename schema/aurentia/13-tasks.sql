-- Tasks: the cards of the Kanban board.

create table if not exists aurentia.tache (
    id                     uuid primary key default gen_random_uuid(),
    organization_id        uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id              uuid not null references aurentia.projet (id) on delete cascade,
    livrable_id            uuid references aurentia.livrable (id),
    profile_responsable_id uuid references aurentia.profiles (id),
    nom                    text not null,
    description            text,
    charge_estimee_jh      numeric,
    date_fin_cible         date,
    statut                 aurentia.statut_tache not null default 'TODO',
    priority               text default 'medium',
    position               integer default 0,
    color                  text,
    tags                   text[] default '{}',
    created_at             timestamptz not null default now(),
    updated_at             timestamptz not null default now(),

    -- A task without a description is still found by its name: `nom || null` would be null, and found by nothing.
    -- The configuration is named, for a generated column must not depend on a setting.
    recherche              tsvector generated always as (
        to_tsvector('french', coalesce(nom, '') || ' ' || coalesce(description, ''))
    ) stored,

    check (priority in ('low', 'medium', 'high', 'urgent'))
);

create index if not exists tache_organization_id_idx        on aurentia.tache (organization_id);
create index if not exists tache_projet_id_idx              on aurentia.tache (projet_id);
create index if not exists tache_livrable_id_idx            on aurentia.tache (livrable_id);
create index if not exists tache_profile_responsable_id_idx on aurentia.tache (profile_responsable_id);
create index if not exists tache_projet_id_statut_idx       on aurentia.tache (projet_id, statut);

-- Serves `recherche=plfts(french).…` for the back office. For people, PostgreSQL applies the policies before any
-- operator that might tell of the rows it saw, and `@@` is one: their search goes through the rows they may see.
create index if not exists tache_recherche_idx on aurentia.tache using gin (recherche);

comment on table aurentia.tache is
'Tasks
The cards of a project''s board. Whoever is responsible for one may change it; admins may change all.';

comment on column aurentia.tache.livrable_id is 'The deliverable it is part of.';
comment on column aurentia.tache.profile_responsable_id is 'Who does it.';
comment on column aurentia.tache.nom is 'What is to be done.';
comment on column aurentia.tache.description is 'The same at length.';
comment on column aurentia.tache.charge_estimee_jh is 'Effort as estimated, in person-days.';
comment on column aurentia.tache.date_fin_cible is 'Day by which it should be done.';
comment on column aurentia.tache.statut is 'Column of the board.';
comment on column aurentia.tache.priority is 'low, medium, high or urgent.';
comment on column aurentia.tache.position is 'Place in its column of the board, from the top.';
comment on column aurentia.tache.color is 'Colour of the card, as #rrggbb.';
comment on column aurentia.tache.tags is 'Labels.';
comment on column aurentia.tache.recherche is
    'Name and description as French full text. Computed; search it with `plfts(french)`.';

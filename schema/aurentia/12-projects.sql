-- Clients, the projects sold to them, what each project delivers and who works on it.

create table if not exists aurentia.client (
    id                uuid primary key default gen_random_uuid(),
    organization_id   uuid not null references aurentia.organizations (id) on delete cascade,
    nom               text not null,
    contact_principal text,
    contact_user_id   uuid references aurentia.profiles (id) on delete set null,
    secteur           text,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now()
);

create index if not exists client_organization_id_idx on aurentia.client (organization_id);
create index if not exists client_contact_user_id_idx on aurentia.client (contact_user_id);

comment on table aurentia.client is
'Clients
The companies that projects are done for. A client with projects cannot be deleted.';

comment on column aurentia.client.nom is 'Name of the client.';
comment on column aurentia.client.contact_principal is 'Name of the person to speak to.';
comment on column aurentia.client.contact_user_id is 'That person''s profile, if they have an account.';
comment on column aurentia.client.secteur is 'Industry.';

create table if not exists aurentia.projet (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    client_id       uuid not null references aurentia.client (id),
    chef_projet_id  uuid references aurentia.profiles (id),
    nom             text not null,
    description     text,
    date_debut      date not null,
    date_fin_prevue date,
    statut          text not null default 'ACTIF',
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),

    unique (nom, organization_id),
    check (statut in ('ACTIF', 'TERMINE', 'SUSPENDU'))
);

create index if not exists projet_organization_id_idx on aurentia.projet (organization_id);
create index if not exists projet_client_id_idx       on aurentia.projet (client_id);
create index if not exists projet_chef_projet_id_idx  on aurentia.projet (chef_projet_id);

comment on table aurentia.projet is
'Projects
A new project comes with its channel. Deleting one deletes its tasks, milestones, budget and all the rest.';

comment on column aurentia.projet.client_id is 'Whom the project is done for.';
comment on column aurentia.projet.chef_projet_id is 'Who leads it.';
comment on column aurentia.projet.nom is 'Name, unique in the organization.';
comment on column aurentia.projet.description is 'What it is about.';
comment on column aurentia.projet.date_debut is 'First day.';
comment on column aurentia.projet.date_fin_prevue is 'Last day as planned.';
comment on column aurentia.projet.statut is 'ACTIF, TERMINE or SUSPENDU.';

create table if not exists aurentia.livrable (
    id                    uuid primary key default gen_random_uuid(),
    organization_id       uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id             uuid not null references aurentia.projet (id) on delete cascade,
    nom                   text not null,
    description           text,
    date_livraison_prevue date,
    statut                text not null default 'A_FAIRE',
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now()
);

create index if not exists livrable_organization_id_idx on aurentia.livrable (organization_id);
create index if not exists livrable_projet_id_idx       on aurentia.livrable (projet_id);

comment on table aurentia.livrable is
'Deliverables
What the client is to receive.';

comment on column aurentia.livrable.nom is 'Name of the deliverable.';
comment on column aurentia.livrable.description is 'What exactly is delivered.';
comment on column aurentia.livrable.date_livraison_prevue is 'Day of delivery as planned.';
comment on column aurentia.livrable.statut is 'A_FAIRE, EN_COURS, LIVRE, …';

create table if not exists aurentia.affectation (
    id                  uuid primary key default gen_random_uuid(),
    organization_id     uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id           uuid not null references aurentia.projet (id) on delete cascade,
    profile_id          uuid not null references aurentia.profiles (id) on delete cascade,
    date_debut          date not null,
    date_fin            date,
    taux_occupation_pct numeric default 100,
    role_projet         text,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),

    check (taux_occupation_pct between 0 and 100)
);

create index if not exists affectation_organization_id_idx on aurentia.affectation (organization_id);
create index if not exists affectation_projet_id_idx       on aurentia.affectation (projet_id);
create index if not exists affectation_profile_id_idx      on aurentia.affectation (profile_id);

comment on table aurentia.affectation is
'Assignments
Who works on which project, when, and how much of their time.';

comment on column aurentia.affectation.profile_id is 'Who is assigned.';
comment on column aurentia.affectation.date_debut is 'First day on the project.';
comment on column aurentia.affectation.date_fin is 'Last day on the project; null while it is open.';
comment on column aurentia.affectation.taux_occupation_pct is 'Share of the person''s time, 0 to 100.';
comment on column aurentia.affectation.role_projet is 'What the person does there.';

-- Consultants: what they cost, what they are sold for, and what they know.

-- The unique key makes it one-to-one: embedded in a profile, these details are an object.
create table if not exists aurentia.consultant_details (
    id                    uuid primary key default gen_random_uuid(),
    organization_id       uuid not null references aurentia.organizations (id) on delete cascade,
    profile_id            uuid not null unique references aurentia.profiles (id),
    date_embauche         date not null,
    taux_journalier_cout  numeric not null,
    taux_journalier_vente numeric,
    statut                text default 'AVAILABLE',
    job_title             text,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),

    check (statut in ('AVAILABLE', 'ON_MISSION', 'ON_LEAVE'))
);

create index if not exists consultant_details_organization_id_idx on aurentia.consultant_details (organization_id);

comment on table aurentia.consultant_details is
'Consultants
The contract of a person who is sent to clients. One row per person at most.';

comment on column aurentia.consultant_details.profile_id is 'The consultant.';
comment on column aurentia.consultant_details.date_embauche is 'Day of hiring.';
comment on column aurentia.consultant_details.taux_journalier_cout is 'What a day costs the company, in euros.';
comment on column aurentia.consultant_details.taux_journalier_vente is 'What a day is sold for, in euros.';
comment on column aurentia.consultant_details.statut is 'AVAILABLE, ON_MISSION or ON_LEAVE.';
comment on column aurentia.consultant_details.job_title is 'Title on the business card.';

create table if not exists aurentia.competence (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    nom             text not null,
    description     text,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),

    unique (nom, organization_id)
);

create index if not exists competence_organization_id_idx on aurentia.competence (organization_id);

comment on table aurentia.competence is
'Skills
What people of the organization can know.';

comment on column aurentia.competence.nom is 'Name of the skill, unique in the organization.';
comment on column aurentia.competence.description is 'What it covers.';

-- All three foreign keys are in the primary key, so the API sees profiles and skills as many-to-many, and profiles and
-- organizations too: `organizations` embedded in a profile needs the hint of the key that is meant.
create table if not exists aurentia.profile_competences (
    profile_id      uuid not null references aurentia.profiles (id) on delete cascade,
    competence_id   uuid not null references aurentia.competence (id) on delete cascade,
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    niveau          integer,
    date_evaluation date,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),

    primary key (profile_id, competence_id, organization_id),
    check (niveau between 1 and 5)
);

create index if not exists profile_competences_competence_id_idx   on aurentia.profile_competences (competence_id);
create index if not exists profile_competences_organization_id_idx on aurentia.profile_competences (organization_id);

comment on table aurentia.profile_competences is
'Skills of people
Who knows what, and how well.';

comment on column aurentia.profile_competences.profile_id is 'Who knows it.';
comment on column aurentia.profile_competences.competence_id is 'What is known.';
comment on column aurentia.profile_competences.niveau is 'How well, 1 (a little) to 5 (teaches it).';
comment on column aurentia.profile_competences.date_evaluation is 'When that was last judged.';

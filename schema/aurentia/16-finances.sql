-- Money and time: what a project was sold for, what was invoiced, and the hours that went into it.

-- The unique key makes it one-to-one: embedded in a project, the budget is an object.
create table if not exists aurentia.budget_projet (
    id                  uuid primary key default gen_random_uuid(),
    organization_id     uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id           uuid not null unique references aurentia.projet (id) on delete cascade,
    montant_total_vente numeric not null,
    cout_estime_total   numeric not null,
    marge_cible_pct     numeric not null,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),

    check (marge_cible_pct between 0 and 100)
);

create index if not exists budget_projet_organization_id_idx on aurentia.budget_projet (organization_id);

comment on table aurentia.budget_projet is
'Budgets
What a project was sold for and what it may cost. One row per project at most.';

comment on column aurentia.budget_projet.montant_total_vente is 'What the client pays in all, in euros.';
comment on column aurentia.budget_projet.cout_estime_total is 'What the work should cost in all, in euros.';
comment on column aurentia.budget_projet.marge_cible_pct is 'Margin to reach, 0 to 100.';

create table if not exists aurentia.facture (
    id               uuid primary key default gen_random_uuid(),
    organization_id  uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id        uuid not null references aurentia.projet (id) on delete cascade,
    montant          numeric not null,
    date_facturation date not null,
    statut_paiement  text,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),

    check (statut_paiement in ('EN_ATTENTE', 'PAYE', 'RETARD'))
);

create index if not exists facture_organization_id_idx on aurentia.facture (organization_id);
create index if not exists facture_projet_id_idx       on aurentia.facture (projet_id);

comment on table aurentia.facture is
'Invoices
What the client was asked to pay, and whether they did.';

comment on column aurentia.facture.montant is 'Amount, in euros.';
comment on column aurentia.facture.date_facturation is 'Day of the invoice.';
comment on column aurentia.facture.statut_paiement is 'EN_ATTENTE, PAYE or RETARD.';

create table if not exists aurentia.temps_passe (
    id                 uuid primary key default gen_random_uuid(),
    organization_id    uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id          uuid not null references aurentia.projet (id) on delete cascade,
    profile_id         uuid not null references aurentia.profiles (id) on delete cascade,
    tache_id           uuid references aurentia.tache (id) on delete set null,
    date               date not null,
    heures_travaillees numeric not null,
    source_outil       text,
    validation_statut  text default 'EN_ATTENTE',
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),

    check (heures_travaillees >= 0),
    check (validation_statut in ('EN_ATTENTE', 'VALIDE', 'REJETE'))
);

create index if not exists temps_passe_organization_id_idx on aurentia.temps_passe (organization_id);
create index if not exists temps_passe_projet_id_idx       on aurentia.temps_passe (projet_id);
create index if not exists temps_passe_profile_id_idx      on aurentia.temps_passe (profile_id);
create index if not exists temps_passe_tache_id_idx        on aurentia.temps_passe (tache_id);
create index if not exists temps_passe_projet_id_date_idx  on aurentia.temps_passe (projet_id, date);

comment on table aurentia.temps_passe is
'Time spent
Hours worked on a project. People log their own, and change them until they are validated.';

comment on column aurentia.temps_passe.profile_id is 'Who worked.';
comment on column aurentia.temps_passe.tache_id is 'On which task; null for the project as a whole.';
comment on column aurentia.temps_passe.date is 'Day of the work.';
comment on column aurentia.temps_passe.heures_travaillees is 'Hours worked, 0 or more.';
comment on column aurentia.temps_passe.source_outil is 'Where the entry came from: web, mobile, import, …';
comment on column aurentia.temps_passe.validation_statut is 'EN_ATTENTE, VALIDE or REJETE. Admins decide.';

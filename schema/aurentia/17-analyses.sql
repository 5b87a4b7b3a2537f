-- How projects fare: scores, predictions, drifts, advice, and what actually went wrong. A workflow outside writes most
-- of it, as service_role.

create table if not exists aurentia.score_sante_projet (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id       uuid not null references aurentia.projet (id) on delete cascade,
    date_analyse    date not null,
    score_global    numeric,
    couleur_risque  text not null,
    raisonnement_ia text,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),

    check (score_global between 0 and 100),
    check (couleur_risque in ('VERT', 'ORANGE', 'ROUGE'))
);

create index if not exists score_sante_projet_organization_id_idx on aurentia.score_sante_projet (organization_id);
create index if not exists score_sante_projet_projet_id_idx       on aurentia.score_sante_projet (projet_id);
create index if not exists score_sante_projet_date_analyse_idx    on aurentia.score_sante_projet (date_analyse);

comment on table aurentia.score_sante_projet is
'Health scores
How healthy a project was on a day, and why.';

comment on column aurentia.score_sante_projet.date_analyse is 'The day that was judged.';
comment on column aurentia.score_sante_projet.score_global is 'Health, 0 (lost) to 100 (perfect).';
comment on column aurentia.score_sante_projet.couleur_risque is 'VERT, ORANGE or ROUGE.';
comment on column aurentia.score_sante_projet.raisonnement_ia is 'The model''s reasons.';

create table if not exists aurentia.prediction_risque (
    id                    uuid primary key default gen_random_uuid(),
    organization_id       uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id             uuid not null references aurentia.projet (id) on delete cascade,
    profile_id            uuid references aurentia.profiles (id) on delete set null,
    date_prediction       timestamptz default now(),
    horizon_jours         integer not null,
    type_risque           text not null,
    probabilite_pct       numeric,
    confidence            numeric,
    justification         text default 'Prédiction générée automatiquement',
    metriques_source      jsonb,
    workflow_execution_id varchar,
    modele_ia_utilise     varchar,
    realise               boolean,
    date_evaluation       timestamptz,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),

    check (probabilite_pct between 0 and 100),
    check (confidence between 0.0 and 1.0),
    check (type_risque in ('BUDGET', 'DELAI', 'QUALITE', 'RESSOURCES'))
);

create index if not exists prediction_risque_organization_id_idx on aurentia.prediction_risque (organization_id);
create index if not exists prediction_risque_projet_id_idx       on aurentia.prediction_risque (projet_id);
create index if not exists prediction_risque_profile_id_idx      on aurentia.prediction_risque (profile_id);
create index if not exists prediction_risque_date_prediction_idx on aurentia.prediction_risque (date_prediction);

comment on table aurentia.prediction_risque is
'Risk predictions
What may go wrong with a project, how likely it is, and, later, whether it did.';

comment on column aurentia.prediction_risque.profile_id is 'The consultant it is about, if it is about one.';
comment on column aurentia.prediction_risque.date_prediction is 'When it was predicted.';
comment on column aurentia.prediction_risque.horizon_jours is 'How far ahead it looks, in days.';
comment on column aurentia.prediction_risque.type_risque is 'BUDGET, DELAI, QUALITE or RESSOURCES.';
comment on column aurentia.prediction_risque.probabilite_pct is 'How likely it is, 0 to 100.';
comment on column aurentia.prediction_risque.confidence is 'How sure the model is of that, 0 to 1.';
comment on column aurentia.prediction_risque.justification is 'Why it is expected.';
comment on column aurentia.prediction_risque.metriques_source is
    'The numbers it was made from: an object, with `burn_rate` among others.';
comment on column aurentia.prediction_risque.workflow_execution_id is 'The run of the workflow that made it.';
comment on column aurentia.prediction_risque.modele_ia_utilise is 'The model that made it.';
comment on column aurentia.prediction_risque.realise is 'Whether it came true; null while that is open.';
comment on column aurentia.prediction_risque.date_evaluation is 'When that was judged.';

create table if not exists aurentia.detection_derive (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id       uuid not null references aurentia.projet (id) on delete cascade,
    type_derive     text not null,
    gravite         text not null default 'MOYENNE',
    ecart_pct       numeric,
    description     text,
    date_detection  timestamptz not null default now(),
    resolue         boolean not null default false,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create index if not exists detection_derive_organization_id_idx on aurentia.detection_derive (organization_id);
create index if not exists detection_derive_projet_id_idx       on aurentia.detection_derive (projet_id);

comment on table aurentia.detection_derive is
'Drifts
Where a project has left its plan.';

comment on column aurentia.detection_derive.type_derive is 'What drifts: BUDGET, DELAI, PERIMETRE, …';
comment on column aurentia.detection_derive.gravite is 'How bad it is: FAIBLE, MOYENNE, FORTE, …';
comment on column aurentia.detection_derive.ecart_pct is 'Distance from the plan, in percent of it; may exceed 100.';
comment on column aurentia.detection_derive.description is 'What was seen.';
comment on column aurentia.detection_derive.date_detection is 'When it was seen.';
comment on column aurentia.detection_derive.resolue is 'Whether the project is back on its plan.';

create table if not exists aurentia.recommandation_action (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id       uuid not null references aurentia.projet (id) on delete cascade,
    prediction_id   uuid references aurentia.prediction_risque (id) on delete set null,
    recommandations jsonb,
    statut          text not null default 'PROPOSEE',
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create index if not exists recommandation_action_organization_id_idx
    on aurentia.recommandation_action (organization_id);
create index if not exists recommandation_action_projet_id_idx     on aurentia.recommandation_action (projet_id);
create index if not exists recommandation_action_prediction_id_idx on aurentia.recommandation_action (prediction_id);

-- Serves `recommandations=cs.[{"action": "…"}]`, with the same reservation as the search of tasks.
create index if not exists recommandation_action_recommandations_idx
    on aurentia.recommandation_action using gin (recommandations);

comment on table aurentia.recommandation_action is
'Advice
What could be done about a project, or about one of its risks.';

comment on column aurentia.recommandation_action.prediction_id is 'The risk it answers; null for advice in general.';
comment on column aurentia.recommandation_action.recommandations is
    'The actions: an array of objects with `action` and `priorite`.';
comment on column aurentia.recommandation_action.statut is 'PROPOSEE, ACCEPTEE, REFUSEE, …';

create table if not exists aurentia.incident (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references aurentia.organizations (id) on delete cascade,
    projet_id       uuid not null references aurentia.projet (id) on delete cascade,
    titre           text not null,
    description     text,
    severite        text not null default 'MINEURE',
    statut          text not null default 'OUVERT',
    declare_par     uuid references aurentia.profiles (id) on delete set null,
    date_incident   timestamptz not null default now(),
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create index if not exists incident_organization_id_idx on aurentia.incident (organization_id);
create index if not exists incident_projet_id_idx       on aurentia.incident (projet_id);
create index if not exists incident_declare_par_idx     on aurentia.incident (declare_par);

comment on table aurentia.incident is
'Incidents
What went wrong on a project.';

comment on column aurentia.incident.titre is 'What happened, in a line.';
comment on column aurentia.incident.description is 'The same at length.';
comment on column aurentia.incident.severite is 'MINEURE, MAJEURE, CRITIQUE, …';
comment on column aurentia.incident.statut is 'OUVERT, EN_COURS, RESOLU, …';
comment on column aurentia.incident.declare_par is 'Who reported it.';
comment on column aurentia.incident.date_incident is 'When it happened.';

-- Bob and Diane, what Nova Conseil's people know, and the hours the two logged.

insert into aurentia.consultant_details (
    id, organization_id, profile_id, date_embauche, taux_journalier_cout, taux_journalier_vente, statut, job_title
) values
    ('a7000000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000003', '2024-01-08', 310, 520, 'ON_MISSION', 'Développeur Java'),
    ('a7000000-0000-4000-8000-000000000002', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000004', '2024-03-04', 345.5, 610, 'AVAILABLE', 'Ingénieure de données')
on conflict do nothing;

insert into aurentia.competence (id, organization_id, nom, description) values
    ('a7100000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'SQL', 'Modéliser, interroger, régler.'),
    ('a7100000-0000-4000-8000-000000000002', 'a1000000-0000-4000-8000-000000000001',
     'Java', null),
    ('a7100000-0000-4000-8000-000000000003', 'a1000000-0000-4000-8000-000000000001',
     'Gestion de projet', 'Du cadrage à la recette.')
on conflict do nothing;

insert into aurentia.profile_competences (profile_id, competence_id, organization_id, niveau, date_evaluation) values
    ('a0000000-0000-4000-8000-000000000001', 'a7100000-0000-4000-8000-000000000003',
     'a1000000-0000-4000-8000-000000000001', 5, '2024-12-02'),
    ('a0000000-0000-4000-8000-000000000001', 'a7100000-0000-4000-8000-000000000001',
     'a1000000-0000-4000-8000-000000000001', 3, '2024-12-02'),
    ('a0000000-0000-4000-8000-000000000003', 'a7100000-0000-4000-8000-000000000002',
     'a1000000-0000-4000-8000-000000000001', 4, '2024-12-03'),
    ('a0000000-0000-4000-8000-000000000003', 'a7100000-0000-4000-8000-000000000001',
     'a1000000-0000-4000-8000-000000000001', 2, '2024-12-03'),
    ('a0000000-0000-4000-8000-000000000004', 'a7100000-0000-4000-8000-000000000001',
     'a1000000-0000-4000-8000-000000000001', 5, '2024-12-03'),
    ('a0000000-0000-4000-8000-000000000004', 'a7100000-0000-4000-8000-000000000002',
     'a1000000-0000-4000-8000-000000000001', 1, null)
on conflict do nothing;

-- Bob's first ten working days on the portal: 7, 7½ and 8 hours in turn; the first week has been validated.

insert into aurentia.temps_passe (
    id, organization_id, projet_id, profile_id, tache_id,
    date, heures_travaillees, source_outil, validation_statut
)
select
    ('a8000000-0000-4000-8000-0000000001' || to_char(day, 'FM00'))::uuid,
    'a1000000-0000-4000-8000-000000000001',
    'a3000000-0000-4000-8000-000000000001',
    'a0000000-0000-4000-8000-000000000003',
    ('a5000000-0000-4000-8000-00000000010' || case when day < 2 then 6 else 4 end)::uuid,
    -- From Monday the 6th: five days, a week-end, five days.
    date '2025-01-06' + day + day / 5 * 2,
    7 + day % 3 * 0.5,
    'web',
    case when day < 5 then 'VALIDE' else 'EN_ATTENTE' end
from generate_series(0, 9) as day
on conflict do nothing;

-- Diane's four Fridays, two of them in February.

insert into aurentia.temps_passe (
    id, organization_id, projet_id, profile_id, tache_id,
    date, heures_travaillees, source_outil, validation_statut
)
select
    ('a8000000-0000-4000-8000-0000000002' || to_char(week, 'FM00'))::uuid,
    'a1000000-0000-4000-8000-000000000001',
    'a3000000-0000-4000-8000-000000000001',
    'a0000000-0000-4000-8000-000000000004',
    'a5000000-0000-4000-8000-000000000103',
    date '2025-01-24' + week * 7,
    4 + week,
    'mobile',
    case when week = 0 then 'REJETE' else 'EN_ATTENTE' end
from generate_series(0, 3) as week
on conflict do nothing;

-- How Nova Conseil's projects fare: three scores and two predictions each, and what came of them.

-- The portal worsens by the month, the migration improved, the warehouse stands still.

insert into aurentia.score_sante_projet (
    id, organization_id, projet_id, date_analyse, score_global, couleur_risque, raisonnement_ia
)
select
    ('a9000000-0000-4000-8000-000000000' || project || '0' || step)::uuid,
    'a1000000-0000-4000-8000-000000000001',
    ('a3000000-0000-4000-8000-00000000000' || project)::uuid,
    (start + make_interval(months => step - 1))::date,
    score,
    case when score >= 75 then 'VERT' when score >= 50 then 'ORANGE' else 'ROUGE' end,
    'Note de ' || score || ' sur 100, le mois précédent pris en compte.'
from (values
    (1, date '2025-01-15', 88, -18),
    (2, date '2024-10-15', 46, 23),
    (3, date '2024-11-15', 40, 0)
) as trend (project, start, first, change)
cross join generate_series(1, 3) as step
cross join lateral (select first + change * (step - 1) as score) as scored
on conflict do nothing;

insert into aurentia.prediction_risque (
    id, organization_id, projet_id, profile_id, date_prediction, horizon_jours,
    type_risque, probabilite_pct, confidence, justification, metriques_source,
    workflow_execution_id, modele_ia_utilise, realise, date_evaluation
) values
    ('a9100000-0000-4000-8000-000000000101', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000001', null, '2025-02-17 06:00Z', 30,
     'BUDGET', 78, 0.82, 'Un tiers du budget consommé pour un quart du périmètre.',
     '{"burn_rate": 1.31, "avancement_pct": 25, "budget_consomme_pct": 33}',
     'exec-2041', 'risque-v3', null, null),
    ('a9100000-0000-4000-8000-000000000102', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000004', '2025-02-17 06:00Z', 30,
     'RESSOURCES', 72.5, 0.6, 'Une journée par semaine ne suffit pas au service des contrats.',
     '{"charge_restante_jh": 6.5, "capacite_jh": 4}',
     'exec-2041', 'risque-v3', null, null),
    ('a9100000-0000-4000-8000-000000000201', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000002', null, '2024-10-14 06:00Z', 60,
     'DELAI', 70, 0.55, 'Reprise plus longue que prévu.',
     '{"burn_rate": 1.04}',
     'exec-1388', 'risque-v2', false, '2024-12-20 17:00Z'),
    ('a9100000-0000-4000-8000-000000000202', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000002', null, '2024-10-14 06:00Z', 60,
     'QUALITE', 35, 0.7, 'Écarts d''arrondi.',
     null,
     'exec-1388', 'risque-v2', true, '2024-12-20 17:00Z'),
    ('a9100000-0000-4000-8000-000000000301', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000003', null, '2024-12-09 06:00Z', 90,
     'DELAI', 95, 0.9, 'Projet suspendu.',
     '{"burn_rate": 0, "jours_arret": 25}',
     'exec-1702', 'risque-v3', null, null),
    ('a9100000-0000-4000-8000-000000000302', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000003', null, '2024-12-09 06:00Z', 90,
     'BUDGET', 20, 0.4, default,
     '{"burn_rate": 0}',
     'exec-1702', 'risque-v3', null, null)
on conflict do nothing;

insert into aurentia.recommandation_action (
    id, organization_id, projet_id, prediction_id, recommandations, statut
) values
    ('a9200000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000001', 'a9100000-0000-4000-8000-000000000101',
     '[{"action": "revoir le périmètre", "priorite": 1}, {"action": "prévenir le client", "priorite": 2}]', 'PROPOSEE'),
    ('a9200000-0000-4000-8000-000000000002', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000001', 'a9100000-0000-4000-8000-000000000102',
     '[{"action": "renforcer l''équipe", "priorite": 1}]', 'ACCEPTEE')
on conflict do nothing;

insert into aurentia.detection_derive (
    id, organization_id, projet_id, type_derive, gravite, ecart_pct, description, date_detection, resolue
) values
    ('a9300000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000001', 'BUDGET', 'FORTE', 31, 'Dépense en avance sur le plan.',
     '2025-02-14 06:00Z', false),
    ('a9300000-0000-4000-8000-000000000002', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000002', 'DELAI', 'MOYENNE', 12.5, 'Deux semaines de retard, rattrapées.',
     '2024-09-30 06:00Z', true)
on conflict do nothing;

insert into aurentia.incident (
    id, organization_id, projet_id, titre, description, severite, statut, declare_par, date_incident
) values
    ('a9400000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000001', 'Recette indisponible', 'Disque plein depuis le matin.',
     'MAJEURE', 'RESOLU', 'a0000000-0000-4000-8000-000000000003', '2025-02-05 08:10Z'),
    ('a9400000-0000-4000-8000-000000000002', 'a1000000-0000-4000-8000-000000000001',
     'a3000000-0000-4000-8000-000000000002', 'Écart de 0,02 € sur l''exercice 2019', null,
     'MINEURE', 'OUVERT', 'a0000000-0000-4000-8000-000000000004', '2024-11-27 15:40Z')
on conflict do nothing;

-- Six tasks for each of Nova Conseil's projects. The last digits of a task's id are its project's number and its own.

insert into aurentia.tache (
    id, organization_id, projet_id, livrable_id, profile_responsable_id,
    nom, description,
    charge_estimee_jh, date_fin_cible, statut, priority, position, color, tags
)
select
    task.id::uuid,
    'a1000000-0000-4000-8000-000000000001',
    ('a3000000-0000-4000-8000-00000000000' || project)::uuid,
    ('a3100000-0000-4000-8000-00000000000' || deliverable)::uuid,
    responsible.id,
    task.nom, task.description, charge, cible::date, task.statut::aurentia.statut_tache, priority, place, color,
    tags::text[]
from (values
    -- Refonte du portail client
    (1, 'a5000000-0000-4000-8000-000000000101', 1, 'bob',
     'Maquettes de l''espace client', 'Trois écrans : accueil, devis, contrats.',
     4.5, '2025-02-21', 'TODO', 'high', 0, '#2563eb', '{ux,front}'),
    (1, 'a5000000-0000-4000-8000-000000000102', 2, null,
     'Choisir le prestataire de paiement', null,
     2, '2025-03-14', 'TODO', 'medium', 1, null, '{}'),
    (1, 'a5000000-0000-4000-8000-000000000103', 1, 'diane',
     'Développement du service des contrats', 'API de lecture, avec pagination.',
     8, '2025-02-28', 'IN_PROGRESS', 'urgent', 0, '#dc2626', '{api,back}'),
    (1, 'a5000000-0000-4000-8000-000000000104', 1, 'bob',
     'Authentification forte', 'À relire avant de fusionner la branche developpement.',
     6, '2025-02-07', 'IN_REVIEW', 'high', 0, '#dc2626', '{api,sécurité}'),
    (1, 'a5000000-0000-4000-8000-000000000105', null, 'alice',
     'Cadrage avec la banque', 'Périmètre, jalons, interlocuteurs.',
     3, '2025-01-10', 'DONE', 'medium', 0, null, '{cadrage}'),
    (1, 'a5000000-0000-4000-8000-000000000106', 1, 'bob',
     'Environnements de développement', null,
     1.5, '2025-01-17', 'DONE', 'low', 1, null, '{infra}'),

    -- Migration comptable: delivered, with what is never quite finished.
    (2, 'a5000000-0000-4000-8000-000000000201', null, null,
     'Archiver les écritures d''origine', 'À garder dix ans.',
     1, '2025-03-31', 'TODO', 'low', 0, null, '{archives}'),
    (2, 'a5000000-0000-4000-8000-000000000202', null, 'oscar',
     'Bilan avec la mutuelle', null,
     0.5, '2025-02-28', 'IN_PROGRESS', 'medium', 0, null, '{}'),
    (2, 'a5000000-0000-4000-8000-000000000203', 3, 'diane',
     'Procès-verbal de recette', 'Signature attendue.',
     0.5, '2025-01-31', 'IN_REVIEW', 'medium', 0, null, '{recette}'),
    (2, 'a5000000-0000-4000-8000-000000000204', 3, 'diane',
     'Reprise des écritures', 'Dix exercices, au centime près.',
     40, '2024-11-15', 'DONE', 'urgent', 0, '#dc2626', '{données}'),
    (2, 'a5000000-0000-4000-8000-000000000205', 3, 'diane',
     'Contrôle de la balance', null,
     10, '2024-12-06', 'DONE', 'high', 1, null, '{données,recette}'),
    (2, 'a5000000-0000-4000-8000-000000000206', null, 'bob',
     'Formation des comptables', 'Deux demi-journées.',
     2, '2024-12-13', 'DONE', 'medium', 2, null, '{formation}'),

    -- Entrepôt de données: stopped halfway.
    (3, 'a5000000-0000-4000-8000-000000000301', 4, null,
     'Modéliser les sinistres', null,
     5, null, 'TODO', 'medium', 0, null, '{données}'),
    (3, 'a5000000-0000-4000-8000-000000000302', 4, null,
     'Modéliser les cotisations', null,
     5, null, 'TODO', 'medium', 1, null, '{données}'),
    (3, 'a5000000-0000-4000-8000-000000000303', null, 'diane',
     'Chargement quotidien', 'Développer les flux, puis les planifier.',
     12, null, 'IN_PROGRESS', 'high', 0, null, '{données,infra}'),
    (3, 'a5000000-0000-4000-8000-000000000304', null, 'diane',
     'Dictionnaire des données', null,
     4, '2024-11-22', 'IN_REVIEW', 'medium', 0, null, '{documentation}'),
    (3, 'a5000000-0000-4000-8000-000000000305', null, 'alice',
     'Étude des sources', 'Onze applications, trois formats.',
     6, '2024-10-25', 'DONE', 'medium', 0, null, '{cadrage}'),
    (3, 'a5000000-0000-4000-8000-000000000306', null, 'bob',
     'Choix du moteur', null,
     3, '2024-10-31', 'DONE', 'high', 1, null, '{infra}')
) as task (
    project, id, deliverable, responsible,
    nom, description,
    charge, cible, statut, priority, place, color, tags
)
left join aurentia.profiles as responsible on responsible.email = task.responsible || '@aurentia.test'
on conflict do nothing;

-- Eight items of two specialties, what they connect to, and cases to practise. An excerpt, to learn an API from and not
-- medicine.

insert into emotionscare.edn_items (id, item_number, title, specialty, has_link, has_recommendation)
select ('c1000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid, number, title, specialty, link, recommendation
from (values
    (221, 'Athérome : épidémiologie et physiopathologie',            'Cardiologie', true,  false),
    (230, 'Douleur thoracique aiguë',                                'Cardiologie', true,  true),
    (232, 'Fibrillation atriale',                                    'Cardiologie', false, true),
    (234, 'Insuffisance cardiaque de l''adulte',                     'Cardiologie', false, true),
    (98,  'Céphalée inhabituelle, aiguë et chronique',               'Neurologie',  false, false),
    (99,  'Migraine, névralgie du trijumeau et algies de la face',   'Neurologie',  true,  true),
    (134, 'Bases neurophysiologiques et évaluation d''une douleur',  'Neurologie',  false, false),
    (340, 'Accidents vasculaires cérébraux',                         'Neurologie',  true,  true)
) as item (number, title, specialty, link, recommendation)
on conflict do nothing;

insert into emotionscare.starting_situations (id, situation_number, title, description)
select ('c1100000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid, number, title, description
from (values
    (118, 'Céphalée',                                'Mal de tête, soudain ou ancien.'),
    (121, 'Déficit neurologique sensitif ou moteur', 'Perte de force ou de sensibilité.'),
    (161, 'Douleur thoracique',                      'Douleur derrière le sternum ou sur le côté.'),
    (162, 'Dyspnée',                                 'Gêne à respirer.')
) as situation (number, title, description)
on conflict do nothing;

insert into emotionscare.therapeutic_classes (id, name, description, specialty) values
    ('c1200000-0000-4000-8000-000000000001', 'Antiagrégants plaquettaires',
     'Empêchent les plaquettes de s''agréger.', 'Cardiologie'),
    ('c1200000-0000-4000-8000-000000000002', 'Bêtabloquants', 'Ralentissent le cœur.', 'Cardiologie'),
    ('c1200000-0000-4000-8000-000000000003', 'Triptans', 'Traitent la crise de migraine.', 'Neurologie')
on conflict do nothing;

insert into emotionscare.item_situation_relations (id, item_id, situation_id)
select
    ('c1300000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid,
    ('c1000000-0000-4000-8000-' || lpad(item::text, 12, '0'))::uuid,
    ('c1100000-0000-4000-8000-' || lpad(situation::text, 12, '0'))::uuid
from (values
    (1, 221, 161), (2, 230, 161), (3, 230, 162), (4, 232, 162), (5, 234, 162),
    (6, 98, 118),  (7, 99, 118),  (8, 340, 121), (9, 340, 118)
) as relation (number, item, situation)
on conflict do nothing;

insert into emotionscare.item_therapeutic_relations (id, item_id, therapeutic_id)
select
    ('c1400000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid,
    ('c1000000-0000-4000-8000-' || lpad(item::text, 12, '0'))::uuid,
    ('c1200000-0000-4000-8000-' || lpad(class::text, 12, '0'))::uuid
from (values
    (1, 221, 1), (2, 230, 1), (3, 230, 2), (4, 232, 2), (5, 234, 2), (6, 99, 3), (7, 99, 2), (8, 340, 1)
) as relation (number, item, class)
on conflict do nothing;

insert into emotionscare.ecos_situations_complete (id, situation_number, title, content) values
    ('c1500000-0000-4000-8000-000000000001', 1, 'Annoncer un diagnostic',
     '{"consigne": "Annoncez le diagnostic à la patiente.", "duree_minutes": 8,
       "grille": ["Se présente", "Demande ce que la patiente sait", "Laisse un silence"]}'),
    ('c1500000-0000-4000-8000-000000000002', 2, 'Interroger devant une douleur thoracique',
     '{"consigne": "Menez l''interrogatoire.", "duree_minutes": 8,
       "grille": ["Siège", "Irradiation", "Durée", "Facteurs déclenchants"]}'),
    ('c1500000-0000-4000-8000-000000000003', 3, 'Examiner un patient qui a mal à la tête',
     '{"consigne": "Menez l''examen neurologique.", "duree_minutes": 8,
       "grille": ["Conscience", "Force", "Sensibilité", "Nuque"]}')
on conflict do nothing;

insert into emotionscare.urgent_protocols (id, code, title, specialty, steps) values
    ('c1600000-0000-4000-8000-000000000001', 'ACR', 'Arrêt cardiorespiratoire', 'Cardiologie',
     '["Alerter", "Masser", "Défibriller"]'),
    ('c1600000-0000-4000-8000-000000000002', 'AVC', 'Suspicion d''accident vasculaire cérébral', 'Neurologie',
     '["Noter l''heure du début", "Appeler le 15", "Ne rien donner à boire"]'),
    ('c1600000-0000-4000-8000-000000000003', 'ANA', 'Choc anaphylactique', null,
     '["Éloigner la cause", "Alerter", "Allonger"]')
on conflict do nothing;

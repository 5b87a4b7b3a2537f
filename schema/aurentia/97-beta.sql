-- Bêta Systèmes: little, but enough for somebody else's to be seen or not to be.

insert into aurentia.client (id, organization_id, nom, contact_principal, secteur) values
    ('a2000000-0000-4000-8000-000000000003', 'a1000000-0000-4000-8000-000000000002',
     'Verrerie du Nord', 'Agnès Delcourt', 'Industrie')
on conflict do nothing;

insert into aurentia.projet (
    id, organization_id, client_id, chef_projet_id, nom, description, date_debut, date_fin_prevue, statut
) values
    ('a3000000-0000-4000-8000-000000000004', 'a1000000-0000-4000-8000-000000000002',
     'a2000000-0000-4000-8000-000000000003', 'a0000000-0000-4000-8000-000000000005',
     'Supervision des fours', 'Températures et alertes, en direct.', '2025-01-13', '2025-04-30', 'ACTIF')
on conflict do nothing;

insert into aurentia.tache (
    id, organization_id, projet_id, profile_responsable_id, nom, description, charge_estimee_jh, statut, tags
) values
    ('a5000000-0000-4000-8000-000000000401', 'a1000000-0000-4000-8000-000000000002',
     'a3000000-0000-4000-8000-000000000004', 'a0000000-0000-4000-8000-000000000005',
     'Relevé des capteurs', 'Protocole et fréquence.', 3, 'IN_PROGRESS', '{terrain}'),
    ('a5000000-0000-4000-8000-000000000402', 'a1000000-0000-4000-8000-000000000002',
     'a3000000-0000-4000-8000-000000000004', 'a0000000-0000-4000-8000-000000000006',
     'Développement du tableau de bord', null, 9, 'TODO', '{front}')
on conflict do nothing;

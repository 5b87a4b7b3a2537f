-- What Nova Conseil's people tell each other, and what they are told.

insert into aurentia.organization_channels (id, organization_id, name, description, created_by) values
    ('aa000000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'general', 'Tout et le reste.', 'a0000000-0000-4000-8000-000000000002')
on conflict do nothing;

insert into aurentia.group_chats (id, organization_id, name, description, created_by) values
    ('aa100000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'Pilotage du portail', 'Alice et Bob, avant chaque comité.', 'a0000000-0000-4000-8000-000000000001')
on conflict do nothing;

insert into aurentia.group_chat_members (id, group_chat_id, user_id, joined_at) values
    ('aa200000-0000-4000-8000-000000000001', 'aa100000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000001', '2025-01-06 09:00Z'),
    ('aa200000-0000-4000-8000-000000000002', 'aa100000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000003', '2025-01-06 09:05Z')
on conflict do nothing;

insert into aurentia.channel_messages (
    id, organization_id, channel_id, channel_type, sender_id, content, edited_at, created_at
) values
    ('aa300000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'aa000000-0000-4000-8000-000000000001', 'organization', 'a0000000-0000-4000-8000-000000000002',
     'Bonne année à toutes et à tous.', null, '2025-01-02 08:30Z'),
    ('aa300000-0000-4000-8000-000000000002', 'a1000000-0000-4000-8000-000000000001',
     'aa000000-0000-4000-8000-000000000001', 'organization', 'a0000000-0000-4000-8000-000000000004',
     'À vous aussi !', null, '2025-01-02 08:42Z'),
    ('aa300000-0000-4000-8000-000000000003', 'a1000000-0000-4000-8000-000000000001',
     'aa100000-0000-4000-8000-000000000001', 'group', 'a0000000-0000-4000-8000-000000000001',
     'Comité jeudi à dix heures. Le budget d''abord.', null, '2025-02-11 13:00Z'),
    ('aa300000-0000-4000-8000-000000000004', 'a1000000-0000-4000-8000-000000000001',
     'aa100000-0000-4000-8000-000000000001', 'group', 'a0000000-0000-4000-8000-000000000003',
     'J''apporte les chiffres.', null, '2025-02-11 13:20Z')
on conflict do nothing;

-- The portal's channel was opened by the trigger, under an id of its own.

insert into aurentia.channel_messages (
    id, organization_id, channel_id, channel_type, sender_id, content, edited_at, created_at
)
select
    message.id::uuid, channel.organization_id, channel.id, 'project', sender.id, content,
    message.edited_at::timestamptz, message.created_at::timestamptz
from (values
    ('aa300000-0000-4000-8000-000000000011', 'alice', 'Bienvenue sur le portail.', null, '2025-01-06 09:10Z'),
    ('aa300000-0000-4000-8000-000000000012', 'bob', 'Les environnements sont prêts.',
     '2025-01-17 10:15Z', '2025-01-17 10:12Z'),
    ('aa300000-0000-4000-8000-000000000013', 'diane', 'Le service des contrats répond, sans pagination encore.', null,
     '2025-02-14 11:40Z')
) as message (id, sender, content, edited_at, created_at)
join aurentia.project_channels as channel on channel.projet_id = 'a3000000-0000-4000-8000-000000000001'
join aurentia.profiles as sender on sender.email = message.sender || '@aurentia.test'
on conflict do nothing;

insert into aurentia.message_reactions (id, message_id, profile_id, emoji)
select reaction.id::uuid, message.id, person.id, emoji
from (values
    ('aa400000-0000-4000-8000-000000000001', '001', 'alice', '🎉'),
    ('aa400000-0000-4000-8000-000000000002', '012', 'alice', '👍'),
    ('aa400000-0000-4000-8000-000000000003', '012', 'diane', '👍'),
    ('aa400000-0000-4000-8000-000000000004', '004', 'alice', '🙏')
) as reaction (id, message, person, emoji)
join aurentia.channel_messages as message
    on message.id = ('aa300000-0000-4000-8000-000000000' || reaction.message)::uuid
join aurentia.profiles as person on person.email = reaction.person || '@aurentia.test'
on conflict do nothing;

insert into aurentia.direct_messages (
    id, organization_id, sender_id, recipient_id, content, read_at, created_at
) values
    ('aa500000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000003',
     'Tu peux prendre les maquettes ?', '2025-02-13 09:05Z', '2025-02-13 09:00Z'),
    ('aa500000-0000-4000-8000-000000000002', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000003', 'a0000000-0000-4000-8000-000000000001',
     'Oui, dès lundi.', '2025-02-13 09:07Z', '2025-02-13 09:06Z'),
    ('aa500000-0000-4000-8000-000000000003', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000003',
     'Merci. L''authentification est en relecture ?', '2025-02-13 09:10Z', '2025-02-13 09:08Z'),
    ('aa500000-0000-4000-8000-000000000004', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000003', 'a0000000-0000-4000-8000-000000000001',
     'Depuis hier soir.', null, '2025-02-13 09:11Z'),
    ('aa500000-0000-4000-8000-000000000005', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000004', 'a0000000-0000-4000-8000-000000000001',
     'Il me faudrait un jour de plus par semaine.', null, '2025-02-14 11:50Z')
on conflict do nothing;

insert into aurentia.notifications (
    id, organization_id, user_id, type, title, message, link, metadata, read_at, created_at
) values
    ('aa600000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000003', 'MILESTONE_REACHED', 'Cadrage validé', null,
     '/projets/a3000000-0000-4000-8000-000000000001', '{"milestone": "a6000000-0000-4000-8000-000000000101"}',
     '2025-01-17 16:30Z', '2025-01-17 16:00Z'),
    ('aa600000-0000-4000-8000-000000000002', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000003', 'TASK_ASSIGNED', 'Maquettes de l''espace client',
     'Alice vous a confié cette tâche.', '/taches/a5000000-0000-4000-8000-000000000101',
     '{"tache": "a5000000-0000-4000-8000-000000000101", "priority": "high"}',
     null, '2025-02-13 09:02Z'),
    ('aa600000-0000-4000-8000-000000000003', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000003', 'WARNING', 'Six jours en attente de validation', null,
     null, default,
     null, '2025-02-14 06:00Z')
on conflict do nothing;

insert into aurentia.activity_logs (
    id, organization_id, user_id, action, description, resource_type, resource_id, metadata, created_at
) values
    ('aa700000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000002', 'PROJECT_CREATED', 'Migration comptable',
     'project', 'a3000000-0000-4000-8000-000000000002', default, '2024-03-01 10:00Z'),
    ('aa700000-0000-4000-8000-000000000002', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000002', 'MEMBER_ADDED', 'Victor Nguyen',
     'user', 'a0000000-0000-4000-8000-000000000006', '{"role": "MEMBER"}', '2024-06-03 08:00Z'),
    ('aa700000-0000-4000-8000-000000000003', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000001', 'PROJECT_CREATED', 'Entrepôt de données',
     'project', 'a3000000-0000-4000-8000-000000000003', default, '2024-10-01 14:00Z'),
    ('aa700000-0000-4000-8000-000000000004', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000001', 'PROJECT_UPDATED', 'Entrepôt de données',
     'project', 'a3000000-0000-4000-8000-000000000003', '{"statut": ["ACTIF", "SUSPENDU"]}', '2024-12-02 09:30Z'),
    ('aa700000-0000-4000-8000-000000000005', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000001', 'PROJECT_CREATED', 'Refonte du portail client',
     'project', 'a3000000-0000-4000-8000-000000000001', default, '2025-01-03 11:00Z'),
    ('aa700000-0000-4000-8000-000000000006', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000001', 'TASK_ASSIGNED', 'Maquettes de l''espace client',
     'task', 'a5000000-0000-4000-8000-000000000101', '{"responsable": "Bob Petit"}', '2025-02-13 09:02Z')
on conflict do nothing;

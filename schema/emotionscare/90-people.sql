-- The two people of the demo. Their ids are known to the tests and to every example token.

insert into auth.users (id, email) values
    ('c0000000-0000-4000-8000-000000000001', 'lea@emotionscare.test'),
    ('c0000000-0000-4000-8000-000000000002', 'hugo@emotionscare.test')
on conflict do nothing;

insert into emotionscare.profiles (id, name, email, preferences, avatar_url) values
    ('c0000000-0000-4000-8000-000000000001', 'Léa Moreau', 'lea@emotionscare.test',
     '{"theme": "clair", "rappels": true}', 'avatars/lea.png'),
    ('c0000000-0000-4000-8000-000000000002', 'Hugo Petit', null, '{}', null)
on conflict do nothing;

-- What they share -----------------------------------------------------------------------------------------------------

insert into emotionscare.buddies (id, user_id, buddy_user_id, date) values
    ('c0100000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'c0000000-0000-4000-8000-000000000002', now() - interval '20 days')
on conflict do nothing;

insert into emotionscare.groups (id, name, topic, members) values
    ('c0200000-0000-4000-8000-000000000001', 'Les externes du lundi', 'Gestion du stress',
     '{c0000000-0000-4000-8000-000000000001,c0000000-0000-4000-8000-000000000002}')
on conflict do nothing;

-- One each. The tokens of real invitations are random; these are known, and open nothing.

insert into emotionscare.invitations (id, email, invited_by, token, created_at, expires_at) values
    ('c0300000-0000-4000-8000-000000000001', 'nina@emotionscare.test', 'c0000000-0000-4000-8000-000000000001',
     encode(sha256('demo 1'), 'hex'), now() - interval '1 day', now() + interval '6 days'),
    ('c0300000-0000-4000-8000-000000000002', 'paul@emotionscare.test', 'c0000000-0000-4000-8000-000000000002',
     encode(sha256('demo 2'), 'hex'), now() - interval '2 days', now() + interval '5 days')
on conflict do nothing;

insert into emotionscare.posts (id, user_id, content, media_url, reactions, date) values
    ('c0400000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'Première garde terminée. Fatiguée, mais fière.', null, 5, now() - interval '3 days'),
    ('c0400000-0000-4000-8000-000000000002', 'c0000000-0000-4000-8000-000000000002',
     'Qui révise la cardiologie ce week-end ?', null, 2, now() - interval '2 days'),
    ('c0400000-0000-4000-8000-000000000003', 'c0000000-0000-4000-8000-000000000001',
     'La cohérence cardiaque avant un examen : cinq minutes qui changent tout.', 'media/respiration.png', 8,
     now() - interval '4 hours')
on conflict do nothing;

insert into emotionscare.comments (id, post_id, user_id, content, date) values
    ('c0500000-0000-4000-8000-000000000001', 'c0400000-0000-4000-8000-000000000001',
     'c0000000-0000-4000-8000-000000000002', 'Bravo ! Repose-toi bien.', now() - interval '71 hours'),
    ('c0500000-0000-4000-8000-000000000002', 'c0400000-0000-4000-8000-000000000001',
     'c0000000-0000-4000-8000-000000000001', 'Merci Hugo.', now() - interval '70 hours'),
    ('c0500000-0000-4000-8000-000000000003', 'c0400000-0000-4000-8000-000000000002',
     'c0000000-0000-4000-8000-000000000001', 'Moi, samedi matin à la bibliothèque.', now() - interval '40 hours'),
    ('c0500000-0000-4000-8000-000000000004', 'c0400000-0000-4000-8000-000000000003',
     'c0000000-0000-4000-8000-000000000002', 'J''essaie demain.', now() - interval '3 hours')
on conflict do nothing;

-- What they are told --------------------------------------------------------------------------------------------------

insert into emotionscare.badges (id, user_id, name, description, awarded_at) values
    ('c0600000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'Sept jours', 'Une semaine de journal sans interruption', now() - interval '5 days')
on conflict do nothing;

insert into emotionscare.notifications (id, user_id, type, title, message, created_at) values
    ('c0700000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'badge', 'Nouveau badge', 'Vous avez obtenu « Sept jours ».', now() - interval '5 days'),
    ('c0700000-0000-4000-8000-000000000002', 'c0000000-0000-4000-8000-000000000001',
     'reminder', 'Comment allez-vous ?', null, now() - interval '6 hours'),
    ('c0700000-0000-4000-8000-000000000003', 'c0000000-0000-4000-8000-000000000002',
     'reminder', 'Comment allez-vous ?', null, now() - interval '6 hours')
on conflict do nothing;

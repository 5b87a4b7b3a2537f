-- Léa has used everything. Times are counted back from the moment this file is first loaded; values come from
-- arithmetic on the number of the row, so that a test can know them. Nothing here is random.

insert into emotionscare.chat_conversations (id, user_id, title, last_message, created_at, updated_at) values
    ('c2000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'Avant les partiels', 'Merci, je vais essayer ce soir.', now() - interval '2 days', now() - interval '46 hours'),
    ('c2000000-0000-4000-8000-000000000002', 'c0000000-0000-4000-8000-000000000001',
     'Mal dormir', 'À quelle heure posez-vous le téléphone ?', now() - interval '5 hours', now() - interval '4 hours')
on conflict do nothing;

insert into emotionscare.chat_messages (id, conversation_id, sender, text, timestamp) values
    ('c2100000-0000-4000-8000-000000000001', 'c2000000-0000-4000-8000-000000000001',
     'user', 'Je n''arrive pas à me concentrer.', now() - interval '48 hours'),
    ('c2100000-0000-4000-8000-000000000002', 'c2000000-0000-4000-8000-000000000001',
     'assistant', 'Et si vous travailliez par séances de vingt-cinq minutes ?', now() - interval '47 hours'),
    ('c2100000-0000-4000-8000-000000000003', 'c2000000-0000-4000-8000-000000000001',
     'user', 'Merci, je vais essayer ce soir.', now() - interval '46 hours'),
    ('c2100000-0000-4000-8000-000000000004', 'c2000000-0000-4000-8000-000000000002',
     'user', 'Je dors mal depuis une semaine.', now() - interval '5 hours'),
    ('c2100000-0000-4000-8000-000000000005', 'c2000000-0000-4000-8000-000000000002',
     'assistant', 'À quelle heure posez-vous le téléphone ?', now() - interval '4 hours')
on conflict do nothing;

-- Ten signals, 22 hours apart, the first one now. The eighth and the tenth have expired; the first and the third will.
-- The seventh was taken by an instrument that gives no valence.

insert into emotionscare.clinical_signals (
    id, user_id, source_instrument, level, window_type, module_context, metadata, created_at, expires_at
)
select
    ('c2200000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid,
    'c0000000-0000-4000-8000-000000000001',
    (array['scan_camera', 'SAM', 'scan_sliders'])[1 + number % 3],
    number * 3 % 5,
    (array['instant', 'session'])[1 + number % 2],
    (array['scan', 'assess'])[1 + number % 2],
    jsonb_strip_nulls(jsonb_build_object(
        'valence', case when number <> 7 then (number * 3 % 5 - 2) * -0.4 end,
        'arousal', number % 5 * 0.2,
        'emotion', (array['joie', 'calme', 'fatigue', 'stress', 'tristesse'])[1 + number * 3 % 5],
        'confidence', 0.5 + number % 5 * 0.1,
        'summary', 'Mesure ' || number
    )),
    measured_at,
    case when number in (8, 10) then measured_at + interval '1 day'
         when number in (1, 3) then measured_at + interval '1 year' end
from generate_series(1, 10) as number
cross join lateral (select now() - (number - 1) * interval '22 hours' as measured_at) as clock
on conflict do nothing;

insert into emotionscare.emotions (id, user_id, text, score, emojis, ai_feedback, date) values
    ('c2300000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'Soulagée après l''oral.', 72, '😌', 'Prenez le temps d''en profiter.', now() - interval '1 day')
on conflict do nothing;

insert into emotionscare.journal_entries (id, user_id, content, mood, ai_feedback, date) values
    ('c2400000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'Journée très stressante à l''hôpital, mais l''équipe était là.', 'fatigue',
     'Vous avez su demander de l''aide.', now() - interval '1 day'),
    ('c2400000-0000-4000-8000-000000000002', 'c0000000-0000-4000-8000-000000000001',
     'Promenade au bord de l''eau avec Hugo.', 'calme', null, now() - interval '2 days'),
    ('c2400000-0000-4000-8000-000000000003', 'c0000000-0000-4000-8000-000000000001',
     'Le stress monte avant les partiels. Respirer aide.', 'stress',
     'Cinq minutes suffisent souvent.', now() - interval '4 days'),
    ('c2400000-0000-4000-8000-000000000004', 'c0000000-0000-4000-8000-000000000001',
     'J''ai appelé ma sœur.', 'joie', null, now() - interval '6 days')
on conflict do nothing;

insert into emotionscare.rituals (id, user_id, title, schedule, duration_minutes) values
    ('c2500000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'Respirer avant les cours', '0 7 * * 1-5', 5)
on conflict do nothing;

insert into emotionscare.user_favorite_flashcards (id, user_id, item_id, created_at) values
    ('c2600000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'c1000000-0000-4000-8000-000000000230', now() - interval '3 days'),
    ('c2600000-0000-4000-8000-000000000002', 'c0000000-0000-4000-8000-000000000001',
     'c1000000-0000-4000-8000-000000000340', now() - interval '2 days')
on conflict do nothing;

insert into emotionscare.medilinko_consultations (id, user_id, motif, resume, response, created_at) values
    ('c2700000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'Sommeil', 'Réveils nocturnes depuis une semaine.',
     '{"conseils": ["Se lever à heure fixe"], "orientation": "médecin traitant"}', now() - interval '3 hours')
on conflict do nothing;

insert into emotionscare.urge_gpt_queries (id, user_id, query, response, created_at) values
    ('c2800000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'Que faire en premier devant une douleur thoracique ?', 'Alerter, puis un électrocardiogramme.',
     now() - interval '8 days')
on conflict do nothing;

insert into emotionscare.urgegpt_protocols (id, user_id, query_id, title, protocol, saved_at) values
    ('c2900000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'c2800000-0000-4000-8000-000000000001', 'Douleur thoracique : premiers gestes',
     '{"etapes": ["Alerter", "Électrocardiogramme", "Voie veineuse"]}', now() - interval '8 days')
on conflict do nothing;

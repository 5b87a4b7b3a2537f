-- Eight conversations and what was said in them. Times are counted back from the moment this file is first loaded.

insert into hospitality.conversations (
    id, guest_id, reservation_id,
    assigned_agent_id, assigned_chatbot_id,
    state, journey_phase, channel_type, priority, subject, tags,
    last_message_at, created_at
)
select
    ('b4000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid,
    ('b2000000-0000-4000-8000-' || lpad(guest::text, 12, '0'))::uuid,
    ('b3000000-0000-4000-8000-' || lpad(stay::text, 12, '0'))::uuid,
    ('b0000000-0000-4000-8000-' || lpad(agent::text, 12, '0'))::uuid,
    case when is_bot_on_duty then 'b0000000-0000-4000-8000-0000000000c0'::uuid end,
    state, phase, channel, priority, subject, tags,
    now() - age, now() - age
from (values
    (1, 1, 1,    null, true,  'NOUVELLE',   'PRE_ARRIVEE',     'whatsapp', 'urgent', 'Code d''accès du riad',
     '{urgent,arrivee}'::text[], interval '50 minutes'),
    (2, 2, 2,    null, true,  'NOUVELLE',   'CONFIRMEE',       'airbnb',   'high',   'Transfert depuis l''aéroport',
     '{transport}', interval '3 hours'),
    (3, 3, null, null, true,  'NOUVELLE',   'PRE_RESERVATION', 'booking',  'medium', 'Villa avec piscine en juillet',
     '{urgent,devis}', interval '5 hours'),
    (4, 4, 3,    1,    false, 'EN_COURS',   'SEJOUR',          'whatsapp', 'urgent', 'Climatisation en panne',
     '{urgent,technique}', interval '9 hours'),
    (5, 5, null, 1,    false, 'EN_COURS',   'PRE_RESERVATION', 'email',    'medium', 'Séminaire de trois jours',
     '{groupe}', interval '2 days'),
    (6, 6, 4,    3,    false, 'EN_ATTENTE', 'CONFIRMEE',       'sms',      'low',    'Arrivée tardive',
     '{arrivee}', interval '3 days'),
    (7, 1, 5,    1,    false, 'RESOLUE',    'POST_SEJOUR',     'email',    'medium', 'Objet oublié',
     '{objet_trouve}', interval '30 days'),
    (8, 2, null, null, true,  'FERMEE',     'PRE_RESERVATION', 'web',      'low',    'Animaux acceptés ?',
     '{}', interval '45 days')
) as conversation (number, guest, stay, agent, is_bot_on_duty, state, phase, channel, priority, subject, tags, age)
on conflict do nothing;

-- What was said -------------------------------------------------------------------------------------------------------
-- `who` is G for the guest, K for Karim, S for Salma, B for the chatbot, and * for the system; `aside` marks a note
-- among staff. Written long ago and told long ago: the webhook sleeps while these rows are inserted. What moves the
-- conversation to its last message does not, and finds it here by itself.

alter table hospitality.conversation_messages disable trigger conversation_message_webhook;

insert into hospitality.conversation_messages (
    id, conversation_id,
    sender_id, sender_type, sender_name,
    message_content, is_internal, is_automated, metadata, created_at
)
select
    ('b5000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid,
    conversation.id,
    case who when 'G' then guest.guest_id else speaker.id end,
    case who when 'G' then 'guest' else speaker.kind end,
    case who when 'G' then guest.first_name else speaker.name end,
    content, aside, who in ('B', '*'),
    jsonb_build_object('canal', conversation.channel_type),
    now() - age
from (values
    ( 1, 1, 'G', false, interval '50 minutes', 'Bonjour, nous arrivons ce soir et n''avons pas reçu le code.'),
    ( 2, 1, 'B', false, interval '49 minutes', 'Bonjour Claire, je transmets votre demande à un agent.'),
    ( 3, 1, 'G', false, interval '20 minutes', 'Notre vol atterrit à 19 h.'),
    ( 4, 1, 'G', false, interval '10 minutes', 'C''est urgent, merci !'),

    ( 5, 2, 'G', false, interval '3 hours', 'Peut-on venir nous chercher à l''aéroport Mohammed V ?'),
    ( 6, 2, 'B', false, interval '179 minutes', 'Oui, le transfert coûte 300 MAD. Quel est votre numéro de vol ?'),
    ( 7, 2, 'G', false, interval '2 hours', 'IB3830, le jour de l''arrivée.'),

    ( 8, 3, 'G', false, interval '5 hours', 'Do you have a villa with a pool for ten people in July?'),
    ( 9, 3, 'B', false, interval '299 minutes', 'Thank you Emily, an agent will come back to you shortly.'),
    (10, 3, 'G', false, interval '4 hours', 'We need to book this week.'),

    (11, 4, 'G', false, interval '9 hours', 'La climatisation ne marche plus depuis hier soir.'),
    (12, 4, 'K', false, interval '8 hours', 'Désolé, Klaus. J''envoie un technicien ce matin.'),
    (13, 4, 'K', true,  interval '7 hours', 'Deuxième panne ce mois-ci : prévoir un remplacement.'),
    (14, 4, 'G', false, interval '4 hours', 'Il est passé, mais il manque une pièce.'),
    (15, 4, 'K', false, interval '3 hours', 'La pièce arrive demain. Un ventilateur est en route.'),
    (16, 4, 'G', false, interval '30 minutes', 'Le ventilateur est là, merci.'),

    (17, 5, 'G', false, interval '2 days', 'We are planning a three-day workshop for twelve people.'),
    (18, 5, 'K', false, interval '46 hours', 'With pleasure. Which dates do you have in mind?'),
    (19, 5, 'G', false, interval '30 hours', 'The second week of October.'),
    (20, 5, 'K', true,  interval '29 hours', 'Remise de 10 % possible, à valider par Salma.'),
    (21, 5, 'K', false, interval '26 hours', 'The villa is free that week. I will send you an offer.'),

    (22, 6, 'G', false, interval '3 days', 'Je n''arriverai que vers minuit, est-ce possible ?'),
    (23, 6, 'S', false, interval '70 hours', 'Bien sûr. Le gardien vous attendra : à quelle heure exactement ?'),
    (24, 6, '*', false, interval '46 hours', 'Rappel envoyé : la réponse de l''invitée est attendue.'),
    (25, 6, 'G', false, interval '45 hours', 'Je vous le dis dès que mon billet est pris.'),

    (26, 7, 'G', false, interval '30 days', 'J''ai oublié un foulard bleu dans la chambre du haut.'),
    (27, 7, 'K', false, interval '29 days', 'Nous l''avons trouvé. À quelle adresse l''envoyer ?'),
    (28, 7, 'G', false, interval '28 days', 'Il est bien arrivé, mille mercis !'),

    (29, 8, 'G', false, interval '45 days', '¿Se aceptan perros pequeños?'),
    (30, 8, 'B', false, interval '44 days', 'Lo siento, no se admiten animales en nuestros alojamientos.')
) as message (number, conversation, who, aside, age, content)
join hospitality.conversations as conversation
    on conversation.id = ('b4000000-0000-4000-8000-' || lpad(message.conversation::text, 12, '0'))::uuid
join hospitality.guest using (guest_id)
left join (values
    ('K', 'b0000000-0000-4000-8000-000000000001'::uuid, 'agent', 'Karim'),
    ('S', 'b0000000-0000-4000-8000-000000000003', 'agent', 'Salma'),
    ('B', 'b0000000-0000-4000-8000-0000000000c0', 'chatbot', 'Assistant'),
    ('*', null, 'system', 'Système')
) as speaker (letter, id, kind, name) on speaker.letter = message.who
order by number
on conflict do nothing;

alter table hospitality.conversation_messages enable trigger conversation_message_webhook;

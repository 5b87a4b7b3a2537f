-- The six people of the demo. Their ids are known to the tests and to every example token.
--
--   ada   admin                         mona  moderator: reviews, grades, teaches
--   carl  member and author             paul  premium member and ambassador
--   mia   member, on the free tier      vic   visitor who signed up, and no more
--
-- Rows here have ids that can be recognised: d0… people, d1… courses, d2… modules, d3… lessons, d4… media, d5… tiers,
-- d6… assessments, d7… questions, d8… attempts, d9… certificates, da… and above the ambassadors'.

insert into auth.users (id, email, raw_user_meta_data) values
    ('d0000000-0000-4000-8000-000000000001', 'ada@lms.test', '{}'),
    ('d0000000-0000-4000-8000-000000000002', 'mona@lms.test', '{}'),
    ('d0000000-0000-4000-8000-000000000003', 'carl@lms.test', '{}'),
    ('d0000000-0000-4000-8000-000000000004', 'paul@lms.test', '{}'),
    ('d0000000-0000-4000-8000-000000000005', 'mia@lms.test', '{"visitor_id": "visitor-mia"}'),
    ('d0000000-0000-4000-8000-000000000006', 'vic@lms.test', '{"visitor_id": "visitor-vic"}')
on conflict do nothing;

insert into public.profiles (
    id, username, email, display_name, first_name, last_name, bio, avatar_url, is_public, last_seen, created_at
) values
    ('d0000000-0000-4000-8000-000000000001', 'ada', 'ada@lms.test', 'Ada L.', 'Ada', 'Laurent',
     null, null, false, '2025-03-28 17:00+00', '2024-11-04 08:00+00'),
    ('d0000000-0000-4000-8000-000000000002', 'mona', 'mona@lms.test', 'Mona Haddad', 'Mona', 'Haddad',
     'Responsable pédagogique.', 'https://cdn.lms.test/avatars/mona.webp', true, '2025-03-28 16:20+00',
     '2024-11-05 09:30+00'),
    ('d0000000-0000-4000-8000-000000000003', 'carl', 'carl@lms.test', 'Carl Weber', 'Carl', 'Weber',
     'Ingénieur, formateur à ses heures.', 'https://cdn.lms.test/avatars/carl.webp', true, '2025-03-27 20:10+00',
     '2024-12-02 19:45+00'),
    ('d0000000-0000-4000-8000-000000000004', 'paul', 'paul@lms.test', 'Paul Martin', 'Paul', 'Martin',
     'Chef de produit, curieux de tout.', 'https://cdn.lms.test/avatars/paul.webp', true, '2025-03-28 07:05+00',
     '2025-01-06 12:00+00'),
    ('d0000000-0000-4000-8000-000000000005', 'mia', 'mia@lms.test', 'Mia D.', 'Mia', 'Dupuis',
     null, null, false, '2025-03-26 21:40+00', '2025-01-12 18:15+00'),
    ('d0000000-0000-4000-8000-000000000006', 'vic', 'vic@lms.test', 'Vic', null, null,
     null, null, false, null, '2025-03-20 10:00+00')
on conflict do nothing;

insert into public.user_settings (user_id, notifications, privacy, learning, ui) values
    ('d0000000-0000-4000-8000-000000000001', '{"email": true}', '{}', '{}', '{"theme": "dark"}'),
    ('d0000000-0000-4000-8000-000000000002', '{"email": true}', '{}', '{}', '{}'),
    ('d0000000-0000-4000-8000-000000000003', '{"email": false}', '{"leaderboard_opt_in": true}', '{}', '{}'),
    ('d0000000-0000-4000-8000-000000000004', '{"email": true}', '{"leaderboard_opt_in": true}',
     '{"playback_rate": 1.5}', '{}'),
    ('d0000000-0000-4000-8000-000000000005', '{"email": true, "reminder": "20:00"}', '{"leaderboard_opt_in": false}',
     '{"weekly_goal_minutes": 90}', '{"theme": "light"}')
on conflict do nothing;

insert into public.user_consents (id, user_id, consent_type, consent_version, granted, granted_at, revoked_at) values
    ('d0c00000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000004', 'terms', '2025-01', true,
     '2025-01-06 12:00+00', null),
    ('d0c00000-0000-4000-8000-000000000002', 'd0000000-0000-4000-8000-000000000004', 'marketing', '2025-01', true,
     '2025-01-06 12:00+00', null),
    ('d0c00000-0000-4000-8000-000000000003', 'd0000000-0000-4000-8000-000000000005', 'terms', '2025-01', true,
     '2025-01-12 18:15+00', null),
    ('d0c00000-0000-4000-8000-000000000004', 'd0000000-0000-4000-8000-000000000005', 'marketing', '2025-01', true,
     '2025-01-12 18:15+00', '2025-02-01 08:30+00'),
    ('d0c00000-0000-4000-8000-000000000005', 'd0000000-0000-4000-8000-000000000006', 'analytics', '2025-01', false,
     '2025-03-20 10:00+00', null)
on conflict do nothing;

insert into public.profile_links (id, user_id, link_type, url, label, is_public, sort_order) values
    ('d0a00000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000002', 'website',
     'https://mona.example', null, true, 1),
    ('d0a00000-0000-4000-8000-000000000002', 'd0000000-0000-4000-8000-000000000003', 'github',
     'https://github.com/carl-weber-example', 'Mon code', true, 1),
    ('d0a00000-0000-4000-8000-000000000003', 'd0000000-0000-4000-8000-000000000003', 'linkedin',
     'https://linkedin.example/in/carl-weber', null, false, 2),
    ('d0a00000-0000-4000-8000-000000000004', 'd0000000-0000-4000-8000-000000000004', 'twitter',
     'https://twitter.example/paulm', '@paulm', true, 1)
on conflict do nothing;

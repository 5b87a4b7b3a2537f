-- What Sophie and Marie wrote down. Days are counted back from the day this file is first loaded; values come from
-- arithmetic on the day, so that a test can know them. Nothing here is random.

-- Thirty-one days of symptoms for Sophie ------------------------------------------------------------------------------
-- `day` 0 is thirty days ago, 30 is today. A cycle of 28 days begins on day 0: heavy flow first, gone on the fifth day.
-- A diary is begun once: loading this file again on a later day must not make it longer.

insert into sopk.daily_symptoms (
    user_id, date, period_flow, fatigue_level, pain_level, mood_score, mood_emoji, energy_level
)
select
    '550e8400-e29b-41d4-a716-446655440000',
    current_date - 30 + day,
    flow,
    flow + day % 2,
    greatest(0, flow * 2 - 3),
    mood,
    (array['😢', '😐', '🙂', '😊', '😄'])[(mood + 1) / 2],
    5 - (flow + day % 2)
from generate_series(0, 30) as day
cross join lateral (select greatest(0, 4 - day % 28) as flow, 1 + day * 7 % 10 as mood) as felt
where not exists (
    select from sopk.daily_symptoms where user_id = '550e8400-e29b-41d4-a716-446655440000'
);

-- The rest of Sophie's diary ------------------------------------------------------------------------------------------
-- Yesterday is the full day: two meals, two breathing sessions, one activity. A summary that multiplies shows there.

insert into sopk.user_meal_tracking (
    id, user_id, meal_id, date, meal_type, satisfaction_rating, would_eat_again, preparation_difficulty, notes
) values
    ('55000000-0000-4000-8000-000000000001', '550e8400-e29b-41d4-a716-446655440000',
     '51000000-0000-4000-8000-000000000001', current_date, 'breakfast', 4, true, 1, null),
    ('55000000-0000-4000-8000-000000000002', '550e8400-e29b-41d4-a716-446655440000',
     '51000000-0000-4000-8000-000000000007', current_date - 1, 'lunch', 5, true, 2, 'Avec de la coriandre.'),
    ('55000000-0000-4000-8000-000000000003', '550e8400-e29b-41d4-a716-446655440000',
     '51000000-0000-4000-8000-000000000014', current_date - 1, 'dinner', 4, true, 2, null),
    ('55000000-0000-4000-8000-000000000004', '550e8400-e29b-41d4-a716-446655440000',
     '51000000-0000-4000-8000-000000000024', current_date - 2, 'snack', 5, true, 1, 'Trois carrés, en vérité.'),
    ('55000000-0000-4000-8000-000000000005', '550e8400-e29b-41d4-a716-446655440000',
     '51000000-0000-4000-8000-000000000018', current_date - 4, 'dinner', 3, false, 4, null)
on conflict do nothing;

insert into sopk.breathing_sessions (
    id, user_id, technique_id, started_at, created_at,
    duration_seconds, completed, interruption_reason, stress_before, stress_after, feeling_after, session_context
) values
    ('56000000-0000-4000-8000-000000000001', '550e8400-e29b-41d4-a716-446655440000',
     '53000000-0000-4000-8000-000000000001',
     (current_date - 1 + time '07:30') at time zone 'UTC', (current_date - 1 + time '07:35') at time zone 'UTC',
     300, true, null, 6, 3, 'calmer', 'morning_routine'),
    ('56000000-0000-4000-8000-000000000002', '550e8400-e29b-41d4-a716-446655440000',
     '53000000-0000-4000-8000-000000000002',
     (current_date - 1 + time '21:45') at time zone 'UTC', (current_date - 1 + time '21:49') at time zone 'UTC',
     240, true, null, 8, 4, 'calmer', 'before_sleep'),
    ('56000000-0000-4000-8000-000000000003', '550e8400-e29b-41d4-a716-446655440000',
     '53000000-0000-4000-8000-000000000001',
     (current_date - 3 + time '12:15') at time zone 'UTC', (current_date - 3 + time '12:17') at time zone 'UTC',
     95, false, 'Appel téléphonique', 5, 5, 'same', 'work_break')
on conflict do nothing;

insert into sopk.mood_entries (
    id, user_id, date, primary_mood, mood_score, emotion_tags, mood_triggers, notes, related_breathing_session_id
) values
    ('57000000-0000-4000-8000-000000000001', '550e8400-e29b-41d4-a716-446655440000', current_date - 1,
     'neutral', 5, '{anxious,motivated}', '{work_stress}', 'Mieux après la respiration du soir.',
     '56000000-0000-4000-8000-000000000002'),
    ('57000000-0000-4000-8000-000000000002', '550e8400-e29b-41d4-a716-446655440000', current_date - 3,
     'sad', 3, '{irritable}', '{period,lack_of_sleep}', null, null),
    ('57000000-0000-4000-8000-000000000003', '550e8400-e29b-41d4-a716-446655440000', current_date - 5,
     'happy', 8, '{calm,energetic}', '{exercise}', null, null)
on conflict do nothing;

insert into sopk.user_activity_tracking (
    id, user_id, session_id, started_at, completed_at, completed,
    energy_before, energy_after, mood_before, mood_after, difficulty_felt, enjoyment_rating, would_do_again, notes
) values
    ('58000000-0000-4000-8000-000000000001', '550e8400-e29b-41d4-a716-446655440000',
     '54000000-0000-4000-8000-000000000002',
     (current_date - 1 + time '06:45') at time zone 'UTC', (current_date - 1 + time '06:55') at time zone 'UTC', true,
     2, 4, 3, 4, 1, 4, true, null),
    ('58000000-0000-4000-8000-000000000002', '550e8400-e29b-41d4-a716-446655440000',
     '54000000-0000-4000-8000-000000000003',
     (current_date - 2 + time '17:30') at time zone 'UTC', null, false,
     2, null, 2, null, null, null, null, 'Rentrée à cause de la pluie.')
on conflict do nothing;

-- Marie has only just begun -------------------------------------------------------------------------------------------

insert into sopk.daily_symptoms (user_id, date, period_flow, fatigue_level, pain_level, mood_score, mood_emoji)
select '550e8400-e29b-41d4-a716-446655440001', current_date, 0, 2, 1, 7, '😊'
where not exists (
    select from sopk.daily_symptoms where user_id = '550e8400-e29b-41d4-a716-446655440001'
);

insert into sopk.mood_entries (id, user_id, date, primary_mood, mood_score, emotion_tags, mood_triggers)
values
    ('57000000-0000-4000-8000-000000000004', '550e8400-e29b-41d4-a716-446655440001', current_date,
     'happy', 7, '{anxious,calm}', '{exercise}')
on conflict do nothing;

-- Sixteen events, in the three months of 2025, in no month at all (the default partition), and an hour ago. Four more
-- come of Paul's code, in `95-ambassadors.sql`. Totals are sums.

insert into gamification.xp_events (
    id, user_id, source_type, action_type, xp_amount, base_xp, variance_percent, created_at, xp_source_id, season_key,
    bonus_multiplier, idempotency_key, reference_id
)
select
    ('df000000-0000-4000-8000-0000000000' || lpad(event.number::text, 2, '0'))::uuid,
    ('d0000000-0000-4000-8000-00000000000' || event.person)::uuid,
    event.source_type,
    event.action_type,
    event.xp,
    rule.base_xp,
    round(100.0 * event.xp / event.bonus / rule.base_xp - 100, 2),
    case when event.at is null
        -- An hour ago, but not in the month before.
        then greatest(now() - interval '1 hour', date_trunc('month', now(), 'UTC'))
        else event.at::timestamptz
    end,
    rule.id,
    event.season_key,
    event.bonus,
    event.key,
    event.reference_id::uuid
from (values
    (1, 5, 'lesson', 'start', 5, '2025-01-15 19:00+00', null, 1, null, 'd3000000-0000-4000-8000-000000000011'),
    (2, 5, 'lesson', 'completion', 20, '2025-01-15 19:06+00', null, 1, 'lesson:11',
     'd3000000-0000-4000-8000-000000000011'),
    (3, 5, 'lesson', 'bookmark', 2, '2025-02-20 19:05+00', null, 1, null, 'd3000000-0000-4000-8000-000000000012'),
    (4, 5, 'quiz', 'submit', 5, '2025-02-20 18:34+00', null, 1,
     'attempt:d8000000-0000-4000-8000-000000000001:submit', 'd8000000-0000-4000-8000-000000000001'),
    (5, 5, 'quiz', 'pass', 25, '2025-02-20 18:34+00', null, 1,
     'attempt:d8000000-0000-4000-8000-000000000001:pass', 'd8000000-0000-4000-8000-000000000001'),
    (6, 5, 'lesson', 'first_of_day', 9, '2025-06-10 20:00+00', null, 1, null, null),
    (7, 4, 'lesson', 'completion', 33, '2025-01-10 07:05+00', 'lancement-2025', 1.5, 'lesson:11',
     'd3000000-0000-4000-8000-000000000011'),
    (8, 4, 'lesson', 'completion', 22, '2025-02-12 07:14+00', null, 1, 'lesson:12',
     'd3000000-0000-4000-8000-000000000012'),
    (9, 4, 'cert', 'submit', 10, '2025-03-02 12:10+00', null, 1,
     'attempt:d8000000-0000-4000-8000-000000000003:submit', 'd8000000-0000-4000-8000-000000000003'),
    (10, 4, 'cert', 'pass', 100, '2025-03-02 12:10+00', null, 1,
     'attempt:d8000000-0000-4000-8000-000000000003:pass', 'd8000000-0000-4000-8000-000000000003'),
    (11, 4, 'cert', 'issued', 150, '2025-03-02 12:15+00', null, 1,
     'certificate:d9000000-0000-4000-8000-000000000001:issued', 'd9000000-0000-4000-8000-000000000001'),
    (12, 4, 'exam', 'submit', 10, '2025-03-20 12:50+00', null, 1,
     'attempt:d8000000-0000-4000-8000-000000000002:submit', 'd8000000-0000-4000-8000-000000000002'),
    (13, 4, 'media', 'watch_complete', 8, '2025-07-01 08:00+00', null, 1, null, null),
    (14, 3, 'content', 'submitted', 15, '2025-01-20 20:00+00', null, 1, null, null),
    (15, 3, 'content', 'lesson_published', 38, '2025-03-20 20:00+00', null, 1, null, null),
    (16, 3, 'content', 'draft_created', 9, null, null, 1, null, null)
) as event (number, person, source_type, action_type, xp, at, season_key, bonus, key, reference_id)
join gamification.xp_sources as rule
    on rule.source_type = event.source_type and rule.action_type = event.action_type and rule.version = 1
where not exists (
    -- An event's id is unique within its month only; the last one has another time at every load.
    select from gamification.xp_events as known
    where known.id = ('df000000-0000-4000-8000-0000000000' || lpad(event.number::text, 2, '0'))::uuid
);

insert into gamification.idempotency_ledger (user_id, source_type, idempotency_key, xp_event_id, created_at)
select event.user_id, event.source_type, event.idempotency_key, event.id, event.created_at
from gamification.xp_events as event
where event.idempotency_key is not null and event.id::text like 'df000000%'
on conflict do nothing;

insert into gamification.user_xp (user_id, total_xp, current_level, last_xp_event_at, longest_streak)
select
    event.user_id,
    sum(event.xp_amount),
    gamification.calculate_level_from_xp(sum(event.xp_amount)::integer),
    max(event.created_at),
    1
from gamification.xp_events as event
group by event.user_id
on conflict do nothing;

select gamification.update_streak(held.user_id) from gamification.user_xp as held;

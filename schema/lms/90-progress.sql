-- How far Mia and Paul are, and the events that led there. Mia has finished one lesson of the first course and is in
-- the next; Paul has finished that course and begun the second.

insert into learn.user_progress (
    user_id, lesson_id, status, completion_percentage, time_spent_minutes, attempts_count, started_at, completed_at,
    last_accessed_at, last_position_seconds, bookmarks, notes
)
select
    ('d0000000-0000-4000-8000-00000000000' || done.person)::uuid,
    ('d3000000-0000-4000-8000-0000000000' || done.lesson)::uuid,
    case done.percent when 100 then 'completed' when 0 then 'not_started' else 'in_progress' end::learn.progress_status,
    done.percent,
    done.minutes,
    case done.percent when 0 then 0 else 1 end,
    done.at::timestamptz,
    case done.percent when 100 then done.at::timestamptz + make_interval(mins => done.minutes) end,
    done.at::timestamptz + make_interval(mins => done.minutes),
    case when done.percent between 1 and 99 then 216 end,
    case when done.lesson = 12 and done.person = 5 then '[{"at": 42, "note": "à revoir"}]'::jsonb else '[]' end,
    case when done.lesson = 21 then 'Trois ingrédients : modèle, outils, but.' end
from (values
    (5, 11, 100, 6, '2025-01-15 19:00+00'),
    (5, 12, 40, 7, '2025-02-20 19:00+00'),
    (5, 13, 0, 0, '2025-02-20 19:10+00'),
    (4, 11, 100, 5, '2025-01-10 07:00+00'),
    (4, 12, 100, 14, '2025-02-12 07:00+00'),
    (4, 13, 100, 18, '2025-02-13 07:00+00'),
    (4, 14, 100, 22, '2025-02-14 07:00+00'),
    (4, 15, 100, 9, '2025-02-15 07:00+00'),
    (4, 16, 100, 55, '2025-02-16 07:00+00'),
    (4, 21, 100, 10, '2025-03-16 07:00+00'),
    (4, 22, 65, 26, '2025-03-17 07:00+00')
) as done (person, lesson, percent, minutes, at)
on conflict do nothing;

-- A lesson is a start, perhaps a pause with the position in seconds, and an end. Sessions have an id per person and
-- day.
insert into learn.lesson_analytics (
    id, user_id, lesson_id, session_id, event_type, event_data, event_timestamp, duration_seconds, device_info
)
select
    ('d3e00000-0000-4000-8000-0000000000' || lpad(event.number::text, 2, '0'))::uuid,
    ('d0000000-0000-4000-8000-00000000000' || event.person)::uuid,
    ('d3000000-0000-4000-8000-0000000000' || event.lesson)::uuid,
    md5(event.person || event.at::date::text)::uuid,
    event.type::learn.analytics_event_type,
    event.data::jsonb,
    event.at::timestamptz,
    event.seconds,
    '{"kind": "desktop"}'
from (values
    (1, 5, 11, 'start', '{"variant": "medium"}', '2025-01-15 19:00+00', null::integer),
    (2, 5, 11, 'pause', '{"position": 12}', '2025-01-15 19:01+00', 12),
    (3, 5, 11, 'resume', '{"position": 12}', '2025-01-15 19:03+00', null),
    (4, 5, 11, 'complete', '{"position": 95, "variant": "medium"}', '2025-01-15 19:06+00', 95),
    (5, 5, 12, 'start', '{"variant": "medium"}', '2025-02-20 19:00+00', null),
    (6, 5, 12, 'pause', '{"position": 216}', '2025-02-20 19:07+00', 216),
    (7, 4, 11, 'start', '{"variant": "source"}', '2025-01-10 07:00+00', null),
    (8, 4, 11, 'complete', '{"position": 95, "variant": "source"}', '2025-01-10 07:05+00', 95),
    (9, 4, 12, 'start', '{"variant": "source"}', '2025-02-12 07:00+00', null),
    (10, 4, 12, 'complete', '{"position": 540, "variant": "source"}', '2025-02-12 07:14+00', 540),
    (11, 4, 15, 'quiz_submit', '{"correct": 9, "questions": 10}', '2025-02-15 07:09+00', 540),
    (12, 4, 21, 'start', '{"variant": "medium"}', '2025-03-16 07:00+00', null),
    (13, 4, 21, 'complete', '{"position": 180, "variant": "medium"}', '2025-03-16 07:10+00', 180),
    (14, 4, 22, 'start', '{"variant": "medium"}', '2025-03-17 07:00+00', null),
    (15, 4, 22, 'pause', '{"position": 507}', '2025-03-17 07:26+00', 507)
) as event (number, person, lesson, type, data, at, seconds)
on conflict do nothing;

-- What functions wrote about assessments.
insert into learn.lesson_analytics (
    id, user_id, lesson_id, course_id, event_type, event_data, event_timestamp
) values
    ('d3e00000-0000-4000-8000-000000000101', 'd0000000-0000-4000-8000-000000000005',
     'd3000000-0000-4000-8000-000000000011', null, 'assessment_start',
     '{"source_type": "assessment", "assessment_id": "d6000000-0000-4000-8000-000000000001",
       "attempt_id": "d8000000-0000-4000-8000-000000000001"}', '2025-02-20 18:30+00'),
    ('d3e00000-0000-4000-8000-000000000102', 'd0000000-0000-4000-8000-000000000005',
     'd3000000-0000-4000-8000-000000000011', null, 'assessment_graded',
     '{"source_type": "assessment", "assessment_id": "d6000000-0000-4000-8000-000000000001",
       "attempt_id": "d8000000-0000-4000-8000-000000000001", "score": 4, "max_score": 5}', '2025-02-20 18:34+00'),
    ('d3e00000-0000-4000-8000-000000000103', 'd0000000-0000-4000-8000-000000000004', null,
     'd1000000-0000-4000-8000-000000000002', 'assessment_submit',
     '{"source_type": "assessment", "assessment_id": "d6000000-0000-4000-8000-000000000002",
       "attempt_id": "d8000000-0000-4000-8000-000000000002", "score": 4, "max_score": 10}', '2025-03-20 12:50+00'),
    ('d3e00000-0000-4000-8000-000000000104', 'd0000000-0000-4000-8000-000000000004', null,
     'd1000000-0000-4000-8000-000000000001', 'certificate_issued',
     '{"source_type": "assessment", "certificate_id": "d9000000-0000-4000-8000-000000000001",
       "attempt_id": "d8000000-0000-4000-8000-000000000003"}', '2025-03-02 12:15+00')
on conflict do nothing;

-- Mia's quiz is graded. Paul's certification is too, and has its certificate; his exam waits for a person.

-- The questions are frozen here as `start_attempt` freezes them, in their plain order.
insert into assessments.attempts (
    id, user_id, assessment_id, attempt_no, attempt_seed, status, started_at, deadline, submitted_at, graded_at,
    content_snapshot, responses, score, max_score, passed, needs_review, time_spent_sec, meta, created_at
)
select
    seeded.id::uuid, seeded.user_id::uuid, assessment.id, 1, hashtextextended(seeded.id, 0) & ((1::bigint << 53) - 1),
    seeded.status::assessments.attempt_status, seeded.started_at::timestamptz,
    seeded.started_at::timestamptz + make_interval(secs => assessment.time_limit_sec),
    seeded.started_at::timestamptz + make_interval(secs => seeded.seconds),
    case seeded.status when 'graded' then seeded.started_at::timestamptz + make_interval(secs => seeded.seconds) end,
    jsonb_build_object('assessment_id', assessment.id, 'title', assessment.title, 'questions', frozen.questions),
    seeded.responses::jsonb, seeded.score, frozen.max_score, seeded.passed, seeded.status = 'needs_review',
    seeded.seconds, seeded.meta::jsonb, seeded.started_at::timestamptz
from (values
    ('d8000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000005', 'quiz', 'graded',
     '2025-02-20 18:30+00', 240,
     '{"d7000000-0000-4000-8000-000000000001": "a", "d7000000-0000-4000-8000-000000000002": "a",
       "d7000000-0000-4000-8000-000000000003": ["b", "a"], "d7000000-0000-4000-8000-000000000004": false}',
     4, true, '{"xp": 30, "automatic_score": 4}'),
    ('d8000000-0000-4000-8000-000000000002', 'd0000000-0000-4000-8000-000000000004', 'exam', 'needs_review',
     '2025-03-20 12:10+00', 2400,
     '{"d7000000-0000-4000-8000-000000000005": "a", "d7000000-0000-4000-8000-000000000006": false,
       "d7000000-0000-4000-8000-000000000007": "Une personne relit tout paiement de plus de cent euros."}',
     null, null, '{"xp": 10, "automatic_score": 4}'),
    ('d8000000-0000-4000-8000-000000000003', 'd0000000-0000-4000-8000-000000000004', 'cert', 'graded',
     '2025-03-02 12:00+00', 600,
     '{"d7000000-0000-4000-8000-000000000002": "b", "d7000000-0000-4000-8000-000000000008": "b",
       "d7000000-0000-4000-8000-000000000009": "b", "d7000000-0000-4000-8000-000000000010": "b"}',
     3, true, '{"xp": 110, "automatic_score": 3}')
) as seeded (id, user_id, type, status, started_at, seconds, responses, score, passed, meta)
join assessments.assessments as assessment
    on assessment.type = seeded.type
    and assessment.id between 'd6000000-0000-4000-8000-000000000001' and 'd6000000-0000-4000-8000-000000000003'
cross join lateral (
    select
        sum(coalesce(item.points_override, question.points)) as max_score,
        jsonb_agg(
            jsonb_build_object(
                'question_id', question.id,
                'question_version', question.question_version,
                'type', question.type,
                'body', question.body,
                'points', coalesce(item.points_override, question.points),
                'is_required', item.is_required,
                'choices', question.choices
            )
            order by item.display_order
        ) as questions
    from assessments.assessment_items as item
    join assessments.questions as question on question.id = item.question_id
    where item.assessment_id = assessment.id
) as frozen
on conflict do nothing;

insert into assessments.certificates (
    id, user_id, course_id, assessment_id, attempt_id, serial_number, verify_hash, passed, score, max_score, issued_at,
    certificate_data
)
values (
    'd9000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000004',
    'd1000000-0000-4000-8000-000000000001', 'd6000000-0000-4000-8000-000000000003',
    'd8000000-0000-4000-8000-000000000003', 'AIF-2025-000001',
    assessments.generate_verify_hash(
        'AIF-2025-000001', 'd0000000-0000-4000-8000-000000000004', '2025-03-02 12:15+00'
    ),
    true, 3, 4, '2025-03-02 12:15+00',
    '{"template": "standard", "recipient_name": "Paul Martin", "assessment_title": "Certification : découvrir l''IA"}'
)
on conflict do nothing;

-- The first number is taken; the sequence goes on after it.
select setval('assessments.certificate_serials', 1)
where (select not is_called from assessments.certificate_serials);

insert into assessments.grading_audit (
    id, attempt_id, action_type, performed_by, performed_at, previous_state, new_state
) values
    ('d8a00000-0000-4000-8000-000000000001', 'd8000000-0000-4000-8000-000000000001', 'auto_graded',
     'd0000000-0000-4000-8000-000000000005', '2025-02-20 18:34+00',
     '{"status": "in_progress", "score": null, "needs_review": false}',
     '{"status": "graded", "score": 4, "needs_review": false}'),
    ('d8a00000-0000-4000-8000-000000000002', 'd8000000-0000-4000-8000-000000000002', 'review_requested',
     'd0000000-0000-4000-8000-000000000004', '2025-03-20 12:50+00',
     '{"status": "in_progress", "score": null, "needs_review": false}',
     '{"status": "needs_review", "score": null, "needs_review": true}'),
    ('d8a00000-0000-4000-8000-000000000003', 'd8000000-0000-4000-8000-000000000003', 'auto_graded',
     'd0000000-0000-4000-8000-000000000004', '2025-03-02 12:10+00',
     '{"status": "in_progress", "score": null, "needs_review": false}',
     '{"status": "graded", "score": 3, "needs_review": false}')
on conflict do nothing;

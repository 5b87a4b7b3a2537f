-- How assessments are used, and one's own attempts and certificates.

create or replace view assessments.attempt_lifecycle_dashboard with (security_invoker = true) as
select
    assessment.id as assessment_id,
    assessment.title,
    count(attempt.id) filter (where attempt.status = 'in_progress') as in_progress,
    count(attempt.id) filter (where attempt.status = 'submitted') as submitted,
    count(attempt.id) filter (where attempt.status = 'graded') as graded,
    count(attempt.id) filter (where attempt.status = 'needs_review') as needs_review,
    count(attempt.id) filter (where attempt.status = 'abandoned') as abandoned,
    count(attempt.id) filter (where attempt.status = 'expired') as expired,
    round(avg(attempt.time_spent_sec)) as avg_duration_sec,
    max(attempt.started_at) as last_attempt_at
from assessments.assessments as assessment
left join assessments.attempts as attempt on attempt.assessment_id = assessment.id
group by assessment.id;

comment on view assessments.attempt_lifecycle_dashboard is
'Attempts by status
One row per assessment, over the attempts the caller may see: all of them for graders.';

comment on column assessments.attempt_lifecycle_dashboard.assessment_id is 'The assessment.';
comment on column assessments.attempt_lifecycle_dashboard.title is 'Title.';
comment on column assessments.attempt_lifecycle_dashboard.in_progress is 'Attempts in progress.';
comment on column assessments.attempt_lifecycle_dashboard.submitted is 'Attempts submitted, not yet graded.';
comment on column assessments.attempt_lifecycle_dashboard.graded is 'Attempts graded.';
comment on column assessments.attempt_lifecycle_dashboard.needs_review is 'Attempts that wait for a person.';
comment on column assessments.attempt_lifecycle_dashboard.abandoned is 'Attempts given up.';
comment on column assessments.attempt_lifecycle_dashboard.expired is 'Attempts that ran out of time.';
comment on column assessments.attempt_lifecycle_dashboard.avg_duration_sec is 'Time they took, in seconds.';
comment on column assessments.attempt_lifecycle_dashboard.last_attempt_at is 'When the last one was started.';

create or replace view assessments.rpc_latency_alerts with (security_invoker = true) as
select
    measured.function_name,
    measured.calls_last_hour,
    measured.p95_ms,
    case when measured.p95_ms > 750 then 'CRITICAL' when measured.p95_ms > 500 then 'WARNING' else 'OK' end
        as alert_level
from (
    select
        call.schema_name || '.' || call.function_name as function_name,
        count(*) as calls_last_hour,
        round(percentile_cont(0.95) within group (order by call.duration_ms)::numeric, 1) as p95_ms
    from util.rpc_latency_log as call
    where call.called_at > now() - interval '1 hour'
    group by call.schema_name, call.function_name
) as measured;

comment on view assessments.rpc_latency_alerts is
'Slow functions
Calls of the last hour per function, against half a second.';

comment on column assessments.rpc_latency_alerts.function_name is 'The function, with its schema.';
comment on column assessments.rpc_latency_alerts.calls_last_hour is 'Calls of the last hour.';
comment on column assessments.rpc_latency_alerts.p95_ms is 'All but one in twenty took less, in milliseconds.';
comment on column assessments.rpc_latency_alerts.alert_level is 'OK, WARNING above 500 ms, CRITICAL above 750 ms.';

create or replace view assessments.idempotence_collision_alerts with (security_invoker = true) as
select
    event.user_id,
    event.source_type,
    event.idempotency_key,
    count(*) as occurrences,
    max(event.created_at) as last_seen
from gamification.xp_events as event
where event.idempotency_key is not null
group by event.user_id, event.source_type, event.idempotency_key
having count(*) > 1;

comment on view assessments.idempotence_collision_alerts is
'Keys credited twice
Should be empty: the ledger lets a key through once.';

comment on column assessments.idempotence_collision_alerts.user_id is 'Who was credited.';
comment on column assessments.idempotence_collision_alerts.source_type is 'For what.';
comment on column assessments.idempotence_collision_alerts.idempotency_key is 'The key.';
comment on column assessments.idempotence_collision_alerts.occurrences is 'How often.';
comment on column assessments.idempotence_collision_alerts.last_seen is 'When last.';

create or replace view assessments.assessment_analytics_compat with (security_invoker = true) as
select
    event.user_id, event.lesson_id, event.session_id, event.event_type, event.event_data, event.event_timestamp,
    event.duration_seconds, event.device_info, event.id, event.course_id, event.created_at
from learn.lesson_analytics as event
where event.event_data ->> 'source_type' = 'assessment'
  and exists (
      select from util.feature_flags as flag
      where flag.flag_key = 'assessment_analytics_compat_views' and flag.is_enabled
  );

comment on view assessments.assessment_analytics_compat is
'Events of assessments, as they used to be asked for
For clients that have not moved to `learn.lesson_analytics`, while the switch `assessment_analytics_compat_views` is
on.';

comment on column assessments.assessment_analytics_compat.user_id is 'Who it happened to; the caller when left out.';
comment on column assessments.assessment_analytics_compat.lesson_id is
    'The lesson; null for an event about a whole course.';
comment on column assessments.assessment_analytics_compat.session_id is 'What was done in one sitting.';
comment on column assessments.assessment_analytics_compat.event_type is 'What happened.';
comment on column assessments.assessment_analytics_compat.event_data is 'Details: {"position": 42}, answers, scores.';
comment on column assessments.assessment_analytics_compat.event_timestamp is 'When it happened.';
comment on column assessments.assessment_analytics_compat.duration_seconds is 'How long it took, in seconds.';
comment on column assessments.assessment_analytics_compat.device_info is 'Kind of device, as an object.';
comment on column assessments.assessment_analytics_compat.id is 'Identifies the row.';
comment on column assessments.assessment_analytics_compat.course_id is 'The course, for events that have no lesson.';
comment on column assessments.assessment_analytics_compat.created_at is 'When the row was written.';

create or replace view assessments.my_attempts with (security_invoker = true) as
select
    attempt.id, attempt.assessment_id, attempt.attempt_no, attempt.status, attempt.started_at, attempt.deadline,
    attempt.submitted_at, attempt.graded_at, attempt.score, attempt.max_score, attempt.passed,
    attempt.review_feedback
from assessments.attempts as attempt
where attempt.user_id = auth.uid();

comment on view assessments.my_attempts is
'Attempts of the caller
Without their questions, newest first when ordered by `started_at`.';

comment on column assessments.my_attempts.id is 'Identifies the row.';
comment on column assessments.my_attempts.assessment_id is 'What they try.';
comment on column assessments.my_attempts.attempt_no is 'Counts the person''s attempts, from 1.';
comment on column assessments.my_attempts.status is 'Where the attempt is.';
comment on column assessments.my_attempts.started_at is 'When it was started.';
comment on column assessments.my_attempts.deadline is
    'When it must be submitted, by the server''s clock; null for no limit.';
comment on column assessments.my_attempts.submitted_at is 'When it was submitted.';
comment on column assessments.my_attempts.graded_at is 'When it was graded.';
comment on column assessments.my_attempts.score is 'Points reached; null until graded.';
comment on column assessments.my_attempts.max_score is 'Points there are.';
comment on column assessments.my_attempts.passed is 'Whether it reached the passing score; null until graded.';
comment on column assessments.my_attempts.review_feedback is 'What that person said.';

create or replace view assessments.my_certificates with (security_invoker = true) as
select
    certificate.id, certificate.course_id, certificate.lesson_id, certificate.serial_number,
    certificate.verify_hash, certificate.score, certificate.max_score, certificate.issued_at,
    not certificate.passed or exists (
        select from assessments.certificate_revocations as revocation
        where revocation.certificate_id = certificate.id
    ) as is_revoked
from assessments.certificates as certificate
where certificate.user_id = auth.uid();

comment on view assessments.my_certificates is
'Certificates of the caller
With whether they were taken back.';

comment on column assessments.my_certificates.id is 'Identifies the row.';
comment on column assessments.my_certificates.course_id is 'The course.';
comment on column assessments.my_certificates.lesson_id is 'The lesson; null for a certificate of the whole course.';
comment on column assessments.my_certificates.serial_number is 'Number printed on it: AIF-2025-000001.';
comment on column assessments.my_certificates.verify_hash is
    'What `verify_certificate_public` is asked with: 64 hex digits.';
comment on column assessments.my_certificates.score is 'Points reached.';
comment on column assessments.my_certificates.max_score is 'Points there were.';
comment on column assessments.my_certificates.issued_at is 'When it was issued.';
comment on column assessments.my_certificates.is_revoked is 'Whether it was taken back.';

create or replace view assessments.question_bank_stats with (security_invoker = true) as
select
    question.category,
    question.difficulty_level,
    count(*) as questions,
    count(*) filter (where question.is_reusable) as reusable,
    sum(question.usage_count) as uses,
    round(avg(question.points), 2) as avg_points
from assessments.questions as question
group by question.category, question.difficulty_level;

comment on view assessments.question_bank_stats is
'The question bank
By category and difficulty, over the questions the caller may see.';

comment on column assessments.question_bank_stats.category is 'Subject.';
comment on column assessments.question_bank_stats.difficulty_level is '1 (easy) to 5 (hard).';
comment on column assessments.question_bank_stats.questions is 'Questions there are.';
comment on column assessments.question_bank_stats.reusable is 'Of those, how many any assessment may ask.';
comment on column assessments.question_bank_stats.uses is 'How often they are asked, all together.';
comment on column assessments.question_bank_stats.avg_points is 'What one is worth.';

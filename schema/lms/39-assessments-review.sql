-- Grading by a person, for what cannot be computed and for what somebody asks to have looked at again.

create or replace function assessments.enqueue_for_manual_review(attempt_id uuid) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    attempt assessments.attempts;
begin
    select * into attempt from assessments.attempts as a where a.id = enqueue_for_manual_review.attempt_id for update;
    if not coalesce(attempt.user_id = auth.uid() or auth.role() = 'service_role', false)
       and not rbac.has_permission('assessments:grade') then
        raise insufficient_privilege using message = 'This attempt is not yours.';
    elsif attempt.id is null then
        return jsonb_build_object('success', false, 'error', 'not_found');
    elsif attempt.status not in ('submitted', 'graded', 'needs_review') then
        return jsonb_build_object('success', false, 'error', 'not_submitted', 'status', attempt.status);
    end if;

    -- A second active attempt may have begun since this one was graded; the unique index would refuse to make two.
    if exists (
        select from assessments.attempts as other
        where other.user_id = attempt.user_id
          and other.assessment_id = attempt.assessment_id
          and other.id <> attempt.id
          and other.status in ('in_progress', 'submitted', 'needs_review')
    ) then
        return jsonb_build_object('success', false, 'error', 'active_attempt_exists');
    end if;

    update assessments.attempts as a
    set needs_review = true, status = 'needs_review'
    where a.id = attempt.id and a.status <> 'needs_review';
    return jsonb_build_object('success', true, 'attempt_id', attempt.id, 'status', 'needs_review');
end
$$;

comment on function assessments.enqueue_for_manual_review(uuid) is
'Have an attempt looked at by a person
By its author or a grader, once it is submitted.';

create or replace function assessments.grade_attempt_manual(
    attempt_id uuid,
    score numeric,
    feedback jsonb
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    grader uuid := auth.uid();
    attempt assessments.attempts;
    asked assessments.assessments;
    has_passed boolean;
    xp integer := 0;
begin
    if not rbac.has_permission(grader, 'assessments:grade') then
        raise insufficient_privilege using message = 'Only graders grade.';
    end if;
    select * into attempt from assessments.attempts as a where a.id = grade_attempt_manual.attempt_id for update;
    if not found then
        return jsonb_build_object('success', false, 'error', 'not_found');
    elsif attempt.user_id = grader then
        raise insufficient_privilege using message = 'Nobody grades themself.';
    elsif attempt.status not in ('submitted', 'needs_review', 'graded') then
        return jsonb_build_object('success', false, 'error', 'not_submitted', 'status', attempt.status);
    elsif grade_attempt_manual.score is null
       or grade_attempt_manual.score not between 0 and attempt.max_score then
        return jsonb_build_object('success', false, 'error', 'score_out_of_range', 'max_score', attempt.max_score);
    elsif attempt.status = 'graded' and attempt.score = grade_attempt_manual.score then
        return assessments.get_attempt_result(attempt.id);
    end if;
    select * into asked from assessments.assessments as assessment where assessment.id = attempt.assessment_id;
    has_passed := grade_attempt_manual.score >= attempt.max_score * asked.passing_score / 100;

    if has_passed then
        xp := xp + coalesce((gamification.credit_xp(
            attempt.user_id, asked.type, 'pass',
            jsonb_build_object('reference_id', attempt.id), 'attempt:' || attempt.id || ':pass'
        ) ->> 'xp_amount')::integer, 0);
    end if;
    if has_passed and grade_attempt_manual.score = attempt.max_score then
        xp := xp + coalesce((gamification.credit_xp(
            attempt.user_id, asked.type, 'perfect',
            jsonb_build_object('reference_id', attempt.id), 'attempt:' || attempt.id || ':perfect'
        ) ->> 'xp_amount')::integer, 0);
    end if;

    update assessments.attempts as a
    set status = 'graded',
        score = grade_attempt_manual.score,
        passed = has_passed,
        needs_review = false,
        review_feedback = grade_attempt_manual.feedback,
        graded_by = grader,
        graded_at = now(),
        meta = a.meta || jsonb_build_object('xp', coalesce((a.meta ->> 'xp')::integer, 0) + xp)
    where a.id = attempt.id;

    insert into learn.lesson_analytics (user_id, lesson_id, course_id, event_type, event_data)
    values (
        attempt.user_id, asked.lesson_id, asked.course_id, 'assessment_graded',
        jsonb_build_object(
            'source_type', 'assessment',
            'assessment_id', asked.id,
            'attempt_id', attempt.id,
            'score', grade_attempt_manual.score,
            'max_score', attempt.max_score
        )
    );
    insert into gamification.notification_outbox (user_id, notification_type, payload)
    values (
        attempt.user_id, 'attempt_graded',
        jsonb_build_object('attempt_id', attempt.id, 'title', asked.title, 'passed', has_passed)
    );

    return assessments.get_attempt_result(attempt.id);
end
$$;

comment on function assessments.grade_attempt_manual(uuid, numeric, jsonb) is
'Grade an attempt by hand
For graders, and never one''s own. `score` is the total. The same score again changes nothing; another corrects it.';

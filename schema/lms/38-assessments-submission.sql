-- Submitting, and grading what needs nobody. Every step locks the attempt, looks at where it is, and moves it on;
-- asking again finds it moved and gives the same answer. Points are credited with a key per attempt, so they cannot
-- be credited twice either.

create or replace function assessments.get_attempt_result(attempt_id uuid) returns jsonb
    language plpgsql stable
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    attempt assessments.attempts;
    asked assessments.assessments;
begin
    select * into attempt from assessments.attempts as a where a.id = get_attempt_result.attempt_id;
    if not coalesce(attempt.user_id = auth.uid() or auth.role() = 'service_role', false)
       and not rbac.has_permission('assessments:grade') then
        raise insufficient_privilege using message = 'This attempt is not yours.';
    end if;
    select * into asked from assessments.assessments as assessment where assessment.id = attempt.assessment_id;

    return jsonb_build_object(
        'success', true,
        'attempt_id', attempt.id,
        'assessment_id', attempt.assessment_id,
        'attempt_no', attempt.attempt_no,
        'status', attempt.status,
        'needs_review', attempt.needs_review,
        'score', attempt.score,
        'max_score', attempt.max_score,
        'passed', attempt.passed,
        'xp', coalesce((attempt.meta ->> 'xp')::integer, 0),
        'feedback', attempt.review_feedback,
        'submitted_at', attempt.submitted_at,
        'graded_at', attempt.graded_at,
        'answers', case
            when asked.show_correct_answers and attempt.status = 'graded' then (
                select jsonb_agg(
                    jsonb_build_object(
                        'question_id', question.id,
                        'given', attempt.responses -> question.id::text,
                        'correct', question.correct_answers,
                        'explanation', question.explanation
                    )
                    order by asked_question.place
                )
                from jsonb_array_elements(attempt.content_snapshot -> 'questions')
                    with ordinality as asked_question (question, place)
                join assessments.questions as question
                    on question.id = (asked_question.question ->> 'question_id')::uuid
            )
        end
    );
end
$$;

comment on function assessments.get_attempt_result(uuid) is
'Result of an attempt
For its author and for graders. With the correct answers once it is graded, if the assessment shows them.';

create or replace function assessments.submit_attempt(
    attempt_id uuid,
    responses jsonb,
    session_id uuid default null
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    attempt assessments.attempts;
    asked assessments.assessments;
    graded record;
    has_passed boolean;
    xp integer := 0;
begin
    select * into attempt
    from assessments.attempts as a
    where a.id = submit_attempt.attempt_id and a.user_id = auth.uid()
    for update;
    if not found then
        raise insufficient_privilege using message = 'This attempt is not yours.';
    elsif attempt.status in ('submitted', 'graded', 'needs_review') then
        return assessments.get_attempt_result(attempt.id);
    elsif attempt.status <> 'in_progress' then
        return jsonb_build_object('success', false, 'error', 'not_in_progress', 'status', attempt.status);
    elsif attempt.deadline <= now() then
        update assessments.attempts as a set status = 'expired' where a.id = attempt.id;
        return jsonb_build_object('success', false, 'error', 'deadline_passed', 'deadline', attempt.deadline);
    elsif jsonb_typeof(submit_attempt.responses) is distinct from 'object' then
        return jsonb_build_object('success', false, 'error', 'invalid_responses');
    end if;
    select * into asked from assessments.assessments as assessment where assessment.id = attempt.assessment_id;

    -- A choice is right when the chosen ids are the right ones, in whatever order; a lone answer is a list of one.
    select
        coalesce(sum(question.points), 0) as max_score,
        coalesce(sum(question.points) filter (where question.chosen = question.correct), 0) as score,
        coalesce(bool_or(not question.is_automatic), false) as needs_review
    into graded
    from (
        select
            (frozen ->> 'points')::numeric as points,
            asked.grading_mode <> 'manual' and frozen ->> 'type' in ('mcq', 'true_false') as is_automatic,
            (
                select array_agg(distinct chosen order by chosen)
                from jsonb_array_elements_text(
                    case jsonb_typeof(answer) when 'array' then answer else jsonb_build_array(answer) end
                ) as chosen
            ) as chosen,
            (
                select array_agg(distinct correct order by correct)
                from jsonb_array_elements_text(bank.correct_answers) as correct
                where asked.grading_mode <> 'manual' and frozen ->> 'type' in ('mcq', 'true_false')
            ) as correct
        from jsonb_array_elements(attempt.content_snapshot -> 'questions') as frozen
        join assessments.questions as bank on bank.id = (frozen ->> 'question_id')::uuid
        cross join lateral (select submit_attempt.responses -> (frozen ->> 'question_id')) as given (answer)
    ) as question;
    has_passed := case
        when not graded.needs_review
            then graded.max_score > 0 and graded.score >= graded.max_score * asked.passing_score / 100
    end;

    xp := xp + coalesce((gamification.credit_xp(
        attempt.user_id, asked.type, 'submit',
        jsonb_build_object('reference_id', attempt.id), 'attempt:' || attempt.id || ':submit'
    ) ->> 'xp_amount')::integer, 0);
    if has_passed then
        xp := xp + coalesce((gamification.credit_xp(
            attempt.user_id, asked.type, 'pass',
            jsonb_build_object('reference_id', attempt.id), 'attempt:' || attempt.id || ':pass'
        ) ->> 'xp_amount')::integer, 0);
    end if;
    if has_passed and graded.score = graded.max_score then
        xp := xp + coalesce((gamification.credit_xp(
            attempt.user_id, asked.type, 'perfect',
            jsonb_build_object('reference_id', attempt.id), 'attempt:' || attempt.id || ':perfect'
        ) ->> 'xp_amount')::integer, 0);
    end if;

    update assessments.attempts as a
    set responses = submit_attempt.responses,
        status = case when graded.needs_review then 'needs_review' else 'graded' end::assessments.attempt_status,
        needs_review = graded.needs_review,
        -- What a person has yet to see may still be worth more; until then there is no score.
        score = case when not graded.needs_review then graded.score end,
        max_score = graded.max_score,
        passed = has_passed,
        submitted_at = now(),
        graded_at = case when not graded.needs_review then now() end,
        time_spent_sec = extract(epoch from now() - a.started_at)::integer,
        meta = a.meta || jsonb_build_object('xp', xp, 'automatic_score', graded.score)
    where a.id = attempt.id;

    insert into learn.lesson_analytics (user_id, lesson_id, course_id, session_id, event_type, event_data)
    select
        attempt.user_id, asked.lesson_id, asked.course_id, submit_attempt.session_id, happened.event_type,
        jsonb_build_object(
            'source_type', 'assessment',
            'assessment_id', asked.id,
            'attempt_id', attempt.id,
            'score', graded.score,
            'max_score', graded.max_score
        )
    from (values
        ('assessment_submit'::learn.analytics_event_type, true),
        ('assessment_graded', not graded.needs_review)
    ) as happened (event_type, did_happen)
    where happened.did_happen;

    return assessments.get_attempt_result(attempt.id);
end
$$;

comment on function assessments.submit_attempt(uuid, jsonb, uuid) is
'Submit an attempt
`responses` has the answers by question id. What can be graded is, at once; the rest waits for a person. Submitting
again changes nothing and gives the same answer. After the deadline the attempt expires instead.';

-- Starting, resuming and giving up. The clock is the server's, the order of questions follows from a seed, and two
-- starts at the same moment make one attempt.
--
-- A refusal that depends on the state of things is an answer, {"success": false, "error": "…"}. Reaching for somebody
-- else's attempt, or behind the paywall, is an error: 42501.

create or replace function assessments.check_attempt_eligibility(assessment_id uuid) returns jsonb
    language plpgsql stable
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    caller uuid := auth.uid();
    asked assessments.assessments;
    opens boolean;
    used integer;
    active_id uuid;
    free_at timestamptz;
begin
    select * into asked
    from assessments.assessments as assessment
    where assessment.id = check_attempt_eligibility.assessment_id and assessment.is_published;
    if not found then
        return jsonb_build_object('eligible', false, 'reason', 'not_found');
    end if;

    -- A free preview shows its lesson, it does not open its quiz: that takes the course.
    if asked.scope = 'course' then
        opens := access.can_read_course(caller, asked.course_id);
    else
        select access.can_read_lesson(caller, lesson.id)
               and (not lesson.is_free_preview or access.can_read_course(caller, module.course_id))
        into opens
        from content.lessons as lesson
        join content.modules as module on module.id = lesson.module_id
        where lesson.id = asked.lesson_id;
    end if;

    select
        count(*),
        (array_agg(attempt.id) filter (
            where attempt.status in ('submitted', 'needs_review')
               or (attempt.status = 'in_progress' and (attempt.deadline is null or attempt.deadline > now()))
        ))[1],
        max(coalesce(attempt.submitted_at, attempt.started_at)) + make_interval(mins => asked.cooldown_minutes)
    into used, active_id, free_at
    from assessments.attempts as attempt
    where attempt.user_id = caller and attempt.assessment_id = asked.id;

    return jsonb_build_object(
        'eligible', coalesce(opens, false)
            and active_id is null
            and (asked.attempt_limit is null or used < asked.attempt_limit)
            and (free_at is null or free_at <= now()),
        'reason', case
            when not coalesce(opens, false) then 'access_denied'
            when active_id is not null then 'active_attempt_exists'
            when used >= asked.attempt_limit then 'attempt_limit_reached'
            when free_at > now() then 'cooldown'
        end,
        'attempts_used', used,
        'attempts_left', asked.attempt_limit - used,
        'active_attempt_id', active_id,
        'cooldown_until', case when free_at > now() then free_at end
    );
end
$$;

comment on function assessments.check_attempt_eligibility(uuid) is
'Whether the caller can start an attempt
And if not, why: not_found, access_denied, active_attempt_exists, attempt_limit_reached or cooldown.';

create or replace function assessments.start_attempt(assessment_id uuid) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    caller uuid := auth.uid();
    asked assessments.assessments;
    eligibility jsonb;
    number integer;
    seed bigint;
    snapshot jsonb;
    started assessments.attempts;
begin
    -- Both locks, always in this order: a person's starts queue up here, and so does an edit of the assessment.
    perform from public.profiles as person where person.id = caller and person.deleted_at is null for update;
    if not found then
        raise insufficient_privilege using message = 'An attempt needs a profile.';
    end if;
    select * into asked
    from assessments.assessments as assessment
    where assessment.id = start_attempt.assessment_id
    for update;

    -- What ran out of time is over before what comes next is counted.
    update assessments.attempts as attempt
    set status = 'expired'
    where attempt.user_id = caller
      and attempt.assessment_id = asked.id
      and attempt.status = 'in_progress'
      and attempt.deadline <= now();

    eligibility := assessments.check_attempt_eligibility(start_attempt.assessment_id);
    if eligibility ->> 'reason' = 'access_denied' then
        raise insufficient_privilege using message = 'This assessment is not open to you.';
    elsif not (eligibility ->> 'eligible')::boolean then
        return jsonb_build_object('success', false, 'error', eligibility -> 'reason') || eligibility - 'reason';
    end if;

    select coalesce(max(attempt.attempt_no), 0) + 1 into number
    from assessments.attempts as attempt
    where attempt.user_id = caller and attempt.assessment_id = asked.id;
    -- Fifty-three bits of it: more would not survive the way through a client's JSON.
    seed := hashtextextended(concat_ws(':', caller, asked.id, number), 0) & ((1::bigint << 53) - 1);

    -- The questions as they are now, in this attempt's own order, without anything that gives an answer away.
    select jsonb_build_object(
        'assessment_id', asked.id,
        'title', asked.title,
        'questions', coalesce(jsonb_agg(
            jsonb_build_object(
                'question_id', question.id,
                'question_version', question.question_version,
                'type', question.type,
                'body', question.body,
                'points', coalesce(item.points_override, question.points),
                'is_required', item.is_required,
                'choices', case
                    when not asked.shuffle_answers then question.choices
                    else (
                        select coalesce(jsonb_agg(choice order by md5(seed || choice::text)), '[]')
                        from jsonb_array_elements(question.choices) as choice
                    )
                end
            )
            order by case when asked.shuffle_questions then md5(seed || question.id::text) end, item.display_order
        ), '[]')
    ) into snapshot
    from assessments.assessment_items as item
    join assessments.questions as question on question.id = item.question_id
    where item.assessment_id = asked.id;

    insert into assessments.attempts (
        user_id, assessment_id, attempt_no, attempt_seed, deadline, content_snapshot
    )
    values (
        caller, asked.id, number, seed, now() + make_interval(secs => asked.time_limit_sec), snapshot
    )
    returning * into started;

    insert into learn.lesson_analytics (user_id, lesson_id, course_id, event_type, event_data)
    values (
        caller, asked.lesson_id, asked.course_id, 'assessment_start',
        jsonb_build_object('source_type', 'assessment', 'assessment_id', asked.id, 'attempt_id', started.id)
    );

    return jsonb_build_object(
        'success', true,
        'attempt_id', started.id,
        'attempt_no', started.attempt_no,
        'status', started.status,
        'started_at', started.started_at,
        'deadline', started.deadline,
        'content_snapshot', started.content_snapshot
    );
exception
    -- The locks make this unlikely; the unique index makes it the last word.
    when unique_violation then
        return jsonb_build_object('success', false, 'error', 'active_attempt_exists');
end
$$;

comment on function assessments.start_attempt(uuid) is
'Start an attempt
Answers with the frozen questions, the number of the attempt and its deadline. Refused while another one is active,
during the cooldown and past the limit; an error where the paywall, or a mere preview, is in the way.';

create or replace function assessments.resume_attempt(attempt_id uuid) returns jsonb
    language plpgsql stable
    security definer
    set search_path = ''
as $$
declare
    attempt assessments.attempts;
begin
    select * into attempt
    from assessments.attempts as a
    where a.id = resume_attempt.attempt_id and a.user_id = auth.uid();
    if not found then
        raise insufficient_privilege using message = 'This attempt is not yours.';
    end if;

    return jsonb_build_object(
        'success', true,
        'attempt_id', attempt.id,
        'attempt_no', attempt.attempt_no,
        'status', case
            when attempt.status = 'in_progress' and attempt.deadline <= now() then 'expired'
            else attempt.status::text
        end,
        'deadline', attempt.deadline,
        'seconds_left', greatest(0, ceil(extract(epoch from attempt.deadline - now()))),
        'responses', attempt.responses,
        'content_snapshot', attempt.content_snapshot
    );
end
$$;

comment on function assessments.resume_attempt(uuid) is
'Take an attempt up again
The caller''s own, with the seconds left. Changes nothing.';

create or replace function assessments.abandon_attempt(attempt_id uuid) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    attempt assessments.attempts;
begin
    select * into attempt
    from assessments.attempts as a
    where a.id = abandon_attempt.attempt_id and a.user_id = auth.uid()
    for update;
    if not found then
        raise insufficient_privilege using message = 'This attempt is not yours.';
    elsif attempt.status = 'abandoned' then
        return jsonb_build_object('success', true, 'attempt_id', attempt.id, 'status', 'abandoned');
    elsif attempt.status <> 'in_progress' then
        return jsonb_build_object('success', false, 'error', 'not_in_progress', 'status', attempt.status);
    end if;

    update assessments.attempts as a set status = 'abandoned' where a.id = attempt.id;
    return jsonb_build_object('success', true, 'attempt_id', attempt.id, 'status', 'abandoned');
end
$$;

comment on function assessments.abandon_attempt(uuid) is
'Give an attempt up
The caller''s own, while it is in progress. It counts as used.';

create or replace function assessments.expire_overdue_attempts() returns integer
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    expired integer;
begin
    update assessments.attempts as attempt
    set status = 'expired'
    where attempt.status = 'in_progress' and attempt.deadline <= now();
    get diagnostics expired = row_count;
    return expired;
end
$$;

comment on function assessments.expire_overdue_attempts() is
'End attempts whose deadline has passed
For a job. Returns how many.';

-- Certificates: issued for a passed attempt, taken back with a reason, verified by anybody.

-- Numbers come from a sequence: two certificates issued at once get two, and a number that is lost stays unused.
create sequence if not exists assessments.certificate_serials;

create or replace function assessments.generate_certificate_serial() returns text
    language sql volatile
    set search_path = ''
as $$
    select format(
        'AIF-%s-%s',
        to_char(now() at time zone 'UTC', 'YYYY'),
        -- Six digits, and more when six do not do any longer: lpad would cut.
        lpad(next.number, greatest(6, length(next.number)), '0')
    )
    from (select nextval('assessments.certificate_serials')::text) as next (number)
$$;

comment on function assessments.generate_certificate_serial() is
'The next serial number
AIF, the year, and six digits.';

create or replace function assessments.generate_verify_hash(
    serial text,
    user_id uuid,
    issued_at timestamptz
) returns text
    language sql immutable
    set search_path = ''
    -- The time as a number: as text it would depend on the session's time zone.
    return encode(sha256(convert_to(concat_ws(':', serial, user_id, extract(epoch from issued_at)), 'UTF8')), 'hex');

comment on function assessments.generate_verify_hash(text, uuid, timestamptz) is
'Verification hash of a certificate
SHA-256 over its serial number, its owner and its time, in hex.';

create or replace function assessments.issue_certificate(course_id uuid, attempt_id uuid) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    attempt assessments.attempts;
    asked assessments.assessments;
    scope_lesson_id uuid;
    scope_course_id uuid;
    recipient public.profiles;
    serial text;
    issued assessments.certificates;
    is_new boolean := true;
begin
    select * into attempt from assessments.attempts as a where a.id = issue_certificate.attempt_id for update;
    if not coalesce(attempt.user_id = auth.uid() or auth.role() = 'service_role', false) and not rbac.is_admin() then
        raise insufficient_privilege using message = 'This attempt is not yours.';
    elsif attempt.id is null then
        return jsonb_build_object('success', false, 'error', 'not_found');
    end if;

    select * into asked from assessments.assessments as assessment where assessment.id = attempt.assessment_id;
    select coalesce(asked.course_id, module.course_id), asked.lesson_id into scope_course_id, scope_lesson_id
    from (values (asked.lesson_id)) as scope (lesson_id)
    left join content.lessons as lesson on lesson.id = scope.lesson_id
    left join content.modules as module on module.id = lesson.module_id;
    if asked.type not in ('exam', 'cert') then
        return jsonb_build_object('success', false, 'error', 'not_certifying', 'type', asked.type);
    elsif scope_course_id is distinct from issue_certificate.course_id then
        return jsonb_build_object('success', false, 'error', 'wrong_course');
    elsif attempt.status <> 'graded' or not coalesce(attempt.passed, false) then
        return jsonb_build_object('success', false, 'error', 'not_passed', 'status', attempt.status);
    end if;

    select * into recipient from public.profiles as person where person.id = attempt.user_id;
    serial := assessments.generate_certificate_serial();
    begin
        insert into assessments.certificates (
            user_id, course_id, lesson_id, assessment_id, attempt_id, serial_number, verify_hash, passed, score,
            max_score, issued_at, certificate_data
        )
        values (
            attempt.user_id, scope_course_id, scope_lesson_id, asked.id, attempt.id, serial,
            assessments.generate_verify_hash(serial, attempt.user_id, now()), true, attempt.score,
            attempt.max_score, now(),
            jsonb_build_object(
                'template', 'standard',
                'recipient_name', recipient.display_name,
                'assessment_title', asked.title
            )
        )
        returning * into issued;
    exception
        -- One valid certificate per person and course: whoever asks again gets the one there is.
        when unique_violation then
            is_new := false;
            select * into issued
            from assessments.certificates as certificate
            where certificate.user_id = attempt.user_id
              and certificate.passed
              and certificate.course_id = scope_course_id
              and certificate.lesson_id is not distinct from scope_lesson_id;
    end;

    if is_new then
        perform gamification.credit_xp(
            attempt.user_id, 'cert', 'issued',
            jsonb_build_object('reference_id', issued.id), 'certificate:' || issued.id || ':issued'
        );
        -- A revocation took the points for passing back as well; a new certificate for the attempt restores them.
        if exists (
            select from gamification.xp_events as event
            where event.user_id = attempt.user_id
              and event.source_type = 'cert' and event.action_type = 'pass'
              and event.reference_id = attempt.id
            having sum(event.xp_amount) <= 0
        ) then
            perform gamification.credit_xp(
                attempt.user_id, 'cert', 'pass',
                jsonb_build_object('reference_id', attempt.id), 'certificate:' || issued.id || ':pass'
            );
        end if;
        insert into learn.lesson_analytics (user_id, lesson_id, course_id, event_type, event_data)
        values (
            attempt.user_id, scope_lesson_id, scope_course_id, 'certificate_issued',
            jsonb_build_object('source_type', 'assessment', 'certificate_id', issued.id, 'attempt_id', attempt.id)
        );
        insert into gamification.notification_outbox (user_id, notification_type, payload)
        values (
            attempt.user_id, 'certificate_issued',
            jsonb_build_object('certificate_id', issued.id, 'serial_number', issued.serial_number)
        );
    end if;

    return jsonb_build_object(
        'success', true,
        'duplicate', not is_new,
        'certificate_id', issued.id,
        'serial_number', issued.serial_number,
        'verify_hash', issued.verify_hash,
        'issued_at', issued.issued_at
    );
end
$$;

comment on function assessments.issue_certificate(uuid, uuid) is
'Issue a certificate
For a graded attempt that passed an exam or a certification of this course; by its author, an admin or the back office.
Asking again gives the certificate there is.';

create or replace function assessments.revoke_certificate(certificate_id uuid, reason text) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    certificate assessments.certificates;
    revocation assessments.certificate_revocations;
begin
    if not rbac.is_admin() then
        raise insufficient_privilege using message = 'Only admins take certificates back.';
    end if;
    select * into certificate
    from assessments.certificates as c
    where c.id = revoke_certificate.certificate_id
    for update;
    if not found then
        return jsonb_build_object('success', false, 'error', 'not_found');
    end if;

    select * into revocation
    from assessments.certificate_revocations as r
    where r.certificate_id = certificate.id
    order by r.revoked_at
    limit 1;
    if found then
        return jsonb_build_object(
            'success', true, 'already_revoked', true,
            'certificate_id', certificate.id, 'revoked_at', revocation.revoked_at
        );
    end if;

    -- Its points go by a trigger on the revocation. Not passed any more, it makes room for another one.
    insert into assessments.certificate_revocations (certificate_id, reason, revoked_by)
    values (certificate.id, revoke_certificate.reason, auth.uid())
    returning * into revocation;
    update assessments.certificates as c set passed = false where c.id = certificate.id;

    if certificate.attempt_id is not null then
        insert into assessments.grading_audit (
            attempt_id, action_type, performed_by, previous_state, new_state, reason
        )
        values (
            certificate.attempt_id, 'certificate_revoked', auth.uid(),
            jsonb_build_object('certificate_id', certificate.id, 'passed', certificate.passed),
            jsonb_build_object('certificate_id', certificate.id, 'passed', false),
            revoke_certificate.reason
        );
    end if;

    return jsonb_build_object(
        'success', true, 'already_revoked', false,
        'certificate_id', certificate.id, 'revoked_at', revocation.revoked_at
    );
end
$$;

comment on function assessments.revoke_certificate(uuid, text) is
'Take a certificate back
For admins, with a reason of 10 to 1000 characters. The points earned with it go too. Doing it again changes nothing.';

create or replace function assessments.handle_certificate_xp_reversal() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    certificate assessments.certificates;
    earned record;
    taken integer := 0;
begin
    select * into certificate from assessments.certificates as c where c.id = new.certificate_id;
    perform from gamification.user_xp as held where held.user_id = certificate.user_id for update;

    -- What is still there is taken, no more: sums per action, so that what was taken before is not taken twice.
    for earned in
        select event.action_type, event.reference_id, sum(event.xp_amount)::integer as xp
        from gamification.xp_events as event
        where event.user_id = certificate.user_id
          and event.source_type = 'cert'
          and (
              (event.action_type = 'issued' and event.reference_id = certificate.id)
              or (event.action_type = 'pass' and event.reference_id = certificate.attempt_id)
          )
        group by event.action_type, event.reference_id
        having sum(event.xp_amount) > 0
    loop
        insert into gamification.xp_events (
            user_id, source_type, action_type, xp_amount, base_xp, reference_id, metadata
        )
        values (
            certificate.user_id, 'cert', earned.action_type, -earned.xp, -earned.xp, earned.reference_id,
            jsonb_build_object('reversal', true, 'revocation_id', new.id)
        );
        taken := taken + earned.xp;
    end loop;

    if taken > 0 then
        update gamification.user_xp as held
        set total_xp = greatest(held.total_xp - taken, 0),
            current_level = gamification.calculate_level_from_xp(greatest(held.total_xp - taken, 0))
        where held.user_id = certificate.user_id;
    end if;
    return null;
end
$$;

comment on function assessments.handle_certificate_xp_reversal() is
'Takes the points of a revoked certificate back: those for issuing it, and those for passing.';

create or replace trigger handle_certificate_xp_reversal
    after insert on assessments.certificate_revocations
    for each row execute function assessments.handle_certificate_xp_reversal();

create or replace function assessments.backfill_certificate_hashes() returns integer
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    filled integer;
begin
    -- Sixty-four zeros is what certificates were imported with before they had a hash.
    update assessments.certificates as certificate
    set verify_hash = assessments.generate_verify_hash(
        certificate.serial_number, certificate.user_id, certificate.issued_at
    )
    where certificate.verify_hash is null or certificate.verify_hash = repeat('0', 64);
    get diagnostics filled = row_count;
    return filled;
end
$$;

comment on function assessments.backfill_certificate_hashes() is
'Compute missing verification hashes
Of certificates that were imported without. Returns how many.';

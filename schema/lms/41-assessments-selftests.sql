-- Tests an admin can run on the live database. Each works on people and courses of its own making and leaves nothing
-- behind: its last step is an exception of its own (LMS00) that takes everything back, while variables keep what was
-- seen.

create or replace function assessments.test_xp_reversal_idempotence() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    learner uuid := gen_random_uuid();
    course uuid := gen_random_uuid();
    certification uuid := gen_random_uuid();
    attempt uuid := gen_random_uuid();
    certificate uuid;
    earned integer;
    after_one integer;
    after_two integer;
begin
    if not rbac.is_admin() then
        raise insufficient_privilege using message = 'Self-tests are for admins.';
    end if;

    begin
        insert into auth.users (id) values (learner);
        insert into public.profiles (id, display_name) values (learner, 'Self-test');
        insert into content.courses (id, slug, title, workflow_status, created_by)
        values (course, 'self-test-' || course, 'Self-test', 'published', learner);
        insert into assessments.assessments (id, scope, course_id, title, type, is_published)
        values (certification, 'course', course, 'Self-test', 'cert', true);
        insert into assessments.attempts (
            id, user_id, assessment_id, attempt_no, attempt_seed, status, content_snapshot, score, max_score, passed,
            submitted_at, graded_at
        )
        values (attempt, learner, certification, 1, 0, 'graded', '{}', 1, 1, true, now(), now());
        perform gamification.credit_xp(learner, 'cert', 'pass', jsonb_build_object('reference_id', attempt), 'pass');

        -- Issued by its owner, taken back by the admin who runs this.
        insert into assessments.certificates (
            user_id, course_id, assessment_id, attempt_id, serial_number, verify_hash, passed, score, max_score
        )
        values (
            learner, course, certification, attempt, 'SELF-TEST-' || attempt,
            assessments.generate_verify_hash('SELF-TEST', learner, now()), true, 1, 1
        )
        returning id into certificate;
        perform gamification.credit_xp(
            learner, 'cert', 'issued', jsonb_build_object('reference_id', certificate), 'issued'
        );
        select held.total_xp into earned from gamification.user_xp as held where held.user_id = learner;

        perform assessments.revoke_certificate(certificate, 'A self-test takes it back.');
        select held.total_xp into after_one from gamification.user_xp as held where held.user_id = learner;

        -- Again through the front door, and then past it: a second revocation row finds nothing left to take.
        perform assessments.revoke_certificate(certificate, 'A self-test takes it back again.');
        insert into assessments.certificate_revocations (certificate_id, reason, revoked_by)
        values (certificate, 'A second revocation of the same.', auth.uid());
        select held.total_xp into after_two from gamification.user_xp as held where held.user_id = learner;

        raise exception using errcode = 'LMS00';
    exception when sqlstate 'LMS00' then
        null;
    end;

    return jsonb_build_object(
        'test', 'xp_reversal_idempotence',
        'passed', earned > 0 and after_one = 0 and after_two = 0,
        'earned', earned,
        'after_first_revocation', after_one,
        'after_second_revocation', after_two
    );
end
$$;

comment on function assessments.test_xp_reversal_idempotence() is
'Self-test: points go once
However often a certificate is taken back. For admins; leaves nothing behind.';

create or replace function assessments.test_certificate_scope_constraints() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    learner uuid := gen_random_uuid();
    course uuid := gen_random_uuid();
    module uuid := gen_random_uuid();
    lesson uuid := gen_random_uuid();
    refuses_no_scope boolean := false;
    refuses_second_of_course boolean := false;
    refuses_second_of_lesson boolean := false;
    allows_both_scopes boolean := false;
begin
    if not rbac.is_admin() then
        raise insufficient_privilege using message = 'Self-tests are for admins.';
    end if;

    begin
        insert into auth.users (id) values (learner);
        insert into public.profiles (id, display_name) values (learner, 'Self-test');
        insert into content.courses (id, slug, title, created_by)
        values (course, 'self-test-' || course, 'Self-test', learner);
        insert into content.modules (id, course_id, module_order, title) values (module, course, 1, 'Self-test');
        insert into content.lessons (id, module_id, lesson_order, title) values (lesson, module, 1, 'Self-test');

        -- A certificate of the course and one of its lesson stand side by side.
        insert into assessments.certificates (user_id, course_id, lesson_id, serial_number, verify_hash, passed)
        values
            (learner, course, null, 'SELF-TEST-1', repeat('a', 64), true),
            (learner, course, lesson, 'SELF-TEST-2', repeat('b', 64), true);
        allows_both_scopes := true;

        begin
            insert into assessments.certificates (user_id, serial_number, verify_hash, passed)
            values (learner, 'SELF-TEST-3', repeat('c', 64), true);
        exception when check_violation then
            refuses_no_scope := true;
        end;
        begin
            insert into assessments.certificates (user_id, course_id, serial_number, verify_hash, passed)
            values (learner, course, 'SELF-TEST-4', repeat('d', 64), true);
        exception when unique_violation then
            refuses_second_of_course := true;
        end;
        begin
            insert into assessments.certificates (user_id, lesson_id, serial_number, verify_hash, passed)
            values (learner, lesson, 'SELF-TEST-5', repeat('e', 64), true);
        exception when unique_violation then
            refuses_second_of_lesson := true;
        end;

        raise exception using errcode = 'LMS00';
    exception when sqlstate 'LMS00' then
        null;
    end;

    return jsonb_build_object(
        'test', 'certificate_scope_constraints',
        'passed',
            allows_both_scopes and refuses_no_scope and refuses_second_of_course and refuses_second_of_lesson,
        'allows_both_scopes', allows_both_scopes,
        'refuses_no_scope', refuses_no_scope,
        'refuses_second_of_course', refuses_second_of_course,
        'refuses_second_of_lesson', refuses_second_of_lesson
    );
end
$$;

comment on function assessments.test_certificate_scope_constraints() is
'Self-test: one certificate per scope
For admins; leaves nothing behind.';

create or replace function assessments.test_content_snapshot_integrity() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    learner uuid := gen_random_uuid();
    course uuid := gen_random_uuid();
    quiz uuid := gen_random_uuid();
    attempt uuid := gen_random_uuid();
    is_hashed boolean;
    is_intact boolean;
    is_detected boolean;
begin
    if not rbac.is_admin() then
        raise insufficient_privilege using message = 'Self-tests are for admins.';
    end if;

    begin
        insert into auth.users (id) values (learner);
        insert into public.profiles (id, display_name) values (learner, 'Self-test');
        insert into content.courses (id, slug, title, created_by)
        values (course, 'self-test-' || course, 'Self-test', learner);
        insert into assessments.assessments (id, scope, course_id, title, type)
        values (quiz, 'course', course, 'Self-test', 'exam');
        insert into assessments.attempts (id, user_id, assessment_id, attempt_no, attempt_seed, content_snapshot)
        values (attempt, learner, quiz, 1, 0, '{"questions": []}');

        select a.content_snapshot_hash ~ '^[0-9a-f]{64}$' into is_hashed
        from assessments.attempts as a
        where a.id = attempt;
        is_intact := not exists (
            select from assessments.detect_content_corruption(true) as suspect (id) where suspect.id = attempt
        );

        -- The hash alone is changed, which the trigger on the snapshot does not see.
        update assessments.attempts as a set content_snapshot_hash = repeat('0', 64) where a.id = attempt;
        is_detected := exists (
            select from assessments.detect_content_corruption(true) as suspect (id) where suspect.id = attempt
        );

        raise exception using errcode = 'LMS00';
    exception when sqlstate 'LMS00' then
        null;
    end;

    return jsonb_build_object(
        'test', 'content_snapshot_integrity',
        'passed', is_hashed and is_intact and is_detected,
        'is_hashed', is_hashed,
        'is_intact', is_intact,
        'is_detected', is_detected
    );
end
$$;

comment on function assessments.test_content_snapshot_integrity() is
'Self-test: changed questions are noticed
For admins; leaves nothing behind.';

create or replace function assessments.test_revocation_reissuance_cycle() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    learner uuid := gen_random_uuid();
    course uuid := gen_random_uuid();
    certification uuid := gen_random_uuid();
    attempt uuid := gen_random_uuid();
    first jsonb;
    again jsonb;
    second jsonb;
    earned integer;
    left_over integer;
    restored integer;
begin
    if not rbac.is_admin() then
        raise insufficient_privilege using message = 'Self-tests are for admins.';
    end if;

    begin
        insert into auth.users (id) values (learner);
        insert into public.profiles (id, display_name) values (learner, 'Self-test');
        insert into content.courses (id, slug, title, workflow_status, created_by)
        values (course, 'self-test-' || course, 'Self-test', 'published', learner);
        insert into assessments.assessments (id, scope, course_id, title, type, is_published)
        values (certification, 'course', course, 'Self-test', 'cert', true);
        insert into assessments.attempts (
            id, user_id, assessment_id, attempt_no, attempt_seed, status, content_snapshot, score, max_score, passed,
            submitted_at, graded_at
        )
        values (attempt, learner, certification, 1, 0, 'graded', '{}', 1, 1, true, now(), now());
        perform gamification.credit_xp(learner, 'cert', 'pass', jsonb_build_object('reference_id', attempt), 'pass');

        first := assessments.issue_certificate(course, attempt);
        again := assessments.issue_certificate(course, attempt);
        select held.total_xp into earned from gamification.user_xp as held where held.user_id = learner;
        perform assessments.revoke_certificate((first ->> 'certificate_id')::uuid, 'A self-test takes it back.');
        select held.total_xp into left_over from gamification.user_xp as held where held.user_id = learner;
        second := assessments.issue_certificate(course, attempt);
        select held.total_xp into restored from gamification.user_xp as held where held.user_id = learner;

        raise exception using errcode = 'LMS00';
    exception when sqlstate 'LMS00' then
        null;
    end;

    return jsonb_build_object(
        'test', 'revocation_reissuance_cycle',
        'passed',
            (again ->> 'duplicate')::boolean
            and again ->> 'certificate_id' = first ->> 'certificate_id'
            and second ->> 'certificate_id' <> first ->> 'certificate_id'
            and left_over = 0
            and restored = earned,
        'earned', earned,
        'after_revocation', left_over,
        'after_reissue', restored
    );
end
$$;

comment on function assessments.test_revocation_reissuance_cycle() is
'Self-test: taken back and issued anew
For admins; leaves nothing behind.';

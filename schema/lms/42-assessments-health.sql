-- How assessments are doing, for admins.

create or replace function assessments.system_health_report() returns jsonb
    language plpgsql stable
    security definer
    set search_path = ''
as $$
declare
    lifecycle jsonb;
    overdue bigint;
    slow bigint;
    collisions bigint;
    corrupted bigint;
begin
    if not rbac.is_admin() then
        raise insufficient_privilege using message = 'The report is for admins.';
    end if;

    select jsonb_object_agg(counted.status, counted.attempts) into lifecycle
    from (
        select known.status, count(attempt.id) as attempts
        from unnest(enum_range(null::assessments.attempt_status)) as known (status)
        left join assessments.attempts as attempt on attempt.status = known.status
        group by known.status
    ) as counted;
    select count(*) into overdue
    from assessments.attempts as attempt
    where attempt.status = 'in_progress' and attempt.deadline < now() - interval '1 hour';
    select count(*) into slow from assessments.rpc_latency_alerts as alert where alert.alert_level <> 'OK';
    select count(*) into collisions from assessments.idempotence_collision_alerts;
    select count(*) into corrupted from assessments.detect_content_corruption(true);

    return jsonb_build_object(
        'status', case
            when corrupted > 0 or collisions > 0 then 'CRITICAL'
            when overdue > 0 or slow > 0 then 'WARNING'
            else 'HEALTHY'
        end,
        'lifecycle', lifecycle,
        'overdue_attempts', overdue,
        'slow_functions', slow,
        'idempotence_collisions', collisions,
        'corrupted_snapshots', corrupted,
        'reported_at', now()
    );
end
$$;

comment on function assessments.system_health_report() is
'How assessments are doing
HEALTHY; WARNING for slow functions or overdue attempts; CRITICAL for changed questions or points credited twice.';

create or replace function assessments.final_validation_checks() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    checks jsonb;
    totals jsonb := gamification.check_integrity_alerts();
begin
    if not rbac.is_admin() then
        raise insufficient_privilege using message = 'Self-tests are for admins.';
    end if;

    checks := jsonb_build_array(
        assessments.test_xp_reversal_idempotence(),
        assessments.test_certificate_scope_constraints(),
        assessments.test_content_snapshot_integrity(),
        assessments.test_revocation_reissuance_cycle(),
        jsonb_build_object(
            'test', 'no_corrupted_snapshots',
            'passed', not exists (select from assessments.detect_content_corruption(true))
        ),
        jsonb_build_object('test', 'totals_match_events', 'passed', totals ->> 'status' = 'HEALTHY'),
        jsonb_build_object(
            'test', 'question_usage_is_counted',
            'passed', not exists (
                select
                from assessments.questions as question
                where question.usage_count <> (
                    select count(*) from assessments.assessment_items as item where item.question_id = question.id
                )
            )
        )
    );
    return jsonb_build_object(
        'passed', not jsonb_path_exists(checks, '$[*] ? (@.passed != true)'),
        'checks', checks,
        'checked_at', now()
    );
end
$$;

comment on function assessments.final_validation_checks() is
'Run every self-test
For admins, before a release. Leaves nothing behind.';

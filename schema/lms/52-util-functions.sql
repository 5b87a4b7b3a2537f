-- Objectives, migrations, and a copy of one's data.

create or replace function util.record_slo_measurement(
    slo_key text,
    measured_value numeric,
    metadata jsonb default '{}'
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    objective util.slo_definitions;
    is_violation boolean;
    level text;
begin
    select * into objective
    from util.slo_definitions as slo
    where slo.slo_key = record_slo_measurement.slo_key and slo.is_active;
    if not found then
        return jsonb_build_object('success', false, 'error', 'unknown_slo');
    elsif record_slo_measurement.measured_value is null then
        return jsonb_build_object('success', false, 'error', 'missing_value');
    end if;

    -- Less is better for some, more for others; beyond means on the wrong side.
    is_violation := case objective.comparison
        when 'gte' then record_slo_measurement.measured_value < objective.target_value
        else record_slo_measurement.measured_value > objective.target_value
    end;
    level := case
        when objective.comparison = 'gte' and measured_value < objective.critical_threshold then 'CRITICAL'
        when objective.comparison = 'gte' and measured_value < objective.alert_threshold then 'WARNING'
        when objective.comparison <> 'gte' and measured_value > objective.critical_threshold then 'CRITICAL'
        when objective.comparison <> 'gte' and measured_value > objective.alert_threshold then 'WARNING'
    end;

    insert into util.slo_measurements (slo_key, measured_value, is_violation, metadata)
    values (
        objective.slo_key, record_slo_measurement.measured_value, is_violation,
        coalesce(record_slo_measurement.metadata, '{}')
    );

    -- Several critical objectives within five minutes are one emergency.
    if level = 'CRITICAL' and exists (
        select from util.slo_alerts as other
        where other.slo_key <> objective.slo_key
          and other.alert_level in ('CRITICAL', 'EMERGENCY')
          and other.raised_at > now() - interval '5 minutes'
          and other.acknowledged_at is null
    ) then
        level := 'EMERGENCY';
    end if;
    if level is not null then
        insert into util.slo_alerts (slo_key, alert_level, message, measured_value)
        values (
            objective.slo_key, level,
            format(
                '%s is %s %s, promised %s', objective.slo_key, record_slo_measurement.measured_value, objective.unit,
                objective.target_value
            ),
            record_slo_measurement.measured_value
        );
    end if;

    return jsonb_build_object(
        'success', true, 'slo_key', objective.slo_key, 'is_violation', is_violation, 'alert_level', level
    );
end
$$;

comment on function util.record_slo_measurement(text, numeric, jsonb) is
'Record a measurement
And raise an alert beyond a threshold: WARNING, CRITICAL, or EMERGENCY when several are critical at once.';

create or replace function util.generate_slo_health_report() returns jsonb
    language plpgsql stable
    security definer
    set search_path = ''
as $$
begin
    if not rbac.is_admin() and not coalesce(auth.role() = 'service_role', false) then
        raise insufficient_privilege using message = 'The report is for admins.';
    end if;
    return (
        select jsonb_build_object(
            'status', case
                when bool_or(board.health_status = 'EMERGENCY') then 'EMERGENCY'
                when bool_or(board.health_status = 'CRITICAL') then 'CRITICAL'
                when bool_or(board.health_status = 'WARNING') then 'WARNING'
                else 'HEALTHY'
            end,
            'objectives', count(*),
            'unmeasured', count(*) filter (where board.last_value is null),
            'open_alerts', (select count(*) from util.slo_alerts as alert where alert.acknowledged_at is null),
            'slos', jsonb_agg(to_jsonb(board) order by board.slo_key),
            'generated_at', now()
        )
        from util.slo_dashboard as board
    );
end
$$;

comment on function util.generate_slo_health_report() is
'How all objectives are met
With the worst status first. For admins and the back office.';

create or replace function util.check_migration_readiness(migration_key text) returns jsonb
    language sql stable
    security definer
    set search_path = ''
as $$
    select coalesce(
        (
            select jsonb_build_object(
                'migration_key', migration.migration_key,
                'status', migration.status,
                'can_roll_back', migration.status <> 'rollback' and migration.rollback_deadline > now(),
                'can_remove_old', migration.status = 'completed' and migration.removal_date <= now(),
                'rollback_deadline', migration.rollback_deadline,
                'removal_date', migration.removal_date,
                'affected_components', migration.affected_components
            )
            from util.migration_status as migration
            where migration.migration_key = check_migration_readiness.migration_key
        ),
        jsonb_build_object('migration_key', check_migration_readiness.migration_key, 'status', 'unknown')
    )
$$;

comment on function util.check_migration_readiness(text) is
'How far a migration is
Whether it can still be taken back, and whether the old may go.';

create or replace function util.export_user_data(user_id uuid) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    document jsonb;
begin
    if not coalesce(export_user_data.user_id = auth.uid(), false) and not rbac.is_admin() then
        raise insufficient_privilege using message = 'Data is given to its owner or an admin.';
    elsif not exists (select from public.profiles as person where person.id = export_user_data.user_id) then
        return jsonb_build_object('success', false, 'error', 'not_found');
    end if;

    document := jsonb_build_object(
        'success', true,
        'exported_at', now(),
        'notice', 'Copy of your personal data, Article 20 GDPR. Analytics of the last twelve months.',
        'profile', (
            select to_jsonb(person) from public.profiles as person where person.id = export_user_data.user_id
        ),
        'settings', (
            select to_jsonb(settings) from public.user_settings as settings
            where settings.user_id = export_user_data.user_id
        ),
        'links', (
            select coalesce(jsonb_agg(to_jsonb(link) order by link.sort_order), '[]')
            from public.profile_links as link
            where link.user_id = export_user_data.user_id
        ),
        'consents', (
            select coalesce(jsonb_agg(to_jsonb(consent) order by consent.granted_at), '[]')
            from public.user_consents as consent
            where consent.user_id = export_user_data.user_id
        ),
        'progress', (
            select coalesce(jsonb_agg(to_jsonb(progress) order by progress.last_accessed_at), '[]')
            from learn.user_progress as progress
            where progress.user_id = export_user_data.user_id
        ),
        'analytics', (
            select coalesce(jsonb_agg(to_jsonb(event) order by event.event_timestamp), '[]')
            from learn.lesson_analytics as event
            where event.user_id = export_user_data.user_id
              and event.event_timestamp > now() - interval '12 months'
        ),
        -- Attempts without their questions: those are the platform's.
        'attempts', (
            select coalesce(jsonb_agg(
                to_jsonb(attempt) - 'content_snapshot' - 'content_snapshot_hash' - 'attempt_seed'
                order by attempt.started_at
            ), '[]')
            from assessments.attempts as attempt
            where attempt.user_id = export_user_data.user_id
        ),
        'certificates', (
            select coalesce(jsonb_agg(to_jsonb(certificate) order by certificate.issued_at), '[]')
            from assessments.certificates as certificate
            where certificate.user_id = export_user_data.user_id
        ),
        'xp', (
            select jsonb_build_object(
                'total', (
                    select to_jsonb(held) from gamification.user_xp as held
                    where held.user_id = export_user_data.user_id
                ),
                'events', coalesce(jsonb_agg(to_jsonb(event) order by event.created_at), '[]')
            )
            from gamification.xp_events as event
            where event.user_id = export_user_data.user_id
        )
    );

    insert into util.gdpr_requests (user_id, request_type, status, requested_by, fulfilled_at, details)
    values (export_user_data.user_id, 'export', 'fulfilled', auth.uid(), now(), '{"scope": "all"}');
    return document;
end
$$;

comment on function util.export_user_data(uuid) is
'A copy of one''s data
Profile, settings, consents, progress, a year of analytics, attempts, certificates and points, in one document. One''s
own, or any as an admin. The request is logged.';

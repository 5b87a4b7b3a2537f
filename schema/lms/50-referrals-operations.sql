-- Keeping the ambassadors' system up: measure, compare, and switch off what does harm before somebody has to.

create or replace function referrals.execute_automatic_rollback(
    trigger_metric text,
    trigger_value numeric,
    rollback_type text
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    began timestamptz := clock_timestamp();
    before jsonb;
    changed text[];
    logged integer;
begin
    if execute_automatic_rollback.rollback_type not in (
        'traffic_throttle', 'feature_disable', 'read_only_mode', 'emergency_stop'
    ) then
        return jsonb_build_object('success', false, 'error', 'unknown_rollback_type');
    end if;

    -- What is switched, and to what. Locked, so that what was before is what is restored.
    perform from referrals.feature_flags as flag order by flag.flag_key for update;
    select jsonb_object_agg(
        flag.flag_key,
        jsonb_build_object('is_enabled', flag.is_enabled, 'rollout_percentage', flag.rollout_percentage)
    ) into before
    from referrals.feature_flags as flag;

    with measures (kind, flag_key, is_enabled, rollout_percentage) as (
        values
            ('traffic_throttle', 'tracking_clicks_enabled', true, 50),
            ('feature_disable', 'advanced_analytics_enabled', false, 100),
            ('feature_disable', 'real_time_updates_enabled', false, 100),
            ('read_only_mode', 'emergency_read_only_mode', true, 100),
            ('emergency_stop', 'emergency_read_only_mode', true, 100),
            ('emergency_stop', 'conversions_enabled', false, 100),
            ('emergency_stop', 'tracking_clicks_enabled', false, 100)
    ),
    switched as (
        update referrals.feature_flags as flag
        set is_enabled = measure.is_enabled, rollout_percentage = measure.rollout_percentage
        from measures as measure
        where measure.kind = execute_automatic_rollback.rollback_type
          and measure.flag_key = flag.flag_key
          and (flag.is_enabled, flag.rollout_percentage) <> (measure.is_enabled, measure.rollout_percentage)
        returning flag.flag_key, flag.is_enabled, flag.rollout_percentage
    )
    select coalesce(
        array_agg(
            format('%s: %s, %s %%', flag_key, case when is_enabled then 'on' else 'off' end, rollout_percentage)
            order by flag_key
        ),
        '{}'
    ) into changed
    from switched;

    insert into referrals.rollback_execution_log (
        trigger_metric, trigger_value, trigger_threshold, rollback_type, rollback_config, execution_status,
        rollback_actions_taken, recovery_actions, execution_time_ms, completed_at
    )
    select
        execute_automatic_rollback.trigger_metric, execute_automatic_rollback.trigger_value, config.threshold_value,
        execute_automatic_rollback.rollback_type, before, 'completed', changed,
        array['Set the flags as rollback_config has them.'],
        extract(milliseconds from clock_timestamp() - began)::integer, now()
    from (values (execute_automatic_rollback.trigger_metric)) as measured (metric_name)
    left join referrals.performance_monitoring_config as config on config.metric_name = measured.metric_name
    returning rollback_id into logged;

    return jsonb_build_object('success', true, 'rollback_id', logged, 'actions', changed);
end
$$;

comment on function referrals.execute_automatic_rollback(text, numeric, text) is
'Switch features off
By one of four measures: traffic_throttle, feature_disable, read_only_mode, emergency_stop. Logged, with what was
before.';

create or replace function referrals.check_performance_thresholds() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    config record;
    exceeded jsonb := '[]';
    rolled_back jsonb := '[]';
begin
    for config in
        with measured (metric_name, value) as (
            select 'p95_response_time', percentile_cont(0.95) within group (order by call.duration_ms)::numeric
            from util.rpc_latency_log as call
            where call.schema_name = 'referrals' and call.called_at > now() - interval '5 minutes'
            union all
            select 'error_rate', 100.0 * count(*) filter (where not call.success) / nullif(count(*), 0)
            from util.rpc_latency_log as call
            where call.schema_name = 'referrals' and call.called_at > now() - interval '5 minutes'
            union all
            select 'throughput', count(*)::numeric
            from referrals.tracking_clicks as click
            where click.clicked_at > now() - interval '1 minute'
            union all
            select 'connections', 100.0 * count(*) / current_setting('max_connections')::integer
            from pg_catalog.pg_stat_activity
            union all
            -- Reads that found their page in memory, as what is missing to all of them.
            select 'memory', 100.0 * sum(database.blks_read) / nullif(sum(database.blks_read + database.blks_hit), 0)
            from pg_catalog.pg_stat_database as database
            where database.datname = current_database()
            union all
            select 'disk', pg_database_size(current_database()) / 1024.0 / 1024 / 1024
        )
        select known.metric_name, known.threshold_value, known.severity_level, known.rollback_trigger,
            round(measured.value, 2) as value
        from referrals.performance_monitoring_config as known
        join measured on measured.metric_name = known.metric_name
        where known.is_active and measured.value > known.threshold_value
        order by known.metric_name
    loop
        exceeded := exceeded || jsonb_build_object(
            'metric_name', config.metric_name,
            'value', config.value,
            'threshold', config.threshold_value,
            'severity', config.severity_level
        );
        if config.rollback_trigger then
            rolled_back := rolled_back || referrals.execute_automatic_rollback(
                config.metric_name,
                config.value,
                case config.severity_level when 'critical' then 'traffic_throttle' else 'feature_disable' end
            );
        end if;
    end loop;
    return jsonb_build_object(
        'status', case when exceeded = '[]' then 'OK' else 'EXCEEDED' end,
        'exceeded', exceeded,
        'rollbacks', rolled_back,
        'checked_at', now()
    );
end
$$;

comment on function referrals.check_performance_thresholds() is
'Compare with the thresholds
What exceeds one that says so switches features off.';

-- Status, for the back office and admins -----------------------------------------------------------------------------

create or replace function referrals.get_error_budget_status() returns jsonb
    language plpgsql stable
    security definer
    set search_path = ''
as $$
begin
    if not rbac.is_admin() and not coalesce(auth.role() = 'service_role', false) then
        raise insufficient_privilege using message = 'Budgets are for admins.';
    end if;
    return (
        select coalesce(jsonb_agg(
            jsonb_build_object(
                'service_name', latest.service_name,
                'time_window', latest.time_window,
                'error_rate_percent', latest.error_rate_percent,
                'budget_total_percent', latest.budget_total_percent,
                'budget_consumed_percent', latest.budget_consumed_percent,
                'status', case
                    when latest.budget_consumed_percent >= 100 then 'EXHAUSTED'
                    when latest.budget_consumed_percent >= 75 then 'AT_RISK'
                    else 'OK'
                end
            )
            order by latest.service_name
        ), '[]')
        from (
            select distinct on (budget.service_name) budget.*
            from referrals.error_budget_tracking as budget
            order by budget.service_name, budget.window_start desc
        ) as latest
    );
end
$$;

comment on function referrals.get_error_budget_status() is
'Error budgets now
The latest period of each service. For admins and the back office.';

create or replace function referrals.check_business_rules_status() returns jsonb
    language plpgsql stable
    security definer
    set search_path = ''
as $$
begin
    if not rbac.is_admin() and not coalesce(auth.role() = 'service_role', false) then
        raise insufficient_privilege using message = 'Rules are for admins.';
    end if;
    return (
        select jsonb_build_object(
            'status', case when bool_and(counted.active = counted.rules) then 'ALL_RULES_ACTIVE' else 'PARTIAL' end,
            'sources', jsonb_object_agg(
                counted.source, jsonb_build_object('rules', counted.rules, 'active', counted.active)
            )
        )
        from (
            select 'attribution_rules' as source, count(*) as rules, count(*) filter (where is_active) as active
            from referrals.attribution_rules
            union all
            select 'atomic_conversion_config', count(*), count(*) filter (where is_active)
            from referrals.atomic_conversion_config
            union all
            select 'drift_prevention_rules', count(*), count(*) filter (where is_active)
            from referrals.drift_prevention_rules
        ) as counted
    );
end
$$;

comment on function referrals.check_business_rules_status() is
'How many rules apply
ALL_RULES_ACTIVE when every one does. For admins and the back office.';

create or replace function referrals.validate_edge_cases_status() returns jsonb
    language plpgsql stable
    security definer
    set search_path = ''
as $$
begin
    if not rbac.is_admin() and not coalesce(auth.role() = 'service_role', false) then
        raise insufficient_privilege using message = 'Edge cases are for admins.';
    end if;
    return (
        select jsonb_build_object(
            'status', case
                when count(*) > 0 and bool_and(latest.test_status = 'pass') then 'COMPLETE_EDGE_CASES_COVERED'
                else 'INCOMPLETE'
            end,
            'scenarios', count(*),
            'passed', count(*) filter (where latest.test_status = 'pass'),
            'failed', count(*) filter (where latest.test_status in ('fail', 'error')),
            'never_run', count(*) filter (where latest.test_status is null)
        )
        from referrals.edge_case_test_configs as config
        left join lateral (
            select result.test_status
            from referrals.edge_case_test_results as result
            where result.test_config_id = config.id
            order by result.test_start_timestamp desc
            limit 1
        ) as latest on true
        where config.is_active
    );
end
$$;

comment on function referrals.validate_edge_cases_status() is
'Whether every edge case is covered
By its latest run. For admins and the back office.';

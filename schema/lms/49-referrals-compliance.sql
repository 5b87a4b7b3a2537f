-- Looking at the data itself: is what should not be there really not there, and does what should agree agree?

create or replace function referrals.check_dpia_compliance() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    run uuid := gen_random_uuid();
    retention integer := coalesce(
        (
            select policy.retention_months from util.analytics_retention_policies as policy
            where policy.data_type = 'referral_tracking_clicks'
        ),
        12
    );
    violations bigint;
begin
    insert into referrals.dpia_test_results (
        test_name, test_category, test_status, test_description, risk_level, findings_count, findings_details,
        test_execution_id, remediation_deadline, remediation_status
    )
    select
        test.name,
        test.category,
        case when test.findings = 0 then 'pass' else 'fail' end,
        test.description,
        test.risk,
        test.findings,
        case
            when test.findings = 0 then '[]'::jsonb
            else jsonb_build_array(jsonb_build_object('rows', test.findings))
        end,
        run,
        case when test.findings > 0 then now() + interval '7 days' end,
        case when test.findings > 0 then 'open' end
    from (
        -- A hash is 64 hex digits; whatever else stands in its place may be an address.
        select
            'raw_ip_detection' as name, 'pii_minimization' as category,
            'No address is kept as it came.' as description, 'high' as risk,
            (
                select count(*) from referrals.tracking_clicks as click
                where click.ip_address_hashed !~ '^[0-9a-f]{64}$'
            ) + (
                select count(*) from referrals.referrals as referral
                where referral.ip_address_hashed !~ '^[0-9a-f]{64}$'
            ) as findings
        union all
        select
            'geo_minimization', 'pii_minimization', 'No place is kept beyond its region.', 'medium',
            (
                select count(*) from referrals.tracking_clicks as click
                where click.city_region not in (select m.region_code from referrals.geo_region_mapping as m)
            ) + (
                select count(*) from referrals.referrals as referral
                where referral.city_region not in (select m.region_code from referrals.geo_region_mapping as m)
            )
        union all
        select
            'retention_compliance', 'retention', 'No click is kept longer than promised.', 'medium',
            (
                select count(*) from referrals.tracking_clicks as click
                where click.clicked_at < now() - make_interval(months => retention)
            )
    ) as test;

    select coalesce(sum(result.findings_count), 0) into violations
    from referrals.dpia_test_results as result
    where result.test_execution_id = run;
    return jsonb_build_object(
        'status', case when violations = 0 then 'COMPLIANT' else 'NON_COMPLIANT' end,
        'violations', violations,
        'test_execution_id', run,
        'tests', (
            select jsonb_agg(
                jsonb_build_object('test_name', result.test_name, 'test_status', result.test_status)
                order by result.test_name
            )
            from referrals.dpia_test_results as result
            where result.test_execution_id = run
        )
    );
end
$$;

comment on function referrals.check_dpia_compliance() is
'Test for personal data
Three tests: addresses, places, age. COMPLIANT when nothing offends. Results are kept.';

create or replace function referrals.scan_for_anomalies() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    found jsonb;
begin
    -- Each line measures one thing, and says from where on it is worth a look. What is open already is not opened
    -- again.
    with measured (metric_name, anomaly_type, severity, component, current_value, baseline_value) as (
        select 'slow_functions', 'performance', 'high', 'rpc',
            (
                select coalesce(percentile_cont(0.95) within group (order by call.duration_ms), 0)::numeric
                from util.rpc_latency_log as call
                where call.schema_name = 'referrals' and call.called_at > now() - interval '1 hour'
            ), 500
        union all select 'failed_requests', 'performance', 'high', 'services',
            (
                select coalesce(max(budget.error_rate_percent), 0) from referrals.error_budget_tracking as budget
                where budget.window_end > now() - interval '1 day'
            ), 5
        union all select 'click_spike', 'performance', 'medium', 'tracking_clicks',
            (
                select count(*)::numeric from referrals.tracking_clicks as click
                where click.clicked_at > now() - interval '1 hour'
            ),
            greatest(100, (
                select count(*)::numeric / 24 from referrals.tracking_clicks as click
                where click.clicked_at > now() - interval '7 days'
            ))
        union all select 'clicks_of_one_network', 'security', 'medium', 'tracking_clicks',
            (
                select coalesce(max(network.clicks), 0)::numeric
                from (
                    select count(*) as clicks from referrals.tracking_clicks as click
                    where click.clicked_at > now() - interval '1 day' and click.ip_address_hashed is not null
                    group by click.ip_address_hashed
                ) as network
            ), 100
        union all select 'suspicious_clicks', 'security', 'medium', 'tracking_clicks',
            (
                select coalesce(
                    100.0 * count(*) filter (where click.bot_detected or click.fraud_score >= 0.8)
                        / nullif(count(*), 0), 0
                )
                from referrals.tracking_clicks as click
                where click.clicked_at > now() - interval '1 day'
            ), 50
        union all select 'self_referrals', 'security', 'high', 'referrals',
            (
                select count(*)::numeric from referrals.referrals as referral
                where referral.fraud_check_results ->> 'self_referral' = 'true'
            ), 0
        union all select 'click_counters_below_clicks', 'data_integrity', 'medium', 'referral_codes',
            (
                select count(*)::numeric from referrals.referral_codes as code
                where code.total_clicks < (
                    select count(*) from referrals.tracking_clicks as click where click.referral_code_id = code.id
                )
            ), 0
        union all select 'earnings_do_not_add_up', 'data_integrity', 'critical', 'referral_codes',
            (
                select count(*)::numeric from referrals.referral_codes as code
                where code.total_earnings_cents <> code.pending_earnings_cents + code.paid_earnings_cents
            ), 0
        union all select 'clicks_without_month', 'data_integrity', 'medium', 'tracking_clicks_default',
            (select count(*)::numeric from referrals.tracking_clicks_default), 0
        union all select 'raw_addresses', 'compliance', 'critical', 'tracking_clicks',
            (
                select count(*)::numeric from referrals.tracking_clicks as click
                where click.ip_address_hashed !~ '^[0-9a-f]{64}$'
            ), 0
        union all select 'clicks_kept_too_long', 'compliance', 'high', 'tracking_clicks',
            (
                select count(*)::numeric from referrals.tracking_clicks as click
                where click.clicked_at < now() - interval '12 months'
            ), 0
        union all select 'conversions_without_entitlement', 'business_logic', 'high', 'referrals',
            (
                select count(*)::numeric from referrals.referrals as referral
                where referral.status in ('confirmed', 'paid') and referral.entitlement_id is null
            ), 0
        union all select 'payouts_differ_from_items', 'business_logic', 'critical', 'commission_payouts',
            (
                select count(*)::numeric from referrals.commission_payouts as payout
                where payout.gross_amount_cents <> (
                    select coalesce(sum(item.commission_amount_cents), 0)
                    from referrals.commission_payout_items as item
                    where item.payout_id = payout.id
                )
            ), 0
    ),
    opened as (
        insert into referrals.system_anomalies (
            anomaly_type, severity, affected_component, metric_name, anomaly_score, threshold_exceeded, current_value,
            baseline_value, deviation_percentage, detection_method
        )
        select
            m.anomaly_type, m.severity, m.component, m.metric_name,
            round(1 - m.baseline_value / nullif(m.current_value, 0), 4), true, round(m.current_value, 2),
            round(m.baseline_value, 2),
            round(100 * (m.current_value - m.baseline_value) / nullif(m.baseline_value, 0), 2), 'scan'
        from measured as m
        where m.current_value > m.baseline_value
          and not exists (
              select from referrals.system_anomalies as known
              where known.metric_name = m.metric_name and known.status in ('detected', 'investigating')
          )
        returning metric_name, severity
    )
    select jsonb_build_object(
        'detectors', (select count(*) from measured),
        'exceeded', (select count(*) from measured as m where m.current_value > m.baseline_value),
        'opened', (select coalesce(jsonb_agg(to_jsonb(opened) order by opened.metric_name), '[]') from opened),
        'scanned_at', now()
    ) into found;
    return found;
end
$$;

comment on function referrals.scan_for_anomalies() is
'Look for anomalies
Thirteen detectors. What exceeds its baseline is opened as an anomaly, unless one is open already.';

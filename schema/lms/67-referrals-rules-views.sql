-- The rules of the ambassadors' system and what it promises, each list in one place. Under the policies of their tables.

create or replace view referrals.drift_prevention_monitor with (security_invoker = true) as
select
    rule.rule_name,
    rule.constraint_type,
    rule.enforcement_level,
    rule.violation_action,
    rule.is_active,
    count(noticed.id) filter (where noticed.detection_timestamp > now() - interval '24 hours') as violations_24h,
    count(noticed.id) as violations_total,
    max(noticed.detection_timestamp) as last_violation_at,
    case when rule.is_active then 'DRIFT_PROTECTION_ACTIVE' else 'DRIFT_PROTECTION_OFF' end as status
from referrals.drift_prevention_rules as rule
left join referrals.system_anomalies as noticed
    on noticed.detection_method = 'drift_prevention'
    and noticed.metric_name = rule.rule_name
group by rule.id;

comment on view referrals.drift_prevention_monitor is
'Drift rules at work
One row per rule, with what it noticed.';

comment on column referrals.drift_prevention_monitor.rule_name is 'Name of the rule, unique.';
comment on column referrals.drift_prevention_monitor.constraint_type is
    'conversion_limit, time_window, visitor_tracking or program_isolation.';
comment on column referrals.drift_prevention_monitor.enforcement_level is 'strict, moderate or advisory.';
comment on column referrals.drift_prevention_monitor.violation_action is 'block, warn or log.';
comment on column referrals.drift_prevention_monitor.is_active is 'Whether it applies.';
comment on column referrals.drift_prevention_monitor.violations_24h is
    'Noticed in the last day. What was blocked leaves no trace.';
comment on column referrals.drift_prevention_monitor.violations_total is 'Noticed so far.';
comment on column referrals.drift_prevention_monitor.last_violation_at is 'When last.';
comment on column referrals.drift_prevention_monitor.status is 'DRIFT_PROTECTION_ACTIVE or DRIFT_PROTECTION_OFF.';

create or replace view referrals.business_rules_summary with (security_invoker = true) as
select
    rules.*,
    count(*) filter (where rules.is_active) over (partition by rules.rule_source) as active_rules,
    case when bool_and(rules.is_active) over () then 'ALL_RULES_ACTIVE' else 'PARTIAL' end as status
from (
    select
        'attribution_rules' as rule_source, rule.rule_name, rule.rule_type, rule.is_active, rule.priority,
        rule.rule_config as config, rule.effective_from, rule.effective_to, 'strict' as enforcement_level
    from referrals.attribution_rules as rule
    union all
    select
        'atomic_conversion_config', config.config_name, 'conversion', config.is_active, config.version,
        config.validation_rules, config.created_at, null, 'strict'
    from referrals.atomic_conversion_config as config
    union all
    select
        'drift_prevention_rules', rule.rule_name, rule.constraint_type, rule.is_active, null,
        rule.constraint_config, rule.created_at, null, rule.enforcement_level
    from referrals.drift_prevention_rules as rule
) as rules;

comment on view referrals.business_rules_summary is
'All rules
Attribution, conversion and drift rules in one list.';

comment on column referrals.business_rules_summary.rule_source is 'The table it is in.';
comment on column referrals.business_rules_summary.rule_name is 'Name of the rule.';
comment on column referrals.business_rules_summary.rule_type is 'What kind of rule.';
comment on column referrals.business_rules_summary.is_active is 'Whether it applies.';
comment on column referrals.business_rules_summary.priority is 'Order among rules, or the version of a configuration.';
comment on column referrals.business_rules_summary.config is 'Its values.';
comment on column referrals.business_rules_summary.effective_from is 'When it begins to apply.';
comment on column referrals.business_rules_summary.effective_to is 'When it ends; null while it applies.';
comment on column referrals.business_rules_summary.enforcement_level is 'strict, moderate or advisory.';
comment on column referrals.business_rules_summary.active_rules is 'Active rules of the same table.';
comment on column referrals.business_rules_summary.status is 'ALL_RULES_ACTIVE when every rule of all tables is.';

create or replace view referrals.slo_metrics with (security_invoker = true) as
select
    objective.slo_key,
    objective.target_value,
    latest.measured_value as last_value,
    case
        when latest.measured_value is null then 'UNKNOWN'
        when latest.is_violation then 'VIOLATED'
        else 'MET'
    end as status
from util.slo_definitions as objective
left join lateral (
    select measured.measured_value, measured.is_violation
    from util.slo_measurements as measured
    where measured.slo_key = objective.slo_key
    order by measured.measured_at desc
    limit 1
) as latest on true
where objective.slo_key like 'referral%' and objective.is_active;

comment on view referrals.slo_metrics is
'Objectives of the ambassadors'' system
Those of `util.slo_definitions` that begin with referral. For `view_analytics`.';

comment on column referrals.slo_metrics.slo_key is 'Name of the objective, unique.';
comment on column referrals.slo_metrics.target_value is 'The promise.';
comment on column referrals.slo_metrics.last_value is 'The latest measurement; null for none.';
comment on column referrals.slo_metrics.status is 'MET, VIOLATED or UNKNOWN.';

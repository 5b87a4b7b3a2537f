-- The rules of attribution and privacy, as rows: functions read them, people change them.

create table if not exists referrals.geo_region_mapping (
    id                         serial primary key,
    country_code               char(2) not null,
    region_code                text not null,
    region_name                text not null,
    gdpr_applicable            boolean not null default false,
    data_localization_required boolean not null default false,
    privacy_level              text not null default 'public',
    compliance_notes           text,
    created_at                 timestamptz not null default now(),

    unique (country_code),
    check (privacy_level in ('public', 'sensitive', 'restricted'))
);

comment on table referrals.geo_region_mapping is
'Regions of countries
What a place is reduced to before it is kept.';

comment on column referrals.geo_region_mapping.id is 'Identifies the row.';
comment on column referrals.geo_region_mapping.country_code is 'Country, two letters.';
comment on column referrals.geo_region_mapping.region_code is 'Region it belongs to.';
comment on column referrals.geo_region_mapping.region_name is 'Name of the region.';
comment on column referrals.geo_region_mapping.gdpr_applicable is 'Whether the GDPR holds there.';
comment on column referrals.geo_region_mapping.data_localization_required is 'Whether data must stay there.';
comment on column referrals.geo_region_mapping.privacy_level is 'public, sensitive or restricted.';
comment on column referrals.geo_region_mapping.compliance_notes is 'What to watch for.';
comment on column referrals.geo_region_mapping.created_at is 'When the row was written.';

create table if not exists referrals.dpia_test_results (
    id                   uuid default gen_random_uuid() primary key,
    test_name            text not null,
    test_category        text not null,
    test_status          text not null,
    test_description     text,
    compliance_level     text not null default 'gdpr',
    risk_level           text not null default 'low',
    findings_count       integer not null default 0,
    findings_details     jsonb not null default '[]',
    compliance_notes     text,
    test_execution_id    uuid not null,
    test_timestamp       timestamptz not null default now(),
    remediation_deadline timestamptz,
    remediation_status   text,
    created_at           timestamptz not null default now(),

    check (test_status in ('pass', 'fail', 'warning')),
    check (compliance_level in ('gdpr', 'ccpa', 'general')),
    check (risk_level in ('low', 'medium', 'high', 'critical'))
);

comment on table referrals.dpia_test_results is
'Privacy tests
What `check_dpia_compliance()` found, run by run.';

comment on column referrals.dpia_test_results.id is 'Identifies the row.';
comment on column referrals.dpia_test_results.test_name is 'The test.';
comment on column referrals.dpia_test_results.test_category is 'What it is about.';
comment on column referrals.dpia_test_results.test_status is 'pass, fail or warning.';
comment on column referrals.dpia_test_results.test_description is 'What it looks for.';
comment on column referrals.dpia_test_results.compliance_level is 'gdpr, ccpa or general.';
comment on column referrals.dpia_test_results.risk_level is 'low, medium, high or critical.';
comment on column referrals.dpia_test_results.findings_count is 'How many rows offend.';
comment on column referrals.dpia_test_results.findings_details is 'Which, without their personal data.';
comment on column referrals.dpia_test_results.compliance_notes is 'What follows.';
comment on column referrals.dpia_test_results.test_execution_id is 'The run.';
comment on column referrals.dpia_test_results.test_timestamp is 'When it was run.';
comment on column referrals.dpia_test_results.remediation_deadline is 'When it has to be mended.';
comment on column referrals.dpia_test_results.remediation_status is 'How far that is.';
comment on column referrals.dpia_test_results.created_at is 'When the row was written.';

create table if not exists referrals.attribution_rules (
    id               serial primary key,
    rule_type        text not null,
    rule_name        text not null,
    rule_description text,
    priority         integer not null default 0,
    is_active        boolean not null default true,
    rule_config      jsonb not null default '{}',
    effective_from   timestamptz not null default now(),
    effective_to     timestamptz,
    created_by       uuid references public.profiles (id) on delete set null,
    updated_at       timestamptz not null default now(),

    unique (rule_name),
    check (rule_type in ('attribution_model', 'time_window', 'tie_break', 'eligibility'))
);

create index if not exists attribution_rules_created_by_idx on referrals.attribution_rules (created_by);

comment on table referrals.attribution_rules is
'Rules of attribution
To whom a purchase is credited.';

comment on column referrals.attribution_rules.id is 'Identifies the row.';
comment on column referrals.attribution_rules.rule_type is 'attribution_model, time_window, tie_break or eligibility.';
comment on column referrals.attribution_rules.rule_name is 'Name of the rule, unique.';
comment on column referrals.attribution_rules.rule_description is 'What it says.';
comment on column referrals.attribution_rules.priority is 'Order among rules, the highest first.';
comment on column referrals.attribution_rules.is_active is 'Whether it applies.';
comment on column referrals.attribution_rules.rule_config is 'Its values: {"days": 30}.';
comment on column referrals.attribution_rules.effective_from is 'When it begins to apply.';
comment on column referrals.attribution_rules.effective_to is 'When it ends; null while it applies.';
comment on column referrals.attribution_rules.created_by is 'Who set it.';
comment on column referrals.attribution_rules.updated_at is 'When the row last changed.';

create table if not exists referrals.atomic_conversion_config (
    id                          serial primary key,
    config_name                 text not null,
    config_description          text,
    transaction_timeout_seconds integer not null default 30,
    validation_rules            jsonb not null default '{}',
    rollback_conditions         jsonb not null default '{}',
    success_actions             jsonb not null default '{}',
    failure_actions             jsonb not null default '{}',
    is_active                   boolean not null default true,
    version                     integer not null default 1,
    created_by                  uuid references public.profiles (id) on delete set null,
    created_at                  timestamptz not null default now(),

    unique (config_name, version)
);

create index if not exists atomic_conversion_config_created_by_idx on referrals.atomic_conversion_config (created_by);

comment on table referrals.atomic_conversion_config is
'Configuration of conversions
What `process_referral_conversion` checks, all in one transaction.';

comment on column referrals.atomic_conversion_config.id is 'Identifies the row.';
comment on column referrals.atomic_conversion_config.config_name is 'Name of the configuration.';
comment on column referrals.atomic_conversion_config.config_description is 'What it is for.';
comment on column referrals.atomic_conversion_config.transaction_timeout_seconds is
    'How long a conversion may take, in seconds.';
comment on column referrals.atomic_conversion_config.validation_rules is
    'What must hold: entitlement_required, anti_self_referral, commission_accuracy.';
comment on column referrals.atomic_conversion_config.rollback_conditions is 'What undoes it.';
comment on column referrals.atomic_conversion_config.success_actions is 'What follows when it succeeds.';
comment on column referrals.atomic_conversion_config.failure_actions is 'What follows when it fails.';
comment on column referrals.atomic_conversion_config.is_active is 'Whether it applies; the newest active version does.';
comment on column referrals.atomic_conversion_config.version is 'Counts versions.';
comment on column referrals.atomic_conversion_config.created_by is 'Who set it.';
comment on column referrals.atomic_conversion_config.created_at is 'When the row was written.';

create table if not exists referrals.drift_prevention_rules (
    id                     serial primary key,
    constraint_type        text not null,
    rule_name              text not null,
    constraint_description text,
    constraint_config      jsonb not null default '{}',
    violation_action       text not null default 'block',
    is_active              boolean not null default true,
    enforcement_level      text not null default 'strict',
    created_at             timestamptz not null default now(),

    unique (rule_name),
    check (constraint_type in ('conversion_limit', 'time_window', 'visitor_tracking', 'program_isolation')),
    check (violation_action in ('block', 'warn', 'log')),
    check (enforcement_level in ('strict', 'moderate', 'advisory'))
);

comment on table referrals.drift_prevention_rules is
'Rules against drift
One conversion per visitor, program and window. Enforced by a trigger on `referrals`.';

comment on column referrals.drift_prevention_rules.id is 'Identifies the row.';
comment on column referrals.drift_prevention_rules.constraint_type is
    'conversion_limit, time_window, visitor_tracking or program_isolation.';
comment on column referrals.drift_prevention_rules.rule_name is 'Name of the rule, unique.';
comment on column referrals.drift_prevention_rules.constraint_description is 'What it forbids.';
comment on column referrals.drift_prevention_rules.constraint_config is 'Its values: {"days": 30}.';
comment on column referrals.drift_prevention_rules.violation_action is 'block, warn or log.';
comment on column referrals.drift_prevention_rules.is_active is 'Whether it applies.';
comment on column referrals.drift_prevention_rules.enforcement_level is 'strict, moderate or advisory.';
comment on column referrals.drift_prevention_rules.created_at is 'When the row was written.';

-- The machinery of the ambassadors' system: for `referrals.manage`, all fourteen tables alike.

alter table referrals.performance_monitoring_config enable row level security;
alter table referrals.error_budget_tracking         enable row level security;
alter table referrals.rollback_execution_log        enable row level security;
alter table referrals.geo_region_mapping            enable row level security;
alter table referrals.dpia_test_results             enable row level security;
alter table referrals.system_anomalies              enable row level security;
alter table referrals.attribution_rules             enable row level security;
alter table referrals.atomic_conversion_config      enable row level security;
alter table referrals.drift_prevention_rules        enable row level security;
alter table referrals.load_test_configurations      enable row level security;
alter table referrals.load_test_results             enable row level security;
alter table referrals.edge_case_test_configs        enable row level security;
alter table referrals.edge_case_test_results        enable row level security;
alter table referrals.feature_flags                 enable row level security;

drop policy if exists admin_only on referrals.performance_monitoring_config;
create policy admin_only on referrals.performance_monitoring_config
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.error_budget_tracking;
create policy admin_only on referrals.error_budget_tracking
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.rollback_execution_log;
create policy admin_only on referrals.rollback_execution_log
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.geo_region_mapping;
create policy admin_only on referrals.geo_region_mapping
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.dpia_test_results;
create policy admin_only on referrals.dpia_test_results
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.system_anomalies;
create policy admin_only on referrals.system_anomalies
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.attribution_rules;
create policy admin_only on referrals.attribution_rules
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.atomic_conversion_config;
create policy admin_only on referrals.atomic_conversion_config
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.drift_prevention_rules;
create policy admin_only on referrals.drift_prevention_rules
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.load_test_configurations;
create policy admin_only on referrals.load_test_configurations
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.load_test_results;
create policy admin_only on referrals.load_test_results
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.edge_case_test_configs;
create policy admin_only on referrals.edge_case_test_configs
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.edge_case_test_results;
create policy admin_only on referrals.edge_case_test_results
    for all using (rbac.has_permission('referrals.manage'));

drop policy if exists admin_only on referrals.feature_flags;
create policy admin_only on referrals.feature_flags
    for all using (rbac.has_permission('referrals.manage'));

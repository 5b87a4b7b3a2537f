-- Operations: measurements for `view_analytics`, migrations for admins, jobs for the back office, switches for
-- whoever is signed in.

alter table util.job_queue                    enable row level security;
alter table util.feature_flags                enable row level security;
alter table util.migrations_meta              enable row level security;
alter table util.index_usage_history          enable row level security;
alter table util.optimization_migration_log   enable row level security;
alter table util.slo_definitions              enable row level security;
alter table util.function_performance_metrics enable row level security;
alter table util.storage_metrics_history      enable row level security;
alter table util.analytics_retention_policies enable row level security;
alter table util.gdpr_requests                enable row level security;
alter table util.migration_status             enable row level security;
alter table util.slo_measurements             enable row level security;
alter table util.slo_alerts                   enable row level security;
alter table util.deprecation_timeline         enable row level security;
alter table util.scale_readiness_guide        enable row level security;
alter table util.daily_salts                  enable row level security;
alter table util.alerting_rules               enable row level security;
alter table util.rpc_latency_log              enable row level security;

drop policy if exists feature_flags_authenticated_read on util.feature_flags;
create policy feature_flags_authenticated_read on util.feature_flags
    for select using (auth.uid() is not null);

drop policy if exists job_queue_service_role on util.job_queue;
create policy job_queue_service_role on util.job_queue
    for all using ((auth.jwt() ->> 'role') = 'service_role');

drop policy if exists migrations_meta_admin_only on util.migrations_meta;
create policy migrations_meta_admin_only on util.migrations_meta
    for all using (rbac.has_role(auth.uid(), 'admin'));

-- `util.daily_salts` has no policy, and no grant either: functions alone know the salts.

drop policy if exists util_admin_read on util.index_usage_history;
create policy util_admin_read on util.index_usage_history
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.optimization_migration_log;
create policy util_admin_read on util.optimization_migration_log
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.slo_definitions;
create policy util_admin_read on util.slo_definitions
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.function_performance_metrics;
create policy util_admin_read on util.function_performance_metrics
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.storage_metrics_history;
create policy util_admin_read on util.storage_metrics_history
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.analytics_retention_policies;
create policy util_admin_read on util.analytics_retention_policies
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.gdpr_requests;
create policy util_admin_read on util.gdpr_requests
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.migration_status;
create policy util_admin_read on util.migration_status
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.slo_measurements;
create policy util_admin_read on util.slo_measurements
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.slo_alerts;
create policy util_admin_read on util.slo_alerts
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.deprecation_timeline;
create policy util_admin_read on util.deprecation_timeline
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.scale_readiness_guide;
create policy util_admin_read on util.scale_readiness_guide
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.alerting_rules;
create policy util_admin_read on util.alerting_rules
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists util_admin_read on util.rpc_latency_log;
create policy util_admin_read on util.rpc_latency_log
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

-- What keeps the desk running: webhooks for administrators, metrics for supervisors and above. Logs and metrics are
-- written by the database and by the back office, never through a policy.

alter table hospitality.webhook_configs  enable row level security;
alter table hospitality.webhook_logs     enable row level security;
alter table hospitality.workflow_metrics enable row level security;

drop policy if exists "Only admins can manage webhook configs" on hospitality.webhook_configs;
create policy "Only admins can manage webhook configs" on hospitality.webhook_configs
    for all using (
        hospitality.has_role(auth.uid(), 'administrateur')
        or hospitality.has_role(auth.uid(), 'super_admin')
    );

drop policy if exists "Admins read webhook logs" on hospitality.webhook_logs;
create policy "Admins read webhook logs" on hospitality.webhook_logs
    for select using (
        hospitality.has_role(auth.uid(), 'administrateur')
        or hospitality.has_role(auth.uid(), 'super_admin')
    );

drop policy if exists "Supervisors can view metrics" on hospitality.workflow_metrics;
create policy "Supervisors can view metrics" on hospitality.workflow_metrics
    for select using (
        hospitality.has_role(auth.uid(), 'superviseur')
        or hospitality.has_role(auth.uid(), 'administrateur')
        or hospitality.has_role(auth.uid(), 'super_admin')
    );

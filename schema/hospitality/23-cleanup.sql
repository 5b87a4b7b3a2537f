-- Logs are kept while somebody may still ask about them, and no longer.

create or replace function hospitality.cleanup_old_logs() returns void
    language plpgsql
    security definer
    set search_path = hospitality, pg_temp
as $$
begin
    delete from hospitality.webhook_logs
    where created_at < now() - interval '30 days';

    delete from hospitality.workflow_metrics
    where created_at < now() - interval '90 days';

    raise notice 'Cleanup completed at %', now();
end
$$;

comment on function hospitality.cleanup_old_logs() is
'Delete old logs
Webhook logs after 30 days, workflow metrics after 90. For a nightly job. Back office only.';

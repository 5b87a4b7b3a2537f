-- Who may touch what at all. Row level security, in the files after this one, decides about rows; a grant only opens
-- the door to a table, and is given widely here because every table behind it has policies.
--
-- Everything in `policies/` can be run again at any time, on a live database: grants and revokes are stated as a whole,
-- policies are dropped and created anew.

grant usage on schema hospitality to anon, authenticated, service_role;

-- Tables --------------------------------------------------------------------------------------------------------------
-- anon too: what it may not see, it sees as an empty list. That is an answer a client can show.

grant select, insert, update, delete on all tables in schema hospitality to anon, authenticated, service_role;
grant usage on all sequences in schema hospitality to anon, authenticated, service_role;

-- A secret is written once and read by the dispatcher alone. Taking one column out of a grant on the whole table has no
-- effect; so the table's is taken away, and every other column given. A column added later is closed until it is named.

revoke select on hospitality.webhook_configs from anon, authenticated;
grant select (id, name, endpoint_url, is_active, retry_count, timeout_seconds, created_at, updated_at)
    on hospitality.webhook_configs to anon, authenticated;

-- Functions -----------------------------------------------------------------------------------------------------------
-- Closed first, then opened by name. Trigger functions need no grant: only the creation of a trigger asks for one.

revoke all on all functions in schema hospitality from public, anon, authenticated, service_role;

-- Policies call these two, as whoever asks.
grant execute on function hospitality.has_role(uuid, hospitality.app_role) to anon, authenticated, service_role;
grant execute on function hospitality.is_staff() to anon, authenticated, service_role;

-- Looks for itself whether the caller is an administrator.
grant execute on function hospitality.assign_user_role(uuid, hospitality.app_role, uuid, timestamptz)
    to authenticated, service_role;

-- Jobs of the back office. In anybody else's hands the first forges notifications and the second covers traces.
grant execute on function hospitality.trigger_webhook_notification(text, text, jsonb) to service_role;
grant execute on function hospitality.cleanup_old_logs() to service_role;

-- Who may touch what at all. Row level security, in the files after this one, decides about rows; a grant only opens
-- the door to a table, and is given widely here because every table behind it has policies.
--
-- Everything in `policies/` can be run again at any time, on a live database: grants and revokes are stated as a whole,
-- policies are dropped and created anew.

grant usage on schema emotionscare to anon, authenticated, service_role;

-- Tables and the view -------------------------------------------------------------------------------------------------
-- anon too: what it may not see, it sees as an empty list. That is an answer a client can show. The view asks the
-- policies of its table for whoever reads it.

grant select, insert, update, delete on all tables in schema emotionscare to anon, authenticated, service_role;
grant usage on all sequences in schema emotionscare to anon, authenticated, service_role;

-- Functions -----------------------------------------------------------------------------------------------------------

revoke all on all functions in schema emotionscare from public, anon, authenticated, service_role;
grant execute on function emotionscare.purge_expired_signals() to service_role;

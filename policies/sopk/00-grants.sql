-- Who may touch what at all. Row level security, in the files after this one, decides about rows; a grant only opens
-- the door to a table, and is given widely here because every table behind it has policies.
--
-- Everything in `policies/` can be run again at any time, on a live database: grants and revokes are stated as a whole,
-- policies are dropped and created anew.

grant usage on schema sopk to anon, authenticated, service_role;

-- Tables and views ----------------------------------------------------------------------------------------------------
-- anon too: what it may not see, it sees as an empty list. That is an answer a client can show.

grant select, insert, update, delete on all tables in schema sopk to anon, authenticated, service_role;
grant usage on all sequences in schema sopk to anon, authenticated, service_role;

-- The one relation that row level security cannot protect is taken out again. People go through `my_daily_summary`.
revoke all on sopk.user_daily_summary from anon, authenticated;

-- Functions -----------------------------------------------------------------------------------------------------------
-- Closed first, then opened by name. Trigger functions need no grant: only the creation of a trigger asks for one.

revoke all on all functions in schema sopk from public, anon, authenticated, service_role;
grant execute on function sopk.refresh_user_daily_summary_now() to service_role;

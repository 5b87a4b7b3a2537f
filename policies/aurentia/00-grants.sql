-- Who may touch what at all. Row level security, in the files after this one, decides about rows; a grant only opens
-- the door to a table, and is given widely here because every table behind it has policies.
--
-- Everything in `policies/` can be run again at any time, on a live database: grants and revokes are stated as a whole,
-- policies are dropped and created anew.

grant usage on schema aurentia to anon, authenticated, service_role;

-- Tables --------------------------------------------------------------------------------------------------------------
-- anon too: what it may not see, it sees as an empty list. That is an answer a client can show.

grant select, insert, update, delete on all tables in schema aurentia to anon, authenticated, service_role;
grant usage on all sequences in schema aurentia to anon, authenticated, service_role;

-- A policy says which rows may be updated, and not which columns: who may mark a letter as read could rewrite it, and
-- who may change their name could change their rank. Where people update rows that are not theirs alone, columns are
-- granted one by one.

revoke update on aurentia.profiles, aurentia.notifications, aurentia.direct_messages, aurentia.channel_messages
    from authenticated;

grant update (nom, prenom, avatar_url, phone, status, last_seen) on aurentia.profiles to authenticated;
grant update (read_at) on aurentia.notifications, aurentia.direct_messages to authenticated;
grant update (content, edited_at) on aurentia.channel_messages to authenticated;

-- Functions -----------------------------------------------------------------------------------------------------------
-- Closed first, then opened by name. Policies run as the caller, so the functions in them are everybody's. Trigger
-- functions need no grant: only the creation of a trigger asks for one.

revoke all on all functions in schema aurentia from public, anon, authenticated, service_role;
grant execute on function aurentia.my_org_ids(text[]), aurentia.my_group_ids() to anon, authenticated, service_role;
grant execute on function aurentia.accept_join_code(text) to authenticated;

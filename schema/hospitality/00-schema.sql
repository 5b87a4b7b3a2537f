-- Hospitality: the desk of a company that rents out houses in Morocco. Guests write from everywhere, agents answer, and
-- a workflow engine outside is told about every message.
--
-- This folder and `policies/hospitality` are the whole backend: tables are the endpoints, keys are the embeds, comments
-- are the documentation, policies are the authorization.
--
--   01–02  a stand-in for pg_net, and the enums
--   10–15  the tables, one subject a file, each with its keys, checks and indexes
--   20–23  behaviour: roles, webhooks, what keeps rows current, the cleaning job
--   90–94  rows: six people, houses and guests, conversations, webhooks, documents
--
-- The part worth studying is the chain behind one insert. A message is stored; a trigger moves the conversation it
-- belongs to; another queues an HTTP request and logs it. All of that happens in the writer's transaction, with rights
-- the writer does not have, and none of it can be asked for directly.
--
-- Every file can be run again on a loaded database: what exists is kept, functions and comments are replaced.
-- Needs the roles, `auth` and `extensions` of the development prelude.

create schema if not exists hospitality;

comment on schema hospitality is
'Hospitality
Guest conversations, stays and webhooks of a rental company in Morocco.

Everything here is for staff: somebody with an active role (`user_roles`) that has not expired. Agents, supervisors and
administrators read conversations; supervisors also read workflow metrics; administrators also manage webhooks.
Times are UTC. Free-text states are listed in the description of their column.';

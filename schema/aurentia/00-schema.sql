-- Aurentia ESN: running a French IT consulting company (in French: entreprise de services du numérique, ESN).
--
-- This folder and `policies/aurentia` are the whole backend of an application that many companies share. Each is an
-- organization; nearly every row carries the `organization_id` it belongs to, and nobody sees a row of an organization
-- they are not a member of. Names are the application's own, French ones for its trade and English ones for the rest.
--
--   01     words of which a column may hold one
--   10–19  the tables, one subject a file, each with its keys, checks and indexes
--   20–25  behaviour: whose member one is, joining by code, slugs, project channels, modification times, comments
--   90–97  rows: six people and two companies
--
-- The files are in the order that foreign keys ask for: what is pointed at comes first.
-- Every file can be run again on a loaded database: what exists is kept, functions and comments are replaced.
-- Needs the roles, `auth` and `extensions` of the development prelude.

create schema if not exists aurentia;

comment on schema aurentia is
'Aurentia ESN
Projects, consultants, budgets and conversations of consulting companies, each in its own organization.

A request sees the organizations its person is a member of, and no others. `user_organizations.role` says what they may
do there: ADMIN and OWNER write everything, everybody else reads, moves their own tasks, logs their own time and talks.
Direct messages, group chats and notifications belong to the people concerned, not to the organization.
Conventions: amounts are euros without tax, effort is person-days, percentages go from 0 to 100, times are UTC.';

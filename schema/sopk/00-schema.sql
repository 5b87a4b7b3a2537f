-- SOPK Agent: a diary for living with PCOS (in French: syndrome des ovaires polykystiques, SOPK).
--
-- This folder and `policies/sopk` are the whole backend. Nothing else is written for it: tables are the endpoints, keys
-- are the embeds, comments are the documentation, checks are the validation, policies are the authorization.
--
--   10–16  the tables, one subject a file, each with its keys, checks and indexes
--   20–22  behaviour: the daily summary, modification times, a helper that writes policies
--   90–95  rows: people, catalogues, and Sophie's and Marie's diaries
--
-- Two kinds of tables live here. *Catalogues* (meals, recipes, breathing techniques, activities) are written by us and
-- read by every signed-in person. *Diaries* have a `user_id` and belong to that person alone. Which is which is decided
-- in `policies/sopk`, not here.
--
-- Every file can be run again on a loaded database: what exists is kept, functions and comments are replaced.
-- Needs the roles, `auth` and `extensions` of the development prelude.

create schema if not exists sopk;

comment on schema sopk is
'SOPK Agent
Diary and guidance for people living with PCOS: symptoms, meals, moods, breathing and movement.

Catalogues (`meal_suggestions`, `recipes`, `breathing_techniques`, `activity_sessions`) are the same for every signed-in
person and read-only. Everything else is personal: each request sees and changes the rows of its own user, no others.
Conventions: scores are integers on the scale their column names; durations name their unit; times are UTC.';

-- EmotionsCare: a companion for students of medicine. It teaches them their programme, and asks how they are.
--
-- This folder and `policies/emotionscare` are the whole backend: tables are the endpoints, keys are the embeds,
-- comments are the documentation, checks are the validation, policies are the authorization.
--
--   01     the enum
--   10–16  the tables, one subject a file, each with its keys, checks and indexes
--   20–21  the trend of one's emotions, and the end of expired signals
--   90–94  rows: Léa, Hugo, what they share, the programme, content
--
-- Twenty-nine tables of an application that grew: two of them have a space in their name, three have nearly the same
-- one, and columns are called `date`, `text` and `timestamp`. All of that is kept, for such names are legal, and
-- clients reach them like any other: percent-encoded in a path, in double quotes within `select`.
--
-- Every file can be run again on a loaded database: what exists is kept, functions and comments are replaced.
-- Needs the roles and `auth` of the development prelude.

create schema if not exists emotionscare;

comment on schema emotionscare is
'EmotionsCare
The programme of medical studies, and a journal of emotions for those who learn it.

The programme (`edn_items`, `starting_situations`, `therapeutic_classes`, `ecos_situations_complete`,
`urgent_protocols`) is public. What a person writes, measures and asks is theirs alone. Posts, comments and profiles are
shared by everybody who is signed in. Times are UTC.';

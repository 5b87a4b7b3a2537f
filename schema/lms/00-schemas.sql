-- AI Foundations LMS: courses behind a paywall, assessments and certificates, experience points, and ambassadors.
--
-- One application, ten schemas, each with one concern. A client names the one it talks to (`Accept-Profile` when it
-- reads, `Content-Profile` when it writes) and finds there the tables, the views and the functions of that concern.
--
--   10–29  the tables, schema by schema, each with its keys, checks and indexes
--   30–55  behaviour: functions, and the triggers that call them
--   60–69  views, which may look into several schemas
--   80–97  rows: six people, five courses, and what happened since
--
-- `policies/lms` says who may reach what. Every file can be run again on a loaded database: what exists is kept,
-- functions, views and comments are replaced. Needs the roles, `auth` and `extensions` of the development prelude.
--
-- How the schemas depend on one another, a schema only on those before it:
--
--   public → rbac → media → content → access → learn → assessments → gamification → referrals → util
--
-- Functions are the exception, since their bodies are looked up when they run: editing content notifies people
-- (gamification), and a passed exam is worth points.

create schema if not exists public;
create schema if not exists rbac;
create schema if not exists media;
create schema if not exists content;
create schema if not exists access;
create schema if not exists learn;
create schema if not exists assessments;
create schema if not exists gamification;
create schema if not exists referrals;
create schema if not exists util;

comment on schema public is
'AI Foundations: people
Who learns and teaches here. A profile is the hub that every other schema points at; settings, consents and links hang
on it. Certificates are verified here too, by anybody who holds their hash.';

comment on schema rbac is
'AI Foundations: roles and permissions
Five roles, and what each may do. Definitions are public; who holds which role is between the person and the admins.';

comment on schema media is
'AI Foundations: media
Videos, recordings, documents and images, all kept by outside providers. A row says where, and who may see it.';

comment on schema content is
'AI Foundations: courses
Courses have modules, modules have lessons. Both courses and lessons are drafted, reviewed, published and archived.
`media_assets` and `people` are views of other schemas, so that a course and its surroundings are one request.';

comment on schema access is
'AI Foundations: the paywall
Tiers, who has paid for which, and what each course and lesson asks for. `my_course_access` answers for the caller.';

comment on schema learn is
'AI Foundations: learning
How far everybody is, lesson by lesson, and the events that led there.';

comment on schema assessments is
'AI Foundations: assessments
Quizzes, exams and certifications. Attempts are started, submitted and graded by functions; tables are for reading.
A function answers {"success": true, …}, or {"success": false, "error": "…"} when the state of things forbids it.';

comment on schema gamification is
'AI Foundations: points and levels
Experience points are events that only the database writes, each with its rule; totals and levels follow from them.';

comment on schema referrals is
'AI Foundations: ambassadors
Programs, codes, clicks, conversions and what they earn; and the machinery that keeps all of it honest and private.';

comment on schema util is
'AI Foundations: operations
Jobs, feature flags, objectives and what was measured against them. Read by the people who run the platform.';

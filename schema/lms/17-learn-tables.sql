-- Progress is a state, one row per person and lesson, saved with a single upsert:
-- `POST /user_progress?on_conflict=user_id,lesson_id`. Analytics are events, only ever added to.

create table if not exists learn.user_progress (
    user_id               uuid not null references public.profiles (id) on delete cascade,
    lesson_id             uuid not null references content.lessons (id) on delete cascade,
    status                learn.progress_status not null default 'not_started',
    completion_percentage integer not null default 0,
    time_spent_minutes    integer not null default 0,
    attempts_count        integer not null default 0,
    completed_at          timestamptz,
    last_accessed_at      timestamptz not null default now(),
    bookmarks             jsonb not null default '[]',
    progress_data         jsonb not null default '{}',
    id                    uuid default gen_random_uuid() primary key,
    started_at            timestamptz,
    last_position_seconds integer,
    notes                 text,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),

    unique (user_id, lesson_id),
    check (completion_percentage between 0 and 100)
);

create index if not exists idx_user_progress_user_status
    on learn.user_progress (user_id, status, last_accessed_at desc);
create index if not exists idx_user_progress_completed on learn.user_progress (completed_at desc, user_id)
    where status = 'completed';
create index if not exists user_progress_lesson_id_idx on learn.user_progress (lesson_id);

comment on table learn.user_progress is
'Progress in a lesson
One row per person and lesson.';

comment on column learn.user_progress.user_id is 'Who learns.';
comment on column learn.user_progress.lesson_id is 'The lesson.';
comment on column learn.user_progress.status is 'not_started, in_progress or completed.';
comment on column learn.user_progress.completion_percentage is 'How much is done, 0 to 100.';
comment on column learn.user_progress.time_spent_minutes is 'Time spent, in minutes.';
comment on column learn.user_progress.attempts_count is 'How often it was begun.';
comment on column learn.user_progress.completed_at is 'When it was completed.';
comment on column learn.user_progress.last_accessed_at is 'When it was last open.';
comment on column learn.user_progress.bookmarks is 'Places to come back to: [{"at": 42, "note": "…"}].';
comment on column learn.user_progress.progress_data is 'Whatever the player wants to remember.';
comment on column learn.user_progress.id is 'Identifies the row.';
comment on column learn.user_progress.started_at is 'When it was first open.';
comment on column learn.user_progress.last_position_seconds is 'Where the recording stopped, in seconds.';
comment on column learn.user_progress.notes is 'The learner''s own notes.';
comment on column learn.user_progress.created_at is 'When the row was written.';
comment on column learn.user_progress.updated_at is 'When the row last changed.';

-- `user_id` defaults to whoever asks, so that a player need not say so; the policy holds it to be true either way.
create table if not exists learn.lesson_analytics (
    user_id          uuid not null default auth.uid() references public.profiles (id) on delete cascade,
    lesson_id        uuid references content.lessons (id) on delete cascade,
    session_id       uuid,
    event_type       learn.analytics_event_type not null,
    event_data       jsonb not null default '{}',
    event_timestamp  timestamptz not null default now(),
    duration_seconds integer,
    device_info      jsonb not null default '{}',
    id               uuid default gen_random_uuid() primary key,
    course_id        uuid references content.courses (id) on delete cascade,
    created_at       timestamptz not null default now()
);

create index if not exists idx_lesson_analytics_assessment_events
    on learn.lesson_analytics (lesson_id, user_id, event_timestamp)
    where event_type in ('assessment_start','assessment_submit','assessment_graded','certificate_issued');
create index if not exists idx_lesson_analytics_certificates
    on learn.lesson_analytics (user_id, lesson_id, event_timestamp)
    where event_type = 'certificate_issued';
create index if not exists idx_lesson_analytics_performance_metrics
    on learn.lesson_analytics (lesson_id, event_type, event_timestamp desc)
    where event_type in ('assessment_start','assessment_submit','assessment_graded');
create index if not exists idx_lesson_analytics_user_session
    on learn.lesson_analytics (user_id, session_id, event_timestamp);
create index if not exists idx_lesson_analytics_event_data_gin on learn.lesson_analytics using gin (event_data);
create index if not exists lesson_analytics_lesson_id_idx on learn.lesson_analytics (lesson_id);
create index if not exists lesson_analytics_course_id_idx on learn.lesson_analytics (course_id);

comment on table learn.lesson_analytics is
'Events of learning
What happened, when. People write their own events; those about assessments and certificates come from functions.';

comment on column learn.lesson_analytics.user_id is 'Who it happened to; the caller when left out.';
comment on column learn.lesson_analytics.lesson_id is 'The lesson; null for an event about a whole course.';
comment on column learn.lesson_analytics.session_id is 'What was done in one sitting.';
comment on column learn.lesson_analytics.event_type is 'What happened.';
comment on column learn.lesson_analytics.event_data is 'Details: {"position": 42}, answers, scores.';
comment on column learn.lesson_analytics.event_timestamp is 'When it happened.';
comment on column learn.lesson_analytics.duration_seconds is 'How long it took, in seconds.';
comment on column learn.lesson_analytics.device_info is 'Kind of device, as an object.';
comment on column learn.lesson_analytics.id is 'Identifies the row.';
comment on column learn.lesson_analytics.course_id is 'The course, for events that have no lesson.';
comment on column learn.lesson_analytics.created_at is 'When the row was written.';

create table if not exists learn.assessment_analytics (
    id               uuid default gen_random_uuid() primary key,
    user_id          uuid not null references public.profiles (id) on delete cascade,
    assessment_id    uuid not null,
    attempt_id       uuid,
    event_type       text not null,
    score            numeric,
    max_score        numeric,
    duration_seconds integer,
    event_data       jsonb not null default '{}',
    session_id       uuid,
    event_timestamp  timestamptz not null default now(),
    created_at       timestamptz not null default now()
);

create index if not exists assessment_analytics_user_id_idx on learn.assessment_analytics (user_id);

comment on table learn.assessment_analytics is
'Events of assessments, deprecated
Empty: `lesson_analytics` has them. Removed by `cleanup_deprecated_analytics()` when nobody asks for it any more.';

comment on column learn.assessment_analytics.id is 'Identifies the row.';
comment on column learn.assessment_analytics.user_id is 'Who it happened to.';
comment on column learn.assessment_analytics.assessment_id is 'The assessment.';
comment on column learn.assessment_analytics.attempt_id is 'The attempt.';
comment on column learn.assessment_analytics.event_type is 'What happened.';
comment on column learn.assessment_analytics.score is 'Points reached.';
comment on column learn.assessment_analytics.max_score is 'Points there were.';
comment on column learn.assessment_analytics.duration_seconds is 'How long it took, in seconds.';
comment on column learn.assessment_analytics.event_data is 'Details, as an object.';
comment on column learn.assessment_analytics.session_id is 'What was done in one sitting.';
comment on column learn.assessment_analytics.event_timestamp is 'When it happened.';
comment on column learn.assessment_analytics.created_at is 'When the row was written.';

create table if not exists learn.lesson_analytics_archive (
    id               uuid primary key,
    user_id          uuid,
    lesson_id        uuid,
    session_id       uuid,
    event_type       learn.analytics_event_type,
    event_data       jsonb,
    event_timestamp  timestamptz,
    duration_seconds integer,
    device_info      jsonb,
    course_id        uuid,
    created_at       timestamptz,
    archived_at      timestamptz not null default now()
);

comment on table learn.lesson_analytics_archive is
'Old events of learning
Where `cleanup_old_analytics()` puts events before it removes them. No keys lead out of here: an archive outlives what
it is about.';

comment on column learn.lesson_analytics_archive.id is 'Identifies the row.';
comment on column learn.lesson_analytics_archive.user_id is 'Who it happened to.';
comment on column learn.lesson_analytics_archive.lesson_id is 'The lesson.';
comment on column learn.lesson_analytics_archive.session_id is 'What was done in one sitting.';
comment on column learn.lesson_analytics_archive.event_type is 'What happened.';
comment on column learn.lesson_analytics_archive.event_data is 'Details, as an object.';
comment on column learn.lesson_analytics_archive.event_timestamp is 'When it happened.';
comment on column learn.lesson_analytics_archive.duration_seconds is 'How long it took, in seconds.';
comment on column learn.lesson_analytics_archive.device_info is 'Kind of device.';
comment on column learn.lesson_analytics_archive.course_id is 'The course.';
comment on column learn.lesson_analytics_archive.created_at is 'When the row was written.';
comment on column learn.lesson_analytics_archive.archived_at is 'When it was put here.';

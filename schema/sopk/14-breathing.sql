-- Breathing exercises, and the times they were done.

create table if not exists sopk.breathing_techniques (
    id                uuid primary key default gen_random_uuid(),

    name              varchar(100) not null,
    description       text,
    category          varchar(50),

    pattern_config    jsonb not null,
    duration_seconds  integer not null,
    cycles_per_minute integer,

    instructions      text not null,
    benefits          text[],
    best_time_of_day  varchar(20)[],

    difficulty_level  varchar(20) default 'beginner',
    contraindications text[],

    created_at        timestamptz default now()
);

comment on table sopk.breathing_techniques is
'Breathing techniques
Catalogue of guided breathing exercises. Read-only for the people of the app.';

comment on column sopk.breathing_techniques.id is 'Identifies the technique.';
comment on column sopk.breathing_techniques.name is 'Name of the technique.';
comment on column sopk.breathing_techniques.description is 'What it is for.';
comment on column sopk.breathing_techniques.category is 'relaxation, energy or focus.';
comment on column sopk.breathing_techniques.pattern_config is
    'Seconds per phase of one cycle, as an object: {"inhale": 4, "hold": 7, "exhale": 8}.';
comment on column sopk.breathing_techniques.duration_seconds is 'Length of a whole session, in seconds.';
comment on column sopk.breathing_techniques.cycles_per_minute is 'Breaths per minute; null when the pattern tells.';
comment on column sopk.breathing_techniques.instructions is 'What the guide says.';
comment on column sopk.breathing_techniques.benefits is 'What it does for the person.';
comment on column sopk.breathing_techniques.best_time_of_day is 'morning, afternoon, evening.';
comment on column sopk.breathing_techniques.difficulty_level is 'beginner, intermediate or advanced.';
comment on column sopk.breathing_techniques.contraindications is 'When not to do it.';
comment on column sopk.breathing_techniques.created_at is 'When the technique joined the catalogue.';

create table if not exists sopk.breathing_sessions (
    id                  uuid primary key default gen_random_uuid(),
    user_id             uuid references auth.users (id) on delete cascade,
    technique_id        uuid references sopk.breathing_techniques (id),

    started_at          timestamptz default now(),
    duration_seconds    integer not null,
    completed           boolean default false,
    interruption_reason varchar(100),

    stress_before       integer check (stress_before >= 1 and stress_before <= 10),
    stress_after        integer check (stress_after >= 1 and stress_after <= 10),
    feeling_after       varchar(50),

    session_context     varchar(50),

    created_at          timestamptz default now()
);

-- The same index under the two names the application gave it.
create index if not exists idx_breathing_sessions_user_date
    on sopk.breathing_sessions (user_id, created_at desc);
create index if not exists idx_breathing_sessions_user_created_desc
    on sopk.breathing_sessions (user_id, created_at desc);

-- Deleting a technique looks for the sessions of it.
create index if not exists idx_breathing_sessions_technique on sopk.breathing_sessions (technique_id);

comment on table sopk.breathing_sessions is
'Breathing sessions done
One row per session, with the stress felt before and after it.';

comment on column sopk.breathing_sessions.id is 'Identifies the session.';
comment on column sopk.breathing_sessions.user_id is 'Who did it.';
comment on column sopk.breathing_sessions.technique_id is 'The technique that was followed.';
comment on column sopk.breathing_sessions.started_at is 'When the session began.';
comment on column sopk.breathing_sessions.duration_seconds is 'How long it really lasted, in seconds.';
comment on column sopk.breathing_sessions.completed is 'Whether it was followed to its end.';
comment on column sopk.breathing_sessions.interruption_reason is 'Why it was not; null when it was.';
comment on column sopk.breathing_sessions.stress_before is 'Stress felt before, 1 (calm) to 10 (extreme).';
comment on column sopk.breathing_sessions.stress_after is 'Stress felt after, 1 (calm) to 10 (extreme).';
comment on column sopk.breathing_sessions.feeling_after is 'calmer, energized, focused or same.';
comment on column sopk.breathing_sessions.session_context is 'morning_routine, work_break or before_sleep.';
comment on column sopk.breathing_sessions.created_at is 'When it was written down; counts for that UTC day.';

-- Guided movement, and the times it was done.

create table if not exists sopk.activity_sessions (
    id                       uuid primary key default gen_random_uuid(),

    title                    varchar(100) not null,
    description              text,
    category                 varchar(50) not null,

    duration_minutes         integer not null,
    difficulty_level         varchar(20) not null,

    instructions             text not null,
    audio_guide_url          varchar(255),
    video_guide_url          varchar(255),

    sopk_benefits            text[],
    recommended_for_symptoms text[],
    recommended_cycle_phases text[],

    equipment_needed         text[],

    created_at               timestamptz default now()
);

create index if not exists idx_activity_sessions_category   on sopk.activity_sessions (category);
create index if not exists idx_activity_sessions_duration   on sopk.activity_sessions (duration_minutes);
create index if not exists idx_activity_sessions_difficulty on sopk.activity_sessions (difficulty_level);
create index if not exists idx_activity_sessions_category_duration
    on sopk.activity_sessions (category, duration_minutes);

comment on table sopk.activity_sessions is
'Activity sessions
Catalogue of guided movement. Read-only for the people of the app.';

comment on column sopk.activity_sessions.id is 'Identifies the session.';
comment on column sopk.activity_sessions.title is 'Title of the session.';
comment on column sopk.activity_sessions.description is 'What to expect.';
comment on column sopk.activity_sessions.category is 'yoga, mobility, cardio or strength.';
comment on column sopk.activity_sessions.duration_minutes is 'Length, in minutes.';
comment on column sopk.activity_sessions.difficulty_level is 'beginner, intermediate or advanced.';
comment on column sopk.activity_sessions.instructions is 'What the guide says.';
comment on column sopk.activity_sessions.audio_guide_url is 'Recording of the guide; null for none.';
comment on column sopk.activity_sessions.video_guide_url is 'Film of the guide; null for none.';
comment on column sopk.activity_sessions.sopk_benefits is 'insulin_sensitivity, mood_boost, energy.';
comment on column sopk.activity_sessions.recommended_for_symptoms is 'Symptoms it may ease: fatigue, mood_low, stress.';
comment on column sopk.activity_sessions.recommended_cycle_phases is 'menstrual, follicular, luteal.';
comment on column sopk.activity_sessions.equipment_needed is 'yoga_mat, resistance_band; just none for nothing.';
comment on column sopk.activity_sessions.created_at is 'When the session joined the catalogue.';

create table if not exists sopk.user_activity_tracking (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid references auth.users (id) on delete cascade,
    session_id         uuid references sopk.activity_sessions (id),

    started_at         timestamptz default now(),
    completed_at       timestamptz,
    completed          boolean default false,

    energy_before      integer check (energy_before >= 1 and energy_before <= 5),
    energy_after       integer check (energy_after >= 1 and energy_after <= 5),
    mood_before        integer check (mood_before >= 1 and mood_before <= 5),
    mood_after         integer check (mood_after >= 1 and mood_after <= 5),

    difficulty_felt    integer check (difficulty_felt >= 1 and difficulty_felt <= 5),
    enjoyment_rating   integer check (enjoyment_rating >= 1 and enjoyment_rating <= 5),
    would_do_again     boolean,

    notes              text,
    modifications_made text,

    created_at         timestamptz default now()
);

create index if not exists idx_user_activity_tracking_user_date
    on sopk.user_activity_tracking (user_id, started_at desc);

-- Deleting an activity looks for those who did it.
create index if not exists idx_user_activity_tracking_session on sopk.user_activity_tracking (session_id);

comment on table sopk.user_activity_tracking is
'Activity done
One row per session begun, with energy and mood before and after it.';

comment on column sopk.user_activity_tracking.id is 'Identifies the row.';
comment on column sopk.user_activity_tracking.user_id is 'Who moved.';
comment on column sopk.user_activity_tracking.session_id is 'The session that was followed.';
comment on column sopk.user_activity_tracking.started_at is 'When it began; the activity counts for that UTC day.';
comment on column sopk.user_activity_tracking.completed_at is 'When it ended; null while it has not.';
comment on column sopk.user_activity_tracking.completed is 'Whether it was followed to its end.';
comment on column sopk.user_activity_tracking.energy_before is 'Energy before, 1 (none) to 5 (plenty).';
comment on column sopk.user_activity_tracking.energy_after is 'Energy after, 1 (none) to 5 (plenty).';
comment on column sopk.user_activity_tracking.mood_before is 'Mood before, 1 (very low) to 5 (very good).';
comment on column sopk.user_activity_tracking.mood_after is 'Mood after, 1 (very low) to 5 (very good).';
comment on column sopk.user_activity_tracking.difficulty_felt is 'Effort felt, 1 (none) to 5 (too much).';
comment on column sopk.user_activity_tracking.enjoyment_rating is 'Enjoyment, 1 (none) to 5 (a lot).';
comment on column sopk.user_activity_tracking.would_do_again is 'Whether it deserves a second time.';
comment on column sopk.user_activity_tracking.notes is 'Free text.';
comment on column sopk.user_activity_tracking.modifications_made is 'How the session was adapted.';
comment on column sopk.user_activity_tracking.created_at is 'When the row was written.';

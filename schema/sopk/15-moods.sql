-- How a day felt, in the mind: one entry per person and day, which may point at the breathing session that helped.
-- That link is an ordinary foreign key: `seance:breathing_sessions(…)` embeds it, and a session that an entry points at
-- cannot be deleted.

create table if not exists sopk.mood_entries (
    id                           uuid primary key default gen_random_uuid(),
    user_id                      uuid references auth.users (id) on delete cascade,
    date                         date not null,

    primary_mood                 varchar(20) not null,
    mood_score                   integer check (mood_score >= 1 and mood_score <= 10),

    emotion_tags                 text[],

    mood_triggers                text[],
    notes                        text,

    related_breathing_session_id uuid references sopk.breathing_sessions (id),

    created_at                   timestamptz default now(),

    unique (user_id, date)
);

create index if not exists idx_mood_entries_user_date on sopk.mood_entries (user_id, date desc);

-- Deleting a breathing session looks for the entries that name it.
create index if not exists idx_mood_entries_related_session on sopk.mood_entries (related_breathing_session_id);

comment on table sopk.mood_entries is
'Mood of a day
At most one entry per person and day: the main mood, its shades, and what may have caused it.';

comment on column sopk.mood_entries.id is 'Identifies the entry.';
comment on column sopk.mood_entries.user_id is 'Whose mood it was.';
comment on column sopk.mood_entries.date is 'The day, as the person''s own calendar has it.';
comment on column sopk.mood_entries.primary_mood is 'very_sad, sad, neutral, happy or very_happy.';
comment on column sopk.mood_entries.mood_score is 'Mood, 1 (very low) to 10 (very good).';
comment on column sopk.mood_entries.emotion_tags is 'Shades of it: anxious, energetic, irritable, calm, motivated.';
comment on column sopk.mood_entries.mood_triggers is 'Possible causes: work_stress, period, lack_of_sleep, exercise.';
comment on column sopk.mood_entries.notes is 'Free text.';
comment on column sopk.mood_entries.related_breathing_session_id is
    'Breathing session that went with it; null for none.';
comment on column sopk.mood_entries.created_at is 'When the row was written.';

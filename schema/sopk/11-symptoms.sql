-- How a day felt, in the body. One row per person and day, which is what makes "save today" a single upsert:
-- `POST /daily_symptoms?on_conflict=user_id,date`.

create table if not exists sopk.daily_symptoms (
    id            uuid primary key default gen_random_uuid(),
    user_id       uuid references auth.users (id) on delete cascade,
    date          date not null,

    period_flow   integer check (period_flow >= 0 and period_flow <= 4),
    fatigue_level integer check (fatigue_level >= 0 and fatigue_level <= 5),
    pain_level    integer check (pain_level >= 0 and pain_level <= 5),

    mood_score    integer check (mood_score >= 1 and mood_score <= 10),
    mood_emoji    varchar(10),
    mood_tags     text[],

    notes         text,
    energy_level  integer check (energy_level >= 0 and energy_level <= 5),

    created_at    timestamptz default now(),
    updated_at    timestamptz default now(),

    unique (user_id, date)
);

-- The unique constraint already brings an index on (user_id, date). The two `user_date` indexes repeat it, and each
-- other: the deployed application names all three, and this demo keeps every name. A new schema would keep none.
create index if not exists idx_daily_symptoms_user_date      on sopk.daily_symptoms (user_id, date desc);
create index if not exists idx_daily_symptoms_user_date_desc on sopk.daily_symptoms (user_id, date desc);
create index if not exists idx_daily_symptoms_user_created   on sopk.daily_symptoms (user_id, created_at desc);

comment on table sopk.daily_symptoms is
'Symptoms of a day
The diary proper: at most one row per person and day. Every score may be left out.';

comment on column sopk.daily_symptoms.id is 'Identifies the row.';
comment on column sopk.daily_symptoms.user_id is 'Whose day it was.';
comment on column sopk.daily_symptoms.date is 'The day, as the person''s own calendar has it.';
comment on column sopk.daily_symptoms.period_flow is 'Menstrual flow, 0 (none) to 4 (very heavy).';
comment on column sopk.daily_symptoms.fatigue_level is 'Fatigue, 0 (none) to 5 (exhausted).';
comment on column sopk.daily_symptoms.pain_level is 'Pain, 0 (none) to 5 (unbearable).';
comment on column sopk.daily_symptoms.mood_score is 'Mood, 1 (very low) to 10 (very good).';
comment on column sopk.daily_symptoms.mood_emoji is 'The face picked for the day.';
comment on column sopk.daily_symptoms.mood_tags is 'Words for the mood: anxious, energetic, sad, …';
comment on column sopk.daily_symptoms.notes is 'Free text.';
comment on column sopk.daily_symptoms.energy_level is 'Energy, 0 (none) to 5 (plenty).';
comment on column sopk.daily_symptoms.created_at is 'When the row was written.';
comment on column sopk.daily_symptoms.updated_at is 'When the row last changed.';

-- How the person is: in their own words, and as measured.

create table if not exists emotionscare.emotions (
    id          uuid primary key default gen_random_uuid(),
    user_id     uuid not null references auth.users (id) on delete cascade,

    text        text,
    score       integer check (score between 0 and 100),
    emojis      text,
    audio_url   text,
    ai_feedback text,

    date        timestamptz not null default now()
);

create index if not exists emotions_user_id_date_idx on emotionscare.emotions (user_id, date desc);

comment on table emotionscare.emotions is
'Emotions
How the person says they feel: in writing, by a score, by voice. Their own.';

comment on column emotionscare.emotions.id is 'Identifies the row.';
comment on column emotionscare.emotions.user_id is 'Who feels it.';
comment on column emotionscare.emotions.text is 'In words.';
comment on column emotionscare.emotions.score is 'Well-being, 0 (very low) to 100 (very high).';
comment on column emotionscare.emotions.emojis is 'In pictures.';
comment on column emotionscare.emotions.audio_url is 'By voice; null for no recording.';
comment on column emotionscare.emotions.ai_feedback is 'What the companion answered.';
comment on column emotionscare.emotions.date is 'When it was felt.';

create table if not exists emotionscare.clinical_signals (
    id                uuid primary key default gen_random_uuid(),
    user_id           uuid not null references auth.users (id) on delete cascade,

    source_instrument text not null check (source_instrument in ('scan_camera', 'SAM', 'scan_sliders')),
    domain            text not null default 'emotional' check (domain in ('emotional')),
    level             integer not null check (level between 0 and 4),
    window_type       text not null check (window_type in ('instant', 'session')),
    module_context    text not null check (module_context in ('scan', 'assess')),
    metadata          jsonb not null default '{}',

    created_at        timestamptz not null default now(),
    expires_at        timestamptz
);

create index if not exists clinical_signals_user_id_created_at_idx
    on emotionscare.clinical_signals (user_id, created_at desc);
create index if not exists clinical_signals_expires_at_idx on emotionscare.clinical_signals (expires_at);

comment on table emotionscare.clinical_signals is
'Clinical signals
Emotion as an instrument measured it. The person''s own; what their history, small exercises, music and trends are made
from. A signal may expire, and is deleted some time after that.';

comment on column emotionscare.clinical_signals.id is 'Identifies the signal.';
comment on column emotionscare.clinical_signals.user_id is 'Whose it is.';
comment on column emotionscare.clinical_signals.source_instrument is 'scan_camera, SAM or scan_sliders.';
comment on column emotionscare.clinical_signals.domain is 'What was measured: emotional.';
comment on column emotionscare.clinical_signals.level is 'Intensity, 0 (none) to 4 (very high).';
comment on column emotionscare.clinical_signals.window_type is 'Over which time: instant or session.';
comment on column emotionscare.clinical_signals.module_context is 'Part of the application that asked: scan or assess.';
comment on column emotionscare.clinical_signals.metadata is
    'The reading itself: `valence` (-1 to 1), `arousal` (0 to 1), `emotion`, `confidence` (0 to 1), `summary`.';
comment on column emotionscare.clinical_signals.created_at is 'When it was measured.';
comment on column emotionscare.clinical_signals.expires_at is 'Until when it counts; null for ever.';

create table if not exists emotionscare.journal_entries (
    id          uuid primary key default gen_random_uuid(),
    user_id     uuid not null references auth.users (id) on delete cascade,

    content     text not null,
    mood        text,
    ai_feedback text,

    date        timestamptz not null default now()
);

create index if not exists journal_entries_user_id_date_idx on emotionscare.journal_entries (user_id, date desc);

comment on table emotionscare.journal_entries is
'Journal
What the person writes down, and what the companion says to it. Their own.';

comment on column emotionscare.journal_entries.id is 'Identifies the entry.';
comment on column emotionscare.journal_entries.user_id is 'Who wrote it.';
comment on column emotionscare.journal_entries.content is 'The text.';
comment on column emotionscare.journal_entries.mood is 'The mood in one word.';
comment on column emotionscare.journal_entries.ai_feedback is 'What the companion answered; null when not asked.';
comment on column emotionscare.journal_entries.date is 'When it was written.';

create table if not exists emotionscare.rituals (
    id               uuid primary key default gen_random_uuid(),
    user_id          uuid not null references auth.users (id) on delete cascade,

    title            text not null,
    schedule         text not null,
    duration_minutes integer,
    is_active        boolean not null default true,

    created_at       timestamptz not null default now()
);

create index if not exists rituals_user_id_idx on emotionscare.rituals (user_id);

comment on table emotionscare.rituals is
'Rituals
Good habits, and when they are due. The person''s own.';

comment on column emotionscare.rituals.id is 'Identifies the ritual.';
comment on column emotionscare.rituals.user_id is 'Whose it is.';
comment on column emotionscare.rituals.title is 'What it is.';
comment on column emotionscare.rituals.schedule is 'When it is due, in the notation of cron.';
comment on column emotionscare.rituals.duration_minutes is 'How long it takes, in minutes.';
comment on column emotionscare.rituals.is_active is 'Whether it is on.';
comment on column emotionscare.rituals.created_at is 'When it was set up.';

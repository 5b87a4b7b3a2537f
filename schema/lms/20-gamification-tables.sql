-- Points are events. Their sum per person is kept in `user_xp` because it is asked for all the time; events are the
-- truth and `integrity_dashboard` says where the two differ. Only `gamification.credit_xp()` writes either.

create table if not exists gamification.xp_sources (
    source_type          text not null,
    action_type          text not null,
    base_xp              integer not null,
    min_variance_percent numeric not null default 0,
    max_variance_percent numeric not null default 0,
    cooldown_minutes     integer not null default 0,
    max_per_day          integer,
    is_repeatable        boolean not null default true,
    effective_from       timestamptz not null default now(),
    effective_to         timestamptz,
    id                   uuid default gen_random_uuid() primary key,
    version              integer not null default 1,
    is_active            boolean not null default true,
    description          text,
    created_at           timestamptz not null default now(),
    updated_at           timestamptz not null default now(),

    unique (source_type, action_type, version),
    check (min_variance_percent <= max_variance_percent)
);

comment on table gamification.xp_sources is
'Rules for points
What earns points, how many, and how often. A rule is changed by adding a version, so that old events keep theirs.';

comment on column gamification.xp_sources.source_type is
    'Part of the application: lesson, quiz, exam, cert, course, content, media, referral.';
comment on column gamification.xp_sources.action_type is 'What was done there.';
comment on column gamification.xp_sources.base_xp is 'Points before variance and bonus.';
comment on column gamification.xp_sources.min_variance_percent is 'Lowest deviation from the base, in percent.';
comment on column gamification.xp_sources.max_variance_percent is 'Highest deviation; both 0 for a fixed amount.';
comment on column gamification.xp_sources.cooldown_minutes is 'Pause between two credits, in minutes.';
comment on column gamification.xp_sources.max_per_day is 'Credits per UTC day; null for any number.';
comment on column gamification.xp_sources.is_repeatable is 'Whether it can be earned more than once.';
comment on column gamification.xp_sources.effective_from is 'When the rule begins to apply.';
comment on column gamification.xp_sources.effective_to is 'When it ends; null while it applies.';
comment on column gamification.xp_sources.id is 'Identifies the row.';
comment on column gamification.xp_sources.version is 'Counts versions of the same rule.';
comment on column gamification.xp_sources.is_active is 'Whether it applies at all.';
comment on column gamification.xp_sources.description is 'What earns the points, in words.';
comment on column gamification.xp_sources.created_at is 'When the row was written.';
comment on column gamification.xp_sources.updated_at is 'When the row last changed.';

create table if not exists gamification.user_xp (
    user_id          uuid primary key references public.profiles (id) on delete restrict,
    total_xp         integer not null default 0,
    current_level    integer not null default 1,
    current_streak   integer not null default 0,
    last_xp_event_at timestamptz,
    metadata         jsonb not null default '{}',
    longest_streak   integer not null default 0,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),

    check (total_xp >= 0)
);

create index if not exists idx_user_xp_leaderboard on gamification.user_xp (total_xp desc, user_id);
create index if not exists idx_user_xp_level on gamification.user_xp (current_level, total_xp desc);

comment on table gamification.user_xp is
'Points and level of a person
Sum of the person''s events, and what follows from it.';

comment on column gamification.user_xp.user_id is 'Whose points they are.';
comment on column gamification.user_xp.total_xp is 'Sum of all events.';
comment on column gamification.user_xp.current_level is 'Highest level it reaches.';
comment on column gamification.user_xp.current_streak is 'Days in a row with a point, up to today or yesterday.';
comment on column gamification.user_xp.last_xp_event_at is 'When the last event was.';
comment on column gamification.user_xp.metadata is 'Anything else worth keeping, as an object.';
comment on column gamification.user_xp.longest_streak is 'The longest streak so far.';
comment on column gamification.user_xp.created_at is 'When the row was written.';
comment on column gamification.user_xp.updated_at is 'When the row last changed.';

create table if not exists gamification.level_definitions (
    xp_required integer not null,
    title       text not null,
    badge_icon  text,
    badge_color text,
    rewards     jsonb not null default '{}',
    level       integer primary key,
    description text,
    is_active   boolean not null default true,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),

    unique (xp_required)
);

comment on table gamification.level_definitions is
'Levels
What each level takes. `public_levels` shows them to everybody, without their rewards.';

comment on column gamification.level_definitions.xp_required is 'Points it takes to reach it.';
comment on column gamification.level_definitions.title is 'What one is called.';
comment on column gamification.level_definitions.badge_icon is 'Icon of the badge.';
comment on column gamification.level_definitions.badge_color is 'Colour of the badge.';
comment on column gamification.level_definitions.rewards is 'What it unlocks.';
comment on column gamification.level_definitions.level is 'Number of the level.';
comment on column gamification.level_definitions.description is 'A word of congratulation.';
comment on column gamification.level_definitions.is_active is 'Whether it can be reached.';
comment on column gamification.level_definitions.created_at is 'When the row was written.';
comment on column gamification.level_definitions.updated_at is 'When the row last changed.';

-- No foreign key to the event: a key of a partitioned table would have to include the partition's month.
create table if not exists gamification.idempotency_ledger (
    user_id         uuid not null references public.profiles (id) on delete cascade,
    source_type     text not null,
    idempotency_key text not null,
    xp_event_id     uuid,
    created_at      timestamptz not null default now(),
    id              uuid default gen_random_uuid() primary key,

    unique (user_id, source_type, idempotency_key)
);

create index if not exists idempotency_ledger_created_at_idx on gamification.idempotency_ledger (created_at);

comment on table gamification.idempotency_ledger is
'Keys already credited
One row per key: the second credit with the same key finds it and does nothing.';

comment on column gamification.idempotency_ledger.user_id is 'Who was credited.';
comment on column gamification.idempotency_ledger.source_type is 'For what.';
comment on column gamification.idempotency_ledger.idempotency_key is
    'The caller''s own name for the one thing that happened.';
comment on column gamification.idempotency_ledger.xp_event_id is 'The event that came of it.';
comment on column gamification.idempotency_ledger.created_at is 'When the row was written.';
comment on column gamification.idempotency_ledger.id is 'Identifies the row.';

create table if not exists gamification.notification_outbox (
    user_id           uuid references public.profiles (id) on delete cascade,
    notification_type text not null,
    payload           jsonb not null default '{}',
    status            text not null default 'pending',
    attempts          integer not null default 0,
    max_attempts      integer not null default 3,
    id                uuid default gen_random_uuid() primary key,
    last_error        text,
    created_at        timestamptz not null default now(),
    processed_at      timestamptz,

    check (status in ('pending', 'processed', 'failed'))
);

create index if not exists notification_outbox_status_created_at_idx
    on gamification.notification_outbox (status, created_at);
create index if not exists notification_outbox_user_id_idx on gamification.notification_outbox (user_id);

comment on table gamification.notification_outbox is
'Notifications to send
Written in the transaction of what they tell about, sent later: neither happens without the other.';

comment on column gamification.notification_outbox.user_id is 'Who is told; null for everybody concerned.';
comment on column gamification.notification_outbox.notification_type is 'What it is about.';
comment on column gamification.notification_outbox.payload is 'What it says.';
comment on column gamification.notification_outbox.status is 'pending, processed or failed.';
comment on column gamification.notification_outbox.attempts is 'How often sending was tried.';
comment on column gamification.notification_outbox.max_attempts is 'How often it may be.';
comment on column gamification.notification_outbox.id is 'Identifies the row.';
comment on column gamification.notification_outbox.last_error is 'Why the last try failed.';
comment on column gamification.notification_outbox.created_at is 'When the row was written.';
comment on column gamification.notification_outbox.processed_at is 'When it was sent.';

create table if not exists gamification.seasonal_limits (
    season_key       text not null,
    daily_xp_limit   integer,
    bonus_multiplier numeric not null default 1,
    id               uuid default gen_random_uuid() primary key,
    description      text,
    starts_at        timestamptz not null,
    ends_at          timestamptz not null,
    is_active        boolean not null default true,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),

    unique (season_key),
    check (ends_at > starts_at)
);

comment on table gamification.seasonal_limits is
'Seasons
Periods with a bonus, and a ceiling for a day.';

comment on column gamification.seasonal_limits.season_key is 'Name of the season, unique.';
comment on column gamification.seasonal_limits.daily_xp_limit is
    'Points a person can earn in a UTC day; null for no ceiling.';
comment on column gamification.seasonal_limits.bonus_multiplier is 'Factor on all points.';
comment on column gamification.seasonal_limits.id is 'Identifies the row.';
comment on column gamification.seasonal_limits.description is 'What is celebrated.';
comment on column gamification.seasonal_limits.starts_at is 'When it begins.';
comment on column gamification.seasonal_limits.ends_at is 'When it ends.';
comment on column gamification.seasonal_limits.is_active is 'Whether it applies.';
comment on column gamification.seasonal_limits.created_at is 'When the row was written.';
comment on column gamification.seasonal_limits.updated_at is 'When the row last changed.';

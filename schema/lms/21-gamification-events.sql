-- The events, a table per month. The month is part of the key because PostgreSQL can only promise uniqueness within a
-- partition. What no month takes falls into the default partition, and `maintain_partitions()` moves it out again.

create table if not exists gamification.xp_events (
    user_id          uuid not null references public.profiles (id) on delete restrict,
    source_type      text not null,
    action_type      text not null,
    xp_amount        integer not null,
    metadata         jsonb not null default '{}',
    created_at       timestamptz not null default now(),
    id               uuid not null default gen_random_uuid(),
    xp_source_id     uuid references gamification.xp_sources (id) on delete set null,
    base_xp          integer,
    variance_percent numeric not null default 0,
    bonus_multiplier numeric not null default 1,
    season_key       text,
    idempotency_key  text,
    reference_id     uuid,

    primary key (id, created_at)
) partition by range (created_at);

create index if not exists idx_xp_events_user_created on gamification.xp_events (user_id, created_at desc);
create index if not exists idx_xp_events_source_analytics
    on gamification.xp_events (source_type, action_type, created_at);
create index if not exists xp_events_xp_source_id_idx on gamification.xp_events (xp_source_id);

comment on table gamification.xp_events is
'Events that earned points
One row per credit; a negative one takes back. Never changed, never deleted before its month is.';

comment on column gamification.xp_events.user_id is 'Who earned them.';
comment on column gamification.xp_events.source_type is 'Part of the application.';
comment on column gamification.xp_events.action_type is 'What was done there.';
comment on column gamification.xp_events.xp_amount is 'Points; negative for points taken back.';
comment on column gamification.xp_events.metadata is 'Anything else worth keeping, as an object.';
comment on column gamification.xp_events.created_at is 'When; decides the month it is kept in.';
comment on column gamification.xp_events.id is 'Identifies the row.';
comment on column gamification.xp_events.xp_source_id is 'The rule that applied.';
comment on column gamification.xp_events.base_xp is 'What the rule gave.';
comment on column gamification.xp_events.variance_percent is
    'Deviation from it, the same for the same person and action.';
comment on column gamification.xp_events.bonus_multiplier is 'Factor of the season.';
comment on column gamification.xp_events.season_key is 'The season.';
comment on column gamification.xp_events.idempotency_key is 'The caller''s own name for what happened.';
comment on column gamification.xp_events.reference_id is 'What it was about: an attempt, a certificate, a lesson.';

-- Partitions ---------------------------------------------------------------------------------------------------------
-- The API shows the parent only. Row level security of the parent does not hold for a partition that is asked directly,
-- so each has its own switched on and no grants; `policies/lms` sees to both.

create table if not exists gamification.xp_events_2025_01 partition of gamification.xp_events
    for values from ('2025-01-01 00:00+00') to ('2025-02-01 00:00+00');
create table if not exists gamification.xp_events_2025_02 partition of gamification.xp_events
    for values from ('2025-02-01 00:00+00') to ('2025-03-01 00:00+00');
create table if not exists gamification.xp_events_2025_03 partition of gamification.xp_events
    for values from ('2025-03-01 00:00+00') to ('2025-04-01 00:00+00');
create table if not exists gamification.xp_events_default partition of gamification.xp_events default;

comment on table gamification.xp_events_2025_01 is 'Events of January 2025.';
comment on table gamification.xp_events_2025_02 is 'Events of February 2025.';
comment on table gamification.xp_events_2025_03 is 'Events of March 2025.';
comment on table gamification.xp_events_default is 'Events of a month that has no partition. Should be empty.';

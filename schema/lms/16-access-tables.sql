-- The paywall. Payment itself happens elsewhere: what was bought arrives here as an entitlement, and nothing else
-- counts.

create table if not exists access.tiers (
    tier_key            text not null,
    monthly_price_cents integer not null default 0,
    features            jsonb not null default '{}',
    limits              jsonb not null default '{}',
    sort_order          integer not null,
    is_active           boolean not null default true,
    id                  uuid default gen_random_uuid() primary key,
    name                text not null,
    description         text,
    yearly_price_cents  integer,
    currency            char(3) not null default 'EUR',
    stripe_price_id     text,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),

    unique (tier_key),
    check (monthly_price_cents >= 0)
);

create index if not exists tiers_sort_order_idx on access.tiers (sort_order);

comment on table access.tiers is
'Tiers
What can be subscribed to. Tiers are ordered: whoever has one has all below it.';

comment on column access.tiers.tier_key is 'free, basic, premium or enterprise.';
comment on column access.tiers.monthly_price_cents is 'Price of a month, in cents.';
comment on column access.tiers.features is 'What it comes with, for display.';
comment on column access.tiers.limits is 'How much of it.';
comment on column access.tiers.sort_order is 'Rank, from 0 for free.';
comment on column access.tiers.is_active is 'Whether it is on offer.';
comment on column access.tiers.id is 'Identifies the row.';
comment on column access.tiers.name is 'Name to show.';
comment on column access.tiers.description is 'Who it is for.';
comment on column access.tiers.yearly_price_cents is 'Price of a year, in cents.';
comment on column access.tiers.currency is 'Currency of the prices.';
comment on column access.tiers.stripe_price_id is 'What the payment provider calls it.';
comment on column access.tiers.created_at is 'When the row was written.';
comment on column access.tiers.updated_at is 'When the row last changed.';

create table if not exists access.user_entitlements (
    user_id          uuid not null references public.profiles (id) on delete cascade,
    entitlement_type text not null,
    entitlement_ref  text not null,
    status           text not null default 'active',
    expires_at       timestamptz,
    source_reference text,
    id               uuid default gen_random_uuid() primary key,
    source           text not null default 'manual',
    starts_at        timestamptz not null default now(),
    granted_by       uuid references public.profiles (id) on delete set null,
    revoked_at       timestamptz,
    metadata         jsonb not null default '{}',
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),

    check (entitlement_type in ('tier', 'course_specific', 'time_limited', 'special_grant')),
    check (status in ('active', 'expired', 'revoked'))
);

create index if not exists idx_user_entitlements_user_active on access.user_entitlements (user_id, status, expires_at)
    where status = 'active';
create index if not exists idx_user_entitlements_type_ref
    on access.user_entitlements (entitlement_type, entitlement_ref, status);
create index if not exists user_entitlements_user_id_idx on access.user_entitlements (user_id);
create index if not exists user_entitlements_granted_by_idx on access.user_entitlements (granted_by);

comment on table access.user_entitlements is
'Entitlements of a person
The one source of truth about rights: a tier, a single course, something for a limited time, or a gift.';

comment on column access.user_entitlements.user_id is 'Who may.';
comment on column access.user_entitlements.entitlement_type is 'tier, course_specific, time_limited or special_grant.';
comment on column access.user_entitlements.entitlement_ref is 'What: the key of a tier, or the id of a course.';
comment on column access.user_entitlements.status is 'active, expired or revoked.';
comment on column access.user_entitlements.expires_at is 'When it ends; null for never.';
comment on column access.user_entitlements.source_reference is
    'What the source calls it, such as a subscription at the payment provider.';
comment on column access.user_entitlements.id is 'Identifies the row.';
comment on column access.user_entitlements.source is 'Where it came from: stripe, manual, promotion.';
comment on column access.user_entitlements.starts_at is 'When it begins.';
comment on column access.user_entitlements.granted_by is 'Who gave it; null when it was bought.';
comment on column access.user_entitlements.revoked_at is 'When it was taken back.';
comment on column access.user_entitlements.metadata is 'Anything else worth keeping, as an object.';
comment on column access.user_entitlements.created_at is 'When the row was written.';
comment on column access.user_entitlements.updated_at is 'When the row last changed.';

create table if not exists access.course_access_rules (
    course_id        uuid not null references content.courses (id) on delete cascade,
    required_tier_id uuid not null references access.tiers (id),
    access_type      text not null default 'tier',
    is_active        boolean not null default true,
    id               uuid default gen_random_uuid() primary key,
    notes            text,
    created_by       uuid references public.profiles (id) on delete set null,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),

    unique (course_id)
);

create index if not exists course_access_rules_required_tier_id_idx on access.course_access_rules (required_tier_id);
create index if not exists course_access_rules_created_by_idx on access.course_access_rules (created_by);

comment on table access.course_access_rules is
'What a course asks for
At most one rule per course. A published course without a rule is open to everybody; one that asks for the free tier is
open to everybody who signed in.';

comment on column access.course_access_rules.course_id is 'The course.';
comment on column access.course_access_rules.required_tier_id is 'The lowest tier that may read it.';
comment on column access.course_access_rules.access_type is 'Kind of rule; only tier exists.';
comment on column access.course_access_rules.is_active is 'Whether it applies.';
comment on column access.course_access_rules.id is 'Identifies the row.';
comment on column access.course_access_rules.notes is 'Why it is so.';
comment on column access.course_access_rules.created_by is 'Who set it.';
comment on column access.course_access_rules.created_at is 'When the row was written.';
comment on column access.course_access_rules.updated_at is 'When the row last changed.';

create table if not exists access.lesson_access_overrides (
    lesson_id        uuid not null references content.lessons (id) on delete cascade,
    required_tier_id uuid references access.tiers (id),
    override_type    text not null,
    expires_at       timestamptz,
    id               uuid default gen_random_uuid() primary key,
    reason           text,
    created_by       uuid references public.profiles (id) on delete set null,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),

    check (override_type in ('free', 'require_tier', 'blocked'))
);

create index if not exists lesson_access_overrides_lesson_id_idx on access.lesson_access_overrides (lesson_id);
create index if not exists lesson_access_overrides_required_tier_id_idx
    on access.lesson_access_overrides (required_tier_id);
create index if not exists lesson_access_overrides_created_by_idx on access.lesson_access_overrides (created_by);

comment on table access.lesson_access_overrides is
'Exceptions for a lesson
What a lesson asks for when that is not what its course asks for.';

comment on column access.lesson_access_overrides.lesson_id is 'The lesson.';
comment on column access.lesson_access_overrides.required_tier_id is
    'The lowest tier that may read it, for require_tier.';
comment on column access.lesson_access_overrides.override_type is 'free, require_tier or blocked.';
comment on column access.lesson_access_overrides.expires_at is 'When the exception ends; null for never.';
comment on column access.lesson_access_overrides.id is 'Identifies the row.';
comment on column access.lesson_access_overrides.reason is 'Why.';
comment on column access.lesson_access_overrides.created_by is 'Who set it.';
comment on column access.lesson_access_overrides.created_at is 'When the row was written.';
comment on column access.lesson_access_overrides.updated_at is 'When the row last changed.';

-- Ambassadors recommend the platform by a code, and earn a commission when somebody they sent buys something. Amounts
-- are cents. Counters of a code are kept by functions: its owner may change what surrounds them, not them.

create table if not exists referrals.programs (
    program_key            text not null,
    program_type           text not null,
    program_name           text not null,
    description            text,
    commission_type        text not null,
    commission_value       numeric not null,
    commission_currency    char(3) not null default 'EUR',
    min_payout_amount      integer not null default 0,
    commission_rates       jsonb not null default '{}',
    max_referrals_per_user integer,
    referral_validity_days integer not null default 30,
    target_tiers           jsonb not null default '[]',
    promotional_materials  jsonb not null default '{}',
    attribution_window     integer not null default 30,
    business_rules         jsonb not null default '{}',
    is_active              boolean not null default true,
    is_public              boolean not null default true,
    starts_at              timestamptz,
    ends_at                timestamptz,
    created_by             uuid references public.profiles (id) on delete set null,
    id                     uuid default gen_random_uuid() primary key,
    metadata               jsonb not null default '{}',
    created_at             timestamptz not null default now(),
    updated_at             timestamptz not null default now(),

    unique (program_key),
    check (program_type in ('standard', 'ambassador', 'influencer', 'affiliate', 'special')),
    check (commission_type in ('percentage', 'fixed', 'tiered'))
);

create index if not exists programs_created_by_idx on referrals.programs (created_by);

comment on table referrals.programs is
'Programs
What an ambassador can take part in, and what it pays. Public ones can be read by everybody.';

comment on column referrals.programs.program_key is 'Name of the program, unique.';
comment on column referrals.programs.program_type is 'standard, ambassador, influencer, affiliate or special.';
comment on column referrals.programs.program_name is 'Name to show.';
comment on column referrals.programs.description is 'What it offers.';
comment on column referrals.programs.commission_type is 'percentage, fixed or tiered.';
comment on column referrals.programs.commission_value is 'Percent of the order, or cents, by the type.';
comment on column referrals.programs.commission_currency is 'Currency of the commission.';
comment on column referrals.programs.min_payout_amount is 'What has to add up before it is paid, in cents.';
comment on column referrals.programs.commission_rates is 'Percent by tier, for tiered: {"premium": 20}.';
comment on column referrals.programs.max_referrals_per_user is 'How many confirmed referrals pay; null for any number.';
comment on column referrals.programs.referral_validity_days is
    'How long a registered referral may take to buy, in days.';
comment on column referrals.programs.target_tiers is 'Tiers whose purchase counts; all, when empty.';
comment on column referrals.programs.promotional_materials is 'Banners and texts to use.';
comment on column referrals.programs.attribution_window is 'How long a click counts, in days.';
comment on column referrals.programs.business_rules is 'What else applies.';
comment on column referrals.programs.is_active is 'Whether it runs.';
comment on column referrals.programs.is_public is 'Whether everybody sees it.';
comment on column referrals.programs.starts_at is 'When it begins; null for always.';
comment on column referrals.programs.ends_at is 'When it ends; null for never.';
comment on column referrals.programs.created_by is 'Who set it up.';
comment on column referrals.programs.id is 'Identifies the row.';
comment on column referrals.programs.metadata is 'Anything else worth keeping, as an object.';
comment on column referrals.programs.created_at is 'When the row was written.';
comment on column referrals.programs.updated_at is 'When the row last changed.';

create table if not exists referrals.referral_codes (
    user_id                uuid not null references public.profiles (id) on delete restrict,
    program_id             uuid not null references referrals.programs (id) on delete restrict,
    code                   text not null,
    code_type              text not null default 'generated',
    max_uses               integer,
    total_clicks           integer not null default 0,
    total_conversions      integer not null default 0,
    total_earnings_cents   integer not null default 0,
    pending_earnings_cents integer not null default 0,
    paid_earnings_cents    integer not null default 0,
    utm_source             text,
    utm_medium             text,
    utm_campaign           text,
    landing_page_url       text,
    is_active              boolean not null default true,
    expires_at             timestamptz default now() + interval '1 year',
    last_used_at           timestamptz,
    click_tracking_enabled boolean not null default true,
    metadata               jsonb not null default '{}',
    created_at             timestamptz not null default now(),
    updated_at             timestamptz not null default now(),
    id                     uuid default gen_random_uuid() primary key,
    current_uses           integer not null default 0,

    unique (code),
    check (code_type in ('manual', 'generated', 'vanity')),
    check (code = upper(code) and char_length(code) >= 6)
);

create index if not exists referral_codes_user_id_idx on referrals.referral_codes (user_id);
create index if not exists referral_codes_program_id_idx on referrals.referral_codes (program_id);

comment on table referrals.referral_codes is
'Codes
A code is upper case, six characters or more, and unique. Owners create theirs with `generate_referral_code`.';

comment on column referrals.referral_codes.user_id is 'Whose code it is.';
comment on column referrals.referral_codes.program_id is 'The program it earns in.';
comment on column referrals.referral_codes.code is 'The code, as it is printed.';
comment on column referrals.referral_codes.code_type is 'manual, generated or vanity (chosen by the owner).';
comment on column referrals.referral_codes.max_uses is 'How many conversions it is good for; null for any number.';
comment on column referrals.referral_codes.total_clicks is 'Clicks so far.';
comment on column referrals.referral_codes.total_conversions is 'Confirmed conversions so far.';
comment on column referrals.referral_codes.total_earnings_cents is 'Commission so far, in cents.';
comment on column referrals.referral_codes.pending_earnings_cents is 'Of that, not yet paid.';
comment on column referrals.referral_codes.paid_earnings_cents is 'Of that, paid.';
comment on column referrals.referral_codes.utm_source is 'Default source of its links.';
comment on column referrals.referral_codes.utm_medium is 'Default medium.';
comment on column referrals.referral_codes.utm_campaign is 'Default campaign.';
comment on column referrals.referral_codes.landing_page_url is 'Where its links lead.';
comment on column referrals.referral_codes.is_active is 'Whether it can be used.';
comment on column referrals.referral_codes.expires_at is 'When it ends; null for never.';
comment on column referrals.referral_codes.last_used_at is 'When it was last clicked.';
comment on column referrals.referral_codes.click_tracking_enabled is 'Whether clicks are written down.';
comment on column referrals.referral_codes.metadata is 'Anything else worth keeping, as an object.';
comment on column referrals.referral_codes.created_at is 'When the row was written.';
comment on column referrals.referral_codes.updated_at is 'When the row last changed.';
comment on column referrals.referral_codes.id is 'Identifies the row.';
comment on column referrals.referral_codes.current_uses is 'Conversions that count towards max_uses.';

create table if not exists referrals.referrals (
    id                      uuid default gen_random_uuid() primary key,
    referrer_id             uuid not null references public.profiles (id) on delete restrict,
    referred_id             uuid references public.profiles (id) on delete set null,
    referral_code_id        uuid not null references referrals.referral_codes (id) on delete restrict,
    status                  referrals.referral_status not null default 'pending',
    clicked_at              timestamptz,
    registered_at           timestamptz,
    converted_at            timestamptz,
    confirmed_at            timestamptz,
    expires_at              timestamptz,
    commission_amount_cents integer not null default 0,
    order_amount_cents      integer,
    tier_purchased          text,
    stripe_subscription_id  text,
    visitor_id              text,
    session_id              text,
    ip_address_hashed       text,
    user_agent_partial      text,
    referrer_url            text,
    utm_source              text,
    utm_medium              text,
    utm_campaign            text,
    utm_content             text,
    utm_term                text,
    device_type             text,
    browser                 text,
    country_code            char(2),
    city_region             text,
    entitlement_id          uuid references access.user_entitlements (id) on delete set null,
    conversion_data         jsonb not null default '{}',
    attribution_data        jsonb not null default '{}',
    fraud_check_results     jsonb not null default '{}',
    notes                   text,
    created_at              timestamptz not null default now(),
    updated_at              timestamptz not null default now(),

    check (referrer_id <> referred_id)
);

create index if not exists idx_referrals_referrer_status
    on referrals.referrals (referrer_id, status, converted_at desc);
create index if not exists idx_referrals_visitor_tracking on referrals.referrals (visitor_id, clicked_at);
create index if not exists idx_referrals_conversion_pipeline on referrals.referrals (status, clicked_at);
create index if not exists referrals_referred_id_idx on referrals.referrals (referred_id);
create index if not exists referrals_referral_code_id_idx on referrals.referrals (referral_code_id);
create index if not exists referrals_entitlement_id_idx on referrals.referrals (entitlement_id);

comment on table referrals.referrals is
'Referrals
One row per person who was sent, from the click to the commission. Written by the back office only.';

comment on column referrals.referrals.id is 'Identifies the row.';
comment on column referrals.referrals.referrer_id is 'Who sent.';
comment on column referrals.referrals.referred_id is 'Who was sent; null until they register, and after they are gone.';
comment on column referrals.referrals.referral_code_id is 'By which code.';
comment on column referrals.referrals.status is
    'pending, clicked, registered, converted, confirmed, paid, expired or cancelled.';
comment on column referrals.referrals.clicked_at is 'When they came.';
comment on column referrals.referrals.registered_at is 'When they registered.';
comment on column referrals.referrals.converted_at is 'When they bought.';
comment on column referrals.referrals.confirmed_at is 'When the commission became owed.';
comment on column referrals.referrals.expires_at is 'When a purchase stops counting.';
comment on column referrals.referrals.commission_amount_cents is 'Commission, in cents.';
comment on column referrals.referrals.order_amount_cents is 'What was bought, in cents.';
comment on column referrals.referrals.tier_purchased is 'The tier that was bought.';
comment on column referrals.referrals.stripe_subscription_id is 'What the payment provider calls the subscription.';
comment on column referrals.referrals.visitor_id is 'The browser they came with.';
comment on column referrals.referrals.session_id is 'The visit they came in.';
comment on column referrals.referrals.ip_address_hashed is 'Their network, hashed with the salt of the day.';
comment on column referrals.referrals.user_agent_partial is 'First words of their browser''s name.';
comment on column referrals.referrals.referrer_url is 'Page they came from.';
comment on column referrals.referrals.utm_source is 'Source of the link.';
comment on column referrals.referrals.utm_medium is 'Medium of the link.';
comment on column referrals.referrals.utm_campaign is 'Campaign of the link.';
comment on column referrals.referrals.utm_content is 'Variant of the link.';
comment on column referrals.referrals.utm_term is 'Search words of the link.';
comment on column referrals.referrals.device_type is 'mobile, tablet or desktop.';
comment on column referrals.referrals.browser is 'Family of the browser.';
comment on column referrals.referrals.country_code is 'Country.';
comment on column referrals.referrals.city_region is 'Region, never the city.';
comment on column referrals.referrals.entitlement_id is
    'What they were entitled to by buying; proof of the conversion.';
comment on column referrals.referrals.conversion_data is 'How the conversion was computed.';
comment on column referrals.referrals.attribution_data is 'Why this referral had it.';
comment on column referrals.referrals.fraud_check_results is 'What was checked, and what came of it.';
comment on column referrals.referrals.notes is 'Notes of the back office.';
comment on column referrals.referrals.created_at is 'When the row was written.';
comment on column referrals.referrals.updated_at is 'When the row last changed.';

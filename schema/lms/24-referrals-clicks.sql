-- Clicks, a table per month. They are many, and personal: addresses are truncated and hashed before they get here, and
-- places are regions. Read by `view_analytics` alone.

create table if not exists referrals.tracking_clicks (
    id                     uuid not null default gen_random_uuid(),
    referral_code_id       uuid not null references referrals.referral_codes (id) on delete restrict,
    visitor_id             text,
    session_id             text,
    clicked_at             timestamptz not null default now(),
    converted              boolean not null default false,
    conversion_delay_hours numeric,
    ip_address_hashed      text,
    user_agent_partial     text,
    referrer_url           text,
    utm_source             text,
    utm_medium             text,
    utm_campaign           text,
    utm_content            text,
    utm_term               text,
    country_code           char(2),
    city_region            text,
    timezone_offset        integer,
    device_type            text,
    browser                text,
    screen_resolution      text,
    is_mobile              boolean not null default false,
    fraud_score            numeric not null default 0,
    bot_detected           boolean not null default false,
    metadata               jsonb not null default '{}',

    primary key (id, clicked_at)
) partition by range (clicked_at);

comment on table referrals.tracking_clicks is
'Clicks
One row per click on a code''s link. Written by `track_referral_click`.';

comment on column referrals.tracking_clicks.id is 'Identifies the row.';
comment on column referrals.tracking_clicks.referral_code_id is 'The code.';
comment on column referrals.tracking_clicks.visitor_id is 'The browser, by a name it gave itself.';
comment on column referrals.tracking_clicks.session_id is 'The visit.';
comment on column referrals.tracking_clicks.clicked_at is 'When; decides the month it is kept in.';
comment on column referrals.tracking_clicks.converted is 'Whether a purchase came of it.';
comment on column referrals.tracking_clicks.conversion_delay_hours is 'How long that took, in hours.';
comment on column referrals.tracking_clicks.ip_address_hashed is 'The network, hashed with the salt of the day.';
comment on column referrals.tracking_clicks.user_agent_partial is 'First words of the browser''s name.';
comment on column referrals.tracking_clicks.referrer_url is 'Page the link was on.';
comment on column referrals.tracking_clicks.utm_source is 'Source of the link.';
comment on column referrals.tracking_clicks.utm_medium is 'Medium of the link.';
comment on column referrals.tracking_clicks.utm_campaign is 'Campaign of the link.';
comment on column referrals.tracking_clicks.utm_content is 'Variant of the link.';
comment on column referrals.tracking_clicks.utm_term is 'Search words of the link.';
comment on column referrals.tracking_clicks.country_code is 'Country.';
comment on column referrals.tracking_clicks.city_region is 'Region, never the city.';
comment on column referrals.tracking_clicks.timezone_offset is 'Minutes from UTC.';
comment on column referrals.tracking_clicks.device_type is 'mobile, tablet or desktop.';
comment on column referrals.tracking_clicks.browser is 'Family of the browser.';
comment on column referrals.tracking_clicks.screen_resolution is 'Size of the screen.';
comment on column referrals.tracking_clicks.is_mobile is 'Whether it is a phone.';
comment on column referrals.tracking_clicks.fraud_score is 'Suspicion, 0 (none) to 1 (certain).';
comment on column referrals.tracking_clicks.bot_detected is 'Whether it was a program.';
comment on column referrals.tracking_clicks.metadata is 'Anything else worth keeping, as an object.';

-- Partitions ---------------------------------------------------------------------------------------------------------
-- As for the events of gamification: no grants, row level security of their own, and a default that should stay empty.

create table if not exists referrals.tracking_clicks_2025_01 partition of referrals.tracking_clicks
    for values from ('2025-01-01 00:00+00') to ('2025-02-01 00:00+00');
create table if not exists referrals.tracking_clicks_2025_02 partition of referrals.tracking_clicks
    for values from ('2025-02-01 00:00+00') to ('2025-03-01 00:00+00');
create table if not exists referrals.tracking_clicks_2025_03 partition of referrals.tracking_clicks
    for values from ('2025-03-01 00:00+00') to ('2025-04-01 00:00+00');
create table if not exists referrals.tracking_clicks_default partition of referrals.tracking_clicks default;

comment on table referrals.tracking_clicks_2025_01 is 'Clicks of January 2025.';
comment on table referrals.tracking_clicks_2025_02 is 'Clicks of February 2025.';
comment on table referrals.tracking_clicks_2025_03 is 'Clicks of March 2025.';
comment on table referrals.tracking_clicks_default is 'Clicks of a month that has no partition. Should be empty.';

-- An index of the parent is made for each partition, under a name of PostgreSQL's own, unless the partition has such an
-- index already: then the parent's adopts it. So each partition's come first, under the names monitoring knows.
do $$
declare
    part text;
begin
    foreach part in array array['2025_01', '2025_02', '2025_03', 'default'] loop
        execute replace($sql$
            create index if not exists tracking_clicks_PART_converted_clicked_at_idx
                on referrals.tracking_clicks_PART (converted, clicked_at desc);
            create index if not exists tracking_clicks_PART_ip_address_clicked_at_idx
                on referrals.tracking_clicks_PART (ip_address_hashed, clicked_at);
            create index if not exists tracking_clicks_PART_referral_code_clicked_idx
                on referrals.tracking_clicks_PART (referral_code_id, clicked_at);
            create index if not exists tracking_clicks_PART_utm_source_medium_idx
                on referrals.tracking_clicks_PART (utm_source, utm_medium, clicked_at);
            create index if not exists tracking_clicks_PART_visitor_id_clicked_idx
                on referrals.tracking_clicks_PART (visitor_id, clicked_at);
        $sql$, 'PART', part);
    end loop;
end
$$;

create index if not exists tracking_clicks_converted_clicked_at_idx
    on referrals.tracking_clicks (converted, clicked_at desc);
create index if not exists tracking_clicks_ip_address_clicked_at_idx
    on referrals.tracking_clicks (ip_address_hashed, clicked_at);
create index if not exists tracking_clicks_referral_code_clicked_idx
    on referrals.tracking_clicks (referral_code_id, clicked_at);
create index if not exists tracking_clicks_utm_source_medium_idx
    on referrals.tracking_clicks (utm_source, utm_medium, clicked_at);
create index if not exists tracking_clicks_visitor_id_clicked_idx
    on referrals.tracking_clicks (visitor_id, clicked_at);

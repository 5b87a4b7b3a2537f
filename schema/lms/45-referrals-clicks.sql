-- Clicks: writing one down, and keeping the months they are written in.

create or replace function referrals.track_referral_click(
    code text,
    visitor_id text,
    session_id text,
    ip inet default null,
    user_agent text default null,
    utm jsonb default '{}'
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    headers json := nullif(current_setting('request.headers', true), '')::json;
    agent text := left(coalesce(track_referral_click.user_agent, headers ->> 'user-agent', ''), 200);
    address inet := track_referral_click.ip;
    hashed text;
    clicked referrals.referral_codes;
    validity jsonb;
    recent record;
begin
    if referrals.check_flag_enabled('emergency_read_only_mode')
       or not referrals.check_flag_enabled('tracking_clicks_enabled') then
        return jsonb_build_object('success', false, 'error', 'tracking_disabled');
    end if;
    validity := referrals.validate_referral_code_stable(track_referral_click.code);
    if not (validity ->> 'valid')::boolean then
        return jsonb_build_object('success', false, 'error', 'invalid_code', 'reason', validity -> 'reason');
    end if;

    if address is null then
        begin
            address := trim(split_part(coalesce(headers ->> 'x-forwarded-for', headers ->> 'x-real-ip'), ',', 1))::inet;
        exception when invalid_text_representation then
            address := null;
        end;
    end if;
    hashed := referrals.hash_ip_daily_salt(address);

    -- Ten an hour from one network; from one visitor, when the network is unknown. One at a time, so that the count
    -- cannot be overtaken.
    perform pg_advisory_xact_lock(
        hashtextextended('track_referral_click:' || coalesce(hashed, track_referral_click.visitor_id, ''), 0)
    );
    select
        count(*) as clicks,
        count(*) filter (where click.user_agent_partial = left(agent, 60)) as of_same_device
    into recent
    from referrals.tracking_clicks as click
    where click.clicked_at > now() - interval '1 hour'
      and case
          when hashed is null then click.visitor_id = track_referral_click.visitor_id
          else click.ip_address_hashed = hashed
      end;
    if recent.clicks >= 10 then
        return jsonb_build_object('success', false, 'error', 'rate_limited');
    end if;

    update referrals.referral_codes as counted
    set total_clicks = counted.total_clicks + 1, last_used_at = now()
    where counted.code = upper(trim(track_referral_click.code))
    returning * into clicked;

    if clicked.click_tracking_enabled then
        insert into referrals.tracking_clicks (
            referral_code_id, visitor_id, session_id, ip_address_hashed, user_agent_partial, referrer_url,
            utm_source, utm_medium, utm_campaign, utm_content, utm_term,
            device_type, browser, is_mobile, bot_detected, fraud_score
        )
        values (
            clicked.id,
            left(track_referral_click.visitor_id, 64),
            left(track_referral_click.session_id, 64),
            hashed,
            left(agent, 60),
            left(headers ->> 'referer', 200),
            coalesce(left(utm ->> 'source', 64), clicked.utm_source),
            coalesce(left(utm ->> 'medium', 64), clicked.utm_medium),
            coalesce(left(utm ->> 'campaign', 64), clicked.utm_campaign),
            left(utm ->> 'content', 64),
            left(utm ->> 'term', 64),
            case when agent ~* 'ipad|tablet' then 'tablet' when agent ~* 'mobi' then 'mobile' else 'desktop' end,
            substring(agent from '(?i)(firefox|edg|chrome|safari|curl|node)'),
            agent ~* 'mobi',
            agent ~* 'bot|crawl|spider',
            -- The same device coming back at once is what a program does.
            least(1, case when agent ~* 'bot|crawl|spider' then 0.5 else 0 end + recent.of_same_device / 10.0)
        );
    end if;

    return jsonb_build_object(
        'success', true,
        'code', clicked.code,
        'program_key', validity -> 'program_key',
        'landing_page_url', clicked.landing_page_url
    );
end
$$;

comment on function referrals.track_referral_click(text, text, text, inet, text, jsonb) is
'Write down a click
On a code that can be used. `utm` has source, medium, campaign, content and term. The address is kept as a hash of its
network. Ten an hour are counted from one network.';

-- Months --------------------------------------------------------------------------------------------------------------
-- As for the events of gamification, with the five indexes of a month under their own names.

create or replace function referrals.maintain_tracking_partitions() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    this_month timestamp := date_trunc('month', now() at time zone 'UTC');
    month timestamp;
    part text;
    moved bigint;
    moved_total bigint := 0;
    created text[] := '{}';
begin
    perform pg_advisory_xact_lock(hashtextextended('referrals.maintain_tracking_partitions', 0));

    for month in select this_month + make_interval(months => ahead) from generate_series(0, 3) as ahead loop
        part := 'tracking_clicks_' || to_char(month, 'YYYY_MM');
        continue when to_regclass('referrals.' || part) is not null;

        lock table referrals.tracking_clicks_default in access exclusive mode;
        execute format(
            'create table referrals.%I (
                 like referrals.tracking_clicks including defaults including constraints including comments,
                 primary key (id, clicked_at)
             )',
            part
        );
        execute replace($sql$
            create index PART_converted_clicked_at_idx on referrals.PART (converted, clicked_at desc);
            create index PART_ip_address_clicked_at_idx on referrals.PART (ip_address_hashed, clicked_at);
            create index PART_referral_code_clicked_idx on referrals.PART (referral_code_id, clicked_at);
            create index PART_utm_source_medium_idx on referrals.PART (utm_source, utm_medium, clicked_at);
            create index PART_visitor_id_clicked_idx on referrals.PART (visitor_id, clicked_at);
        $sql$, 'PART', part);
        execute format(
            'with moved as (delete from referrals.tracking_clicks_default
                            where clicked_at >= $1 and clicked_at < $2 returning *)
             insert into referrals.%I select * from moved',
            part
        ) using month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC';
        get diagnostics moved = row_count;
        execute format(
            'alter table referrals.tracking_clicks attach partition referrals.%I for values from (%L) to (%L)',
            part, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC'
        );
        execute format('alter table referrals.%I enable row level security', part);
        execute format(
            'comment on table referrals.%I is %L', part, format('Clicks of %s.', to_char(month, 'YYYY-MM'))
        );
        created := created || part;
        moved_total := moved_total + moved;
    end loop;

    return jsonb_build_object('success', true, 'created', created, 'moved_from_default', moved_total);
end
$$;

comment on function referrals.maintain_tracking_partitions() is
'Make months of clicks
The current one and the next three, moving their rows out of the default partition.';

create or replace function referrals.check_default_partition() returns jsonb
    language sql stable
    security definer
    set search_path = ''
as $$
    select jsonb_build_object(
        'status', case when count(*) = 0 then 'HEALTHY' else 'WARNING' end,
        'rows', count(*),
        'oldest', min(clicked_at),
        'newest', max(clicked_at)
    )
    from referrals.tracking_clicks_default
$$;

comment on function referrals.check_default_partition() is
'Clicks without a month
There should be none: a row means that months were not made in time.';

-- Earning points. `credit_xp` is the only way in: other functions call it, the back office may, and people may not.

create or replace function gamification.calculate_level_from_xp(xp integer) returns integer
    language plpgsql stable
    set search_path = ''
as $$
begin
    -- The public list rather than the table: the answer is the same for whoever asks, signed in or not.
    return (
        select coalesce(max(listed.level), 1)
        from gamification.public_levels as listed
        where listed.xp_required <= calculate_level_from_xp.xp
    );
end
$$;

comment on function gamification.calculate_level_from_xp(integer) is
'Level that so many points reach';

create or replace function gamification.update_streak(user_id uuid) returns integer
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    streak integer;
begin
    -- Days in a row have the same distance to their rank: that is what makes a run one group.
    select coalesce(max(run.days), 0) into streak
    from (
        select count(*)::integer as days, max(active.day) as last_day
        from (
            select day, day - (row_number() over (order by day))::integer as run
            from (
                select distinct (event.created_at at time zone 'UTC')::date as day
                from gamification.xp_events as event
                where event.user_id = update_streak.user_id and event.xp_amount > 0
            ) as days
        ) as active
        group by active.run
    ) as run
    where run.last_day >= (now() at time zone 'UTC')::date - 1;

    update gamification.user_xp as held
    set current_streak = streak, longest_streak = greatest(held.longest_streak, streak)
    where held.user_id = update_streak.user_id;
    return streak;
end
$$;

comment on function gamification.update_streak(uuid) is
'Compute a streak
UTC days in a row with a point, up to today or yesterday. Stores and returns it.';

create or replace function gamification.credit_xp(
    user_id uuid,
    source_type text,
    action_type text,
    metadata jsonb default '{}',
    idempotency_key text default null
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    today timestamptz := date_trunc('day', now(), 'UTC');
    held gamification.user_xp;
    rule gamification.xp_sources;
    season gamification.seasonal_limits;
    earlier record;
    known_event uuid;
    variance numeric;
    amount integer;
    event_id uuid;
    level integer;
begin
    if not exists (select from public.profiles as person where person.id = credit_xp.user_id) then
        return jsonb_build_object('success', false, 'error', 'unknown_user');
    end if;

    -- The person's row is the lock: credits of one person happen one after another, so each sees what came before it.
    insert into gamification.user_xp (user_id) values (credit_xp.user_id) on conflict (user_id) do nothing;
    select * into held from gamification.user_xp as total where total.user_id = credit_xp.user_id for update;

    if credit_xp.idempotency_key is not null then
        select ledger.xp_event_id into known_event
        from gamification.idempotency_ledger as ledger
        where ledger.user_id = credit_xp.user_id
          and ledger.source_type = credit_xp.source_type
          and ledger.idempotency_key = credit_xp.idempotency_key;
        if found then
            return jsonb_build_object(
                'success', true, 'duplicate', true, 'xp_event_id', known_event, 'total_xp', held.total_xp
            );
        end if;
    end if;

    select * into rule
    from gamification.xp_sources as source
    where source.source_type = credit_xp.source_type
      and source.action_type = credit_xp.action_type
      and source.is_active
      and source.effective_from <= now()
      and (source.effective_to is null or source.effective_to > now())
    order by source.version desc
    limit 1;
    if rule.id is null then
        return jsonb_build_object('success', false, 'error', 'unknown_source');
    end if;

    -- How often: once, not again so soon, not so many times a day.
    select
        count(*) as ever,
        count(*) filter (where event.created_at >= today) as of_today,
        max(event.created_at) as last_at
    into earlier
    from gamification.xp_events as event
    where event.user_id = credit_xp.user_id
      and event.source_type = credit_xp.source_type
      and event.action_type = credit_xp.action_type
      and event.xp_amount > 0;
    if not rule.is_repeatable and earlier.ever > 0 then
        return jsonb_build_object('success', false, 'error', 'already_credited');
    elsif earlier.last_at + make_interval(mins => rule.cooldown_minutes) > now() then
        return jsonb_build_object(
            'success', false,
            'error', 'cooldown',
            'retry_at', earlier.last_at + make_interval(mins => rule.cooldown_minutes)
        );
    elsif earlier.of_today >= rule.max_per_day then
        return jsonb_build_object('success', false, 'error', 'daily_limit', 'max_per_day', rule.max_per_day);
    end if;

    -- How many: the same person and action always deviate the same way, so nothing is gained by trying again.
    select * into season
    from gamification.seasonal_limits as limits
    where limits.is_active and now() >= limits.starts_at and now() < limits.ends_at
    order by limits.starts_at desc
    limit 1;
    variance := rule.min_variance_percent + (rule.max_variance_percent - rule.min_variance_percent)
        * (('x' || left(md5(concat_ws(':', credit_xp.user_id, credit_xp.source_type, credit_xp.action_type)), 6))
            ::bit(24)::integer % 1001) / 1000;
    amount := round(rule.base_xp * (1 + variance / 100) * coalesce(season.bonus_multiplier, 1));
    if season.daily_xp_limit is not null then
        select least(amount, season.daily_xp_limit - coalesce(sum(event.xp_amount), 0)) into amount
        from gamification.xp_events as event
        where event.user_id = credit_xp.user_id and event.created_at >= today and event.xp_amount > 0;
        if amount <= 0 then
            return jsonb_build_object('success', false, 'error', 'season_limit', 'season_key', season.season_key);
        end if;
    end if;

    insert into gamification.xp_events (
        user_id, source_type, action_type, xp_amount, metadata, xp_source_id, base_xp, variance_percent,
        bonus_multiplier, season_key, idempotency_key, reference_id
    )
    values (
        credit_xp.user_id, credit_xp.source_type, credit_xp.action_type, amount, coalesce(credit_xp.metadata, '{}'),
        rule.id, rule.base_xp, round(variance, 2), coalesce(season.bonus_multiplier, 1), season.season_key,
        credit_xp.idempotency_key, (credit_xp.metadata ->> 'reference_id')::uuid
    )
    returning id into event_id;

    if credit_xp.idempotency_key is not null then
        insert into gamification.idempotency_ledger (user_id, source_type, idempotency_key, xp_event_id)
        values (credit_xp.user_id, credit_xp.source_type, credit_xp.idempotency_key, event_id);
    end if;

    level := gamification.calculate_level_from_xp(held.total_xp + amount);
    update gamification.user_xp as total
    set total_xp = held.total_xp + amount, current_level = level, last_xp_event_at = now()
    where total.user_id = credit_xp.user_id;
    perform gamification.update_streak(credit_xp.user_id);

    if level > held.current_level then
        insert into gamification.notification_outbox (user_id, notification_type, payload)
        values (
            credit_xp.user_id, 'level_up',
            jsonb_build_object('from', held.current_level, 'to', level, 'total_xp', held.total_xp + amount)
        );
    end if;

    return jsonb_build_object(
        'success', true,
        'duplicate', false,
        'xp_event_id', event_id,
        'xp_amount', amount,
        'total_xp', held.total_xp + amount,
        'current_level', level,
        'level_up', level > held.current_level
    );
end
$$;

comment on function gamification.credit_xp(uuid, text, text, jsonb, text) is
'Credit points
By the rule of `source_type` and `action_type`, within its limits and the season''s. A key that was credited before
credits nothing and answers {"success": true, "duplicate": true}. `metadata.reference_id` says what it was for.';

create or replace function gamification.get_my_xp() returns jsonb
    language sql stable
    set search_path = ''
as $$
    select jsonb_build_object(
        'user_id', auth.uid(),
        'total_xp', coalesce(held.total_xp, 0),
        'current_level', coalesce(held.current_level, 1),
        'current_streak', coalesce(held.current_streak, 0),
        'longest_streak', coalesce(held.longest_streak, 0),
        'next_level', next.level,
        'xp_to_next_level', next.xp_required - coalesce(held.total_xp, 0)
    )
    from (values (auth.uid())) as asking (user_id)
    left join gamification.user_xp as held on held.user_id = asking.user_id
    left join lateral (
        select definition.level, definition.xp_required
        from gamification.level_definitions as definition
        where definition.is_active and definition.xp_required > coalesce(held.total_xp, 0)
        order by definition.xp_required
        limit 1
    ) as next on true
$$;

comment on function gamification.get_my_xp() is
'Points of the caller
With level, streak, and what the next level takes.';

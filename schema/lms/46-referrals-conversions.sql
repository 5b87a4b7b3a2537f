-- Conversions: somebody who was sent bought something. One transaction decides whether it counts, for whom, and how
-- much it is worth; the back office calls it when the payment provider says so.

create or replace function referrals.process_referral_conversion(
    user_id uuid,
    tier text,
    amount integer,
    stripe_id text,
    entitlement_id uuid
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    rules jsonb;
    touch record;
    code referrals.referral_codes;
    program referrals.programs;
    converted referrals.referrals;
    rate numeric;
    commission integer;
begin
    if referrals.check_flag_enabled('emergency_read_only_mode')
       or not referrals.check_flag_enabled('conversions_enabled') then
        return jsonb_build_object('success', false, 'error', 'conversions_disabled');
    elsif process_referral_conversion.amount is null or process_referral_conversion.amount < 0 then
        return jsonb_build_object('success', false, 'error', 'invalid_amount');
    end if;
    select config.validation_rules into rules
    from referrals.atomic_conversion_config as config
    where config.is_active
    order by config.version desc
    limit 1;

    -- One conversion of a person at a time. The provider repeats what it is not sure we heard.
    perform pg_advisory_xact_lock(
        hashtextextended('process_referral_conversion:' || process_referral_conversion.user_id, 0)
    );
    select * into converted
    from referrals.referrals as referral
    where referral.stripe_subscription_id = process_referral_conversion.stripe_id
      and referral.referred_id = process_referral_conversion.user_id
      and referral.status in ('converted', 'confirmed', 'paid');
    if found then
        return jsonb_build_object(
            'success', true, 'duplicate', true,
            'referral_id', converted.id, 'commission_amount_cents', converted.commission_amount_cents
        );
    end if;

    -- The entitlement is the proof that something was bought.
    if coalesce((rules ->> 'entitlement_required')::boolean, true) and not exists (
        select from access.user_entitlements as held
        where held.id = process_referral_conversion.entitlement_id
          and held.user_id = process_referral_conversion.user_id
          and held.entitlement_type = 'tier'
          and held.entitlement_ref = process_referral_conversion.tier
          and held.status = 'active'
          and (held.expires_at is null or held.expires_at > now())
    ) then
        return jsonb_build_object('success', false, 'error', 'entitlement_required');
    end if;

    -- The last touch within its program's window: a referral that has the person's name on it, or a click by the
    -- visitor they said they were when they signed up. The later one wins; a tie goes to the referral.
    select touched.* into touch
    from (
        select
            referral.id as referral_id, referral.referral_code_id, null::uuid as click_id,
            greatest(referral.clicked_at, referral.registered_at, referral.created_at) as touched_at
        from referrals.referrals as referral
        where referral.referred_id = process_referral_conversion.user_id
          and referral.status in ('pending', 'clicked', 'registered')
          and (referral.expires_at is null or referral.expires_at > now())
        union all
        select null, click.referral_code_id, click.id, click.clicked_at
        from auth.users as account
        join referrals.tracking_clicks as click on click.visitor_id = account.raw_user_meta_data ->> 'visitor_id'
        where account.id = process_referral_conversion.user_id and not click.bot_detected
    ) as touched
    join referrals.referral_codes as known on known.id = touched.referral_code_id
    join referrals.programs as window_of on window_of.id = known.program_id
    where touched.touched_at > now() - make_interval(days => window_of.attribution_window)
    order by touched.touched_at desc, touched.referral_id nulls last
    limit 1;
    if not found then
        return jsonb_build_object('success', false, 'error', 'no_attribution');
    end if;

    select * into code from referrals.referral_codes as c where c.id = touch.referral_code_id for update;
    select * into program from referrals.programs as p where p.id = code.program_id;
    if code.user_id = process_referral_conversion.user_id then
        return jsonb_build_object('success', false, 'error', 'self_referral');
    elsif not (referrals.validate_referral_code_stable(code.code) ->> 'valid')::boolean then
        return jsonb_build_object(
            'success', false, 'error', 'invalid_code',
            'reason', referrals.validate_referral_code_stable(code.code) -> 'reason'
        );
    elsif jsonb_array_length(program.target_tiers) > 0
        and not program.target_tiers ? process_referral_conversion.tier then
        return jsonb_build_object('success', false, 'error', 'tier_not_in_program');
    elsif program.max_referrals_per_user <= (
        select count(*)
        from referrals.referrals as referral
        where referral.referral_code_id = code.id and referral.status in ('confirmed', 'paid')
    ) then
        return jsonb_build_object('success', false, 'error', 'referral_limit_reached');
    end if;

    rate := case program.commission_type
        when 'tiered' then coalesce(
            (program.commission_rates ->> process_referral_conversion.tier)::numeric, program.commission_value
        )
        when 'percentage' then program.commission_value
    end;
    commission := case program.commission_type
        when 'fixed' then least(program.commission_value, process_referral_conversion.amount)
        else round(process_referral_conversion.amount * rate / 100)
    end;

    -- A click becomes a referral first, so that every conversion is an update, which triggers watch.
    if touch.referral_id is null then
        insert into referrals.referrals (
            referrer_id, referred_id, referral_code_id, status, clicked_at, visitor_id, session_id, ip_address_hashed,
            utm_source, utm_medium, utm_campaign, expires_at
        )
        select
            code.user_id, process_referral_conversion.user_id, code.id, 'clicked', click.clicked_at, click.visitor_id,
            click.session_id, click.ip_address_hashed, click.utm_source, click.utm_medium, click.utm_campaign,
            now() + make_interval(days => program.referral_validity_days)
        from referrals.tracking_clicks as click
        where click.id = touch.click_id
        returning id into touch.referral_id;
        update referrals.tracking_clicks as click
        set converted = true,
            conversion_delay_hours = round(extract(epoch from now() - click.clicked_at) / 3600, 2)
        where click.id = touch.click_id;
    end if;
    update referrals.referrals as referral
    set status = 'confirmed',
        converted_at = now(),
        confirmed_at = now(),
        commission_amount_cents = commission,
        order_amount_cents = process_referral_conversion.amount,
        tier_purchased = process_referral_conversion.tier,
        stripe_subscription_id = process_referral_conversion.stripe_id,
        entitlement_id = process_referral_conversion.entitlement_id,
        conversion_data = jsonb_build_object(
            'commission_type', program.commission_type, 'rate_percent', rate, 'rules', rules
        ),
        attribution_data = jsonb_build_object('model', 'last_touch', 'touched_at', touch.touched_at),
        fraud_check_results = referral.fraud_check_results || jsonb_build_object('self_referral', false)
    where referral.id = touch.referral_id
    returning * into converted;

    update referrals.referral_codes as earning
    set total_conversions = earning.total_conversions + 1,
        current_uses = earning.current_uses + 1,
        total_earnings_cents = earning.total_earnings_cents + commission,
        pending_earnings_cents = earning.pending_earnings_cents + commission
    where earning.id = code.id;
    insert into gamification.notification_outbox (user_id, notification_type, payload)
    values (
        code.user_id, 'referral_confirmed',
        jsonb_build_object('referral_id', converted.id, 'code', code.code, 'commission_amount_cents', commission)
    );

    return jsonb_build_object(
        'success', true,
        'duplicate', false,
        'referral_id', converted.id,
        'referrer_id', code.user_id,
        'code', code.code,
        'commission_amount_cents', commission
    );
end
$$;

comment on function referrals.process_referral_conversion(uuid, text, integer, text, uuid) is
'Count a purchase for whoever sent the buyer
`amount` in cents. Needs an active entitlement of the buyer to the tier. The last touch within the program''s window has
it; nobody refers themself. Called again with the same `stripe_id` it changes nothing. For the back office.';

-- Drift ---------------------------------------------------------------------------------------------------------------
-- A second look at every conversion, whoever writes it: one per visitor, program and window. What a rule does with an
-- offence is up to the rule; what it blocks leaves no trace but the error, for the transaction is gone.

create or replace function referrals.prevent_conversion_drift() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    program referrals.programs;
    rule referrals.drift_prevention_rules;
    span interval;
    offends boolean;
begin
    if new.status not in ('converted', 'confirmed', 'paid')
       or (tg_op = 'UPDATE' and old.status in ('converted', 'confirmed', 'paid')) then
        return new;
    end if;
    select p.* into program
    from referrals.referral_codes as code
    join referrals.programs as p on p.id = code.program_id
    where code.id = new.referral_code_id;

    -- Conversions of one program pass here one at a time: what is looked for below cannot be on its way meanwhile.
    perform pg_advisory_xact_lock(hashtextextended('prevent_conversion_drift:' || program.id, 0));
    for rule in
        select * from referrals.drift_prevention_rules as r where r.is_active order by r.id
    loop
        span := make_interval(days => coalesce(
            (rule.constraint_config ->> 'days')::integer, program.attribution_window
        ));
        offends := case rule.constraint_type
            when 'time_window' then
                coalesce(new.converted_at, now()) - coalesce(new.clicked_at, new.registered_at, new.created_at) > span
            else exists (
                select
                from referrals.referrals as other
                join referrals.referral_codes as code on code.id = other.referral_code_id
                where other.id <> new.id
                  and other.status in ('converted', 'confirmed', 'paid')
                  and other.converted_at > coalesce(new.converted_at, now()) - span
                  and case rule.constraint_type
                      when 'conversion_limit' then
                          other.referred_id = new.referred_id and code.program_id = program.id
                      when 'visitor_tracking' then
                          other.visitor_id = new.visitor_id and code.program_id = program.id
                      when 'program_isolation' then
                          other.referred_id = new.referred_id and code.program_id <> program.id
                  end
            )
        end;
        continue when not coalesce(offends, false);

        if rule.violation_action = 'block' then
            raise check_violation using
                message = format('This conversion is against the rule "%s".', rule.rule_name),
                detail = rule.constraint_description;
        end if;
        insert into referrals.system_anomalies (
            anomaly_type, severity, affected_component, metric_name, threshold_exceeded, detection_method,
            impact_assessment
        )
        values (
            'business_logic',
            case rule.violation_action when 'warn' then 'medium' else 'low' end,
            'referrals', rule.rule_name, true, 'drift_prevention',
            jsonb_build_object('referral_id', new.id, 'action', rule.violation_action)
        );
        if rule.violation_action = 'warn' then
            raise warning 'This conversion is against the rule "%".', rule.rule_name;
        end if;
    end loop;
    return new;
end
$$;

comment on function referrals.prevent_conversion_drift() is
'Holds a referral that becomes a conversion to the drift rules: blocks it, warns, or notes it.';

create or replace trigger prevent_conversion_drift
    before insert or update on referrals.referrals
    for each row execute function referrals.prevent_conversion_drift();

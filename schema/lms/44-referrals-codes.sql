-- Codes: making them, and saying whether one is good.

create or replace function referrals.check_flag_enabled(flag_key text) returns boolean
    language sql stable
    security definer
    set search_path = ''
as $$
    -- A partial rollout gives each person the same answer every time.
    select coalesce((
        select flag.is_enabled
           and abs(hashtextextended(flag.flag_key || coalesce(auth.uid()::text, ''), 0) % 100) < flag.rollout_percentage
        from referrals.feature_flags as flag
        where flag.flag_key = check_flag_enabled.flag_key
    ), false)
$$;

comment on function referrals.check_flag_enabled(text) is
'Whether a switch of the ambassadors'' system is on
For the caller, where it is on for some only. An unknown switch is off.';

create or replace function referrals.normalize_code() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.code := upper(trim(new.code));
    return new;
end
$$;

comment on function referrals.normalize_code() is 'Writes a code the one way codes are written.';

create or replace trigger normalize_code
    before insert or update of code on referrals.referral_codes
    for each row execute function referrals.normalize_code();

create or replace function referrals.validate_referral_code_stable(code text) returns jsonb
    language sql stable
    security definer
    set search_path = ''
as $$
    select coalesce(
        (
            select jsonb_build_object(
                'valid', problem.reason is null,
                'program_key', program.program_key,
                'reason', problem.reason
            )
            from referrals.referral_codes as known
            join referrals.programs as program on program.id = known.program_id
            cross join lateral (
                select case
                    when not known.is_active then 'inactive'
                    when known.expires_at <= now() then 'expired'
                    when known.current_uses >= known.max_uses then 'used_up'
                    when not program.is_active or program.starts_at > now() or program.ends_at <= now()
                        then 'program_closed'
                end
            ) as problem (reason)
            where known.code = upper(trim(validate_referral_code_stable.code))
        ),
        jsonb_build_object('valid', false, 'program_key', null, 'reason', 'unknown')
    )
$$;

comment on function referrals.validate_referral_code_stable(text) is
'Whether a code can be used
{"valid": …, "program_key": …, "reason": …}; the reason is unknown, inactive, expired, used_up or program_closed.';

create or replace function referrals.generate_referral_code(
    user_id uuid,
    program_key text,
    preferred_code text default null
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    program referrals.programs;
    wanted text := nullif(upper(trim(preferred_code)), '');
    made referrals.referral_codes;
begin
    if not coalesce(generate_referral_code.user_id = auth.uid() or auth.role() = 'service_role', false) then
        raise insufficient_privilege using message = 'Codes are made for oneself.';
    elsif referrals.check_flag_enabled('emergency_read_only_mode') then
        return jsonb_build_object('success', false, 'error', 'read_only');
    end if;

    select * into program
    from referrals.programs as p
    where p.program_key = generate_referral_code.program_key
      and p.is_active
      and (p.starts_at is null or p.starts_at <= now())
      and (p.ends_at is null or p.ends_at > now());
    if not found then
        return jsonb_build_object('success', false, 'error', 'unknown_program');
    elsif exists (
        select from referrals.referrals as referral
        where referral.referrer_id = generate_referral_code.user_id
          and referral.fraud_check_results ->> 'self_referral' = 'true'
    ) then
        return jsonb_build_object('success', false, 'error', 'blocked_for_self_referral');
    end if;

    if wanted is not null then
        if char_length(wanted) < 6 or char_length(wanted) > 32 then
            return jsonb_build_object('success', false, 'error', 'invalid_length');
        elsif wanted !~ '^[A-Z0-9]+(-[A-Z0-9]+)*$' then
            return jsonb_build_object('success', false, 'error', 'invalid_characters');
        elsif wanted ~ '(MERDE|PUTAIN|CONNARD|FUCK|SHIT|ADMIN|OFFICIAL|SUPPORT)' then
            return jsonb_build_object('success', false, 'error', 'not_allowed');
        end if;
    end if;

    -- Whether a code is free is asked of the unique index, by taking it: of two who want the same, one gets it. A code
    -- of our own making is merely tried again.
    for attempt in 1..8 loop
        insert into referrals.referral_codes (user_id, program_id, code, code_type, expires_at)
        values (
            generate_referral_code.user_id,
            program.id,
            coalesce(wanted, upper(left(encode(extensions.gen_random_bytes(8), 'hex'), 10))),
            case when wanted is null then 'generated' else 'vanity' end,
            least(now() + interval '1 year', program.ends_at)
        )
        on conflict (code) do nothing
        returning * into made;
        exit when made.id is not null or wanted is not null;
    end loop;
    if made.id is null then
        return jsonb_build_object('success', false, 'error', 'code_taken');
    end if;

    return jsonb_build_object(
        'success', true,
        'id', made.id,
        'code', made.code,
        'code_type', made.code_type,
        'program_key', program.program_key,
        'expires_at', made.expires_at
    );
end
$$;

comment on function referrals.generate_referral_code(uuid, text, text) is
'Make a code
For oneself, in an active program. A preferred code is taken if it is free, six characters or more, and decent; else one
is made up. Good for a year, or as long as its program.';

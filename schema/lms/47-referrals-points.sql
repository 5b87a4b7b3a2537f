-- Points for ambassadors. Fixed amounts, since money is involved as well, and each with a key that says what it is for:
-- however often a trigger fires, a thing is rewarded once.

create or replace function referrals.trigger_credit_code_created_xp() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
begin
    perform gamification.credit_xp(
        new.user_id, 'referral', 'code_created', jsonb_build_object('reference_id', new.id), 'code:' || new.id
    );
    return null;
end
$$;

comment on function referrals.trigger_credit_code_created_xp() is 'Points for a first code.';

create or replace function referrals.trigger_credit_first_click_xp() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
begin
    if new.total_clicks >= 1 and old.total_clicks < 1 then
        perform gamification.credit_xp(
            new.user_id, 'referral', 'first_click', jsonb_build_object('reference_id', new.id),
            'code:' || new.id || ':first_click'
        );
    end if;
    return null;
end
$$;

comment on function referrals.trigger_credit_first_click_xp() is 'Points for the first click on a code.';

create or replace function referrals.trigger_credit_click_milestones_xp() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    milestone integer;
begin
    -- Several may be passed at once, when clicks are imported.
    foreach milestone in array array[10, 50, 100] loop
        if new.total_clicks >= milestone and old.total_clicks < milestone then
            perform gamification.credit_xp(
                new.user_id, 'referral', 'click_milestone_' || milestone, jsonb_build_object('reference_id', new.id),
                'code:' || new.id || ':clicks:' || milestone
            );
        end if;
    end loop;
    return null;
end
$$;

comment on function referrals.trigger_credit_click_milestones_xp() is 'Points for 10, 50 and 100 clicks on a code.';

create or replace function referrals.trigger_credit_conversion_xp() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
begin
    if new.status = 'confirmed' and old.status <> 'confirmed' then
        perform gamification.credit_xp(
            new.referrer_id,
            'referral',
            case new.tier_purchased
                when 'enterprise' then 'conversion_enterprise'
                when 'premium' then 'conversion_premium'
                else 'conversion_confirmed'
            end,
            jsonb_build_object('reference_id', new.id),
            'referral:' || new.id
        );
    end if;
    return null;
end
$$;

comment on function referrals.trigger_credit_conversion_xp() is 'Points for a confirmed referral, by the tier bought.';

create or replace function referrals.trigger_credit_ambassador_milestones_xp() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    confirmed bigint;
    milestone record;
begin
    if new.status <> 'confirmed' or old.status = 'confirmed' then
        return null;
    end if;
    select count(*) into confirmed
    from referrals.referrals as referral
    where referral.referrer_id = new.referrer_id and referral.status in ('confirmed', 'paid');
    for milestone in
        select * from (values (5, 'bronze'), (25, 'silver'), (100, 'gold')) as known (conversions, medal)
    loop
        if confirmed >= milestone.conversions then
            perform gamification.credit_xp(
                new.referrer_id, 'referral', 'ambassador_' || milestone.medal,
                jsonb_build_object('conversions', milestone.conversions),
                'ambassador:' || milestone.medal
            );
        end if;
    end loop;
    return null;
end
$$;

comment on function referrals.trigger_credit_ambassador_milestones_xp() is
'Points for 5, 25 and 100 confirmed referrals: bronze, silver and gold.';

create or replace trigger credit_code_created_xp
    after insert on referrals.referral_codes
    for each row execute function referrals.trigger_credit_code_created_xp();

create or replace trigger credit_first_click_xp
    after update of total_clicks on referrals.referral_codes
    for each row execute function referrals.trigger_credit_first_click_xp();

create or replace trigger credit_click_milestones_xp
    after update of total_clicks on referrals.referral_codes
    for each row execute function referrals.trigger_credit_click_milestones_xp();

create or replace trigger credit_conversion_xp
    after update of status on referrals.referrals
    for each row execute function referrals.trigger_credit_conversion_xp();

create or replace trigger credit_ambassador_milestones_xp
    after update of status on referrals.referrals
    for each row execute function referrals.trigger_credit_ambassador_milestones_xp();

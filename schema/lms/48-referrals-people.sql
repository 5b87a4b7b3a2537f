-- What ambassadors ask about themselves, and what the law gives everybody: a copy, being forgotten, being removed.

create or replace function referrals.get_user_referral_stats(user_id uuid) returns jsonb
    language sql stable
    set search_path = ''
as $$
    -- With the caller's rights: row level security leaves the codes they may see.
    select jsonb_build_object(
        'user_id', get_user_referral_stats.user_id,
        'codes', coalesce(jsonb_agg(
            jsonb_build_object(
                'code', code.code,
                'program_key', program.program_key,
                'is_active', code.is_active,
                'clicks', code.total_clicks,
                'conversions', code.total_conversions
            )
            order by code.created_at
        ) filter (where code.id is not null), '[]'),
        'total_clicks', coalesce(sum(code.total_clicks), 0),
        'total_conversions', coalesce(sum(code.total_conversions), 0),
        'conversion_rate_percent',
            coalesce(round(100.0 * sum(code.total_conversions) / nullif(sum(code.total_clicks), 0), 2), 0),
        'total_earnings_cents', coalesce(sum(code.total_earnings_cents), 0),
        'pending_earnings_cents', coalesce(sum(code.pending_earnings_cents), 0),
        'paid_earnings_cents', coalesce(sum(code.paid_earnings_cents), 0)
    )
    from (values (get_user_referral_stats.user_id)) as asked (user_id)
    left join referrals.referral_codes as code on code.user_id = asked.user_id
    left join referrals.programs as program on program.id = code.program_id
$$;

comment on function referrals.get_user_referral_stats(uuid) is
'Figures of an ambassador
Codes, clicks, conversions and earnings. About oneself; about others everything is zero.';

create or replace function referrals.export_user_referral_data(
    user_id uuid,
    request_type text default 'export'
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    document jsonb;
begin
    if not coalesce(export_user_referral_data.user_id = auth.uid(), false) and not rbac.is_admin() then
        raise insufficient_privilege using message = 'Data is given to its owner or an admin.';
    elsif export_user_referral_data.request_type is distinct from 'export' then
        return jsonb_build_object('success', false, 'error', 'unknown_request_type');
    end if;

    -- Clicks are other people's: what they reveal about those stays here.
    document := jsonb_build_object(
        'success', true,
        'user_id', export_user_referral_data.user_id,
        'exported_at', now(),
        'referral_codes', (
            select coalesce(jsonb_agg(to_jsonb(code) order by code.created_at), '[]')
            from referrals.referral_codes as code
            where code.user_id = export_user_referral_data.user_id
        ),
        'referrals_made', (
            select coalesce(jsonb_agg(
                jsonb_build_object(
                    'id', referral.id,
                    'status', referral.status,
                    'clicked_at', referral.clicked_at,
                    'confirmed_at', referral.confirmed_at,
                    'commission_amount_cents', referral.commission_amount_cents
                )
                order by referral.created_at
            ), '[]')
            from referrals.referrals as referral
            where referral.referrer_id = export_user_referral_data.user_id
        ),
        'referred_by', (
            select coalesce(jsonb_agg(to_jsonb(referral) - 'referrer_id' order by referral.created_at), '[]')
            from referrals.referrals as referral
            where referral.referred_id = export_user_referral_data.user_id
        ),
        'commission_payouts', (
            select coalesce(jsonb_agg(to_jsonb(payout) order by payout.period_end), '[]')
            from referrals.commission_payouts as payout
            where payout.user_id = export_user_referral_data.user_id
        ),
        'clicks_of_30_days', (
            select coalesce(jsonb_agg(
                jsonb_build_object(
                    'clicked_at', click.clicked_at,
                    'code', code.code,
                    'utm_source', click.utm_source,
                    'country_code', click.country_code,
                    'converted', click.converted
                )
                order by click.clicked_at
            ), '[]')
            from referrals.tracking_clicks as click
            join referrals.referral_codes as code on code.id = click.referral_code_id
            where code.user_id = export_user_referral_data.user_id
              and click.clicked_at > now() - interval '30 days'
        )
    );

    insert into util.gdpr_requests (user_id, request_type, status, requested_by, fulfilled_at, details)
    values (
        export_user_referral_data.user_id, 'export', 'fulfilled', auth.uid(), now(), '{"scope": "referrals"}'
    );
    return document;
end
$$;

comment on function referrals.export_user_referral_data(uuid, text) is
'A copy of one''s data as an ambassador
Codes, referrals, payouts, and the clicks of 30 days. One''s own, or any as an admin. The request is logged.';

create or replace function referrals.anonymize_user_referral_data(user_id uuid, requester_id uuid) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    referrals_changed bigint;
    clicks_changed bigint;
begin
    if not rbac.is_admin() or anonymize_user_referral_data.requester_id is distinct from auth.uid() then
        raise insufficient_privilege using message = 'Only admins anonymise, and in their own name.';
    end if;

    -- Clicks first: they are found by the visitor that the referral still names.
    update referrals.tracking_clicks as click
    set ip_address_hashed = null, user_agent_partial = null, referrer_url = null, country_code = null,
        city_region = null, timezone_offset = null, screen_resolution = null, browser = null, device_type = null,
        visitor_id = null, session_id = null
    where click.visitor_id in (
        select referral.visitor_id from referrals.referrals as referral
        where referral.referred_id = anonymize_user_referral_data.user_id
    );
    get diagnostics clicks_changed = row_count;
    update referrals.referrals as referral
    set ip_address_hashed = null, user_agent_partial = null, referrer_url = null, country_code = null,
        city_region = null, browser = null, device_type = null, visitor_id = null, session_id = null
    where referral.referred_id = anonymize_user_referral_data.user_id;
    get diagnostics referrals_changed = row_count;

    insert into util.gdpr_requests (user_id, request_type, status, requested_by, fulfilled_at, details)
    values (
        anonymize_user_referral_data.user_id, 'anonymize', 'fulfilled', auth.uid(), now(),
        jsonb_build_object('scope', 'referrals', 'referrals', referrals_changed, 'clicks', clicks_changed)
    );
    return jsonb_build_object('success', true, 'referrals', referrals_changed, 'clicks', clicks_changed);
end
$$;

comment on function referrals.anonymize_user_referral_data(uuid, uuid) is
'Forget how a person came
Clears address, browser, page and place wherever they were referred. For admins, in their own name. Logged.';

create or replace function referrals.delete_user_referral_data(
    user_id uuid,
    requester_id uuid,
    preserve_financial boolean default true
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    removed_clicks bigint;
    removed_referrals bigint;
    removed_codes bigint;
begin
    if not rbac.is_admin() or delete_user_referral_data.requester_id is distinct from auth.uid() then
        raise insufficient_privilege using message = 'Only admins remove data, and in their own name.';
    end if;

    perform referrals.anonymize_user_referral_data(delete_user_referral_data.user_id, auth.uid());
    delete from referrals.tracking_clicks as click
    using referrals.referral_codes as code
    where code.id = click.referral_code_id and code.user_id = delete_user_referral_data.user_id;
    get diagnostics removed_clicks = row_count;

    -- What was paid has to be kept for the books; what was never worth anything does not.
    if not delete_user_referral_data.preserve_financial then
        delete from referrals.commission_payout_items as item
        using referrals.commission_payouts as payout
        where payout.id = item.payout_id and payout.user_id = delete_user_referral_data.user_id;
        delete from referrals.commission_payouts as payout
        where payout.user_id = delete_user_referral_data.user_id;
    end if;
    delete from referrals.referrals as referral
    where referral.referrer_id = delete_user_referral_data.user_id
      and (not delete_user_referral_data.preserve_financial or referral.commission_amount_cents = 0)
      and not exists (
          select from referrals.commission_payout_items as item where item.referral_id = referral.id
      );
    get diagnostics removed_referrals = row_count;

    -- A code that referrals or payouts still name stays, out of use.
    update referrals.referral_codes as code
    set is_active = false
    where code.user_id = delete_user_referral_data.user_id;
    delete from referrals.referral_codes as code
    where code.user_id = delete_user_referral_data.user_id
      and not exists (select from referrals.referrals as referral where referral.referral_code_id = code.id)
      and not exists (select from referrals.commission_payouts as payout where payout.referral_code_id = code.id);
    get diagnostics removed_codes = row_count;

    insert into util.gdpr_requests (user_id, request_type, status, requested_by, fulfilled_at, details)
    values (
        delete_user_referral_data.user_id, 'delete', 'fulfilled', auth.uid(), now(),
        jsonb_build_object(
            'scope', 'referrals', 'clicks', removed_clicks, 'referrals', removed_referrals, 'codes', removed_codes,
            'preserve_financial', delete_user_referral_data.preserve_financial
        )
    );
    return jsonb_build_object(
        'success', true, 'clicks', removed_clicks, 'referrals', removed_referrals, 'codes', removed_codes
    );
end
$$;

comment on function referrals.delete_user_referral_data(uuid, uuid, boolean) is
'Remove an ambassador''s data
Clicks, referrals and codes, except what the books need unless `preserve_financial` is false. For admins, in their own
name. Logged.';

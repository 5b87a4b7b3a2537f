-- Who may touch what at all. Row level security, in the files after this one, decides about rows; a grant only opens
-- the door to a table, and is given widely because every table has row level security.
--
-- Where rows are not the question, grants are the answer: columns nobody may read or write, tables that only functions
-- write, and views that have no rows of anybody.
--
-- Everything in `policies/` can be run again at any time, on a live database: grants and revokes are stated as a whole,
-- policies are dropped and created anew.

grant usage on schema public, content, access, learn, assessments, gamification, referrals, rbac, media, util
    to anon, authenticated, service_role;

-- Tables --------------------------------------------------------------------------------------------------------------
-- anon too: what it may not see, it sees as an empty list.

grant select, insert, update, delete
    on all tables in schema public, content, access, learn, assessments, gamification, referrals, rbac, media, util
    to anon, authenticated, service_role;
grant usage
    on all sequences in schema public, content, access, learn, assessments, gamification, referrals, rbac, media, util
    to anon, authenticated, service_role;
revoke all on sequence assessments.certificate_serials from anon, authenticated;

-- Written by functions only. Admins have policies for totals; they read by them.
revoke insert, update, delete
    on assessments.attempts, assessments.certificates, assessments.certificate_revocations, assessments.grading_audit,
       gamification.user_xp, gamification.xp_events, gamification.idempotency_ledger
    from anon, authenticated;

-- Known to functions only, whoever asks.
revoke all on util.daily_salts from anon, authenticated, service_role;

-- Views are for reading. A simple one would pass writes on to its table, and one that runs with its owner's rights past
-- row level security.
do $$
declare
    seen regclass;
begin
    for seen in
        select relation.oid::regclass
        from pg_catalog.pg_class as relation
        where relation.relkind = 'v'
          and relation.relnamespace::regnamespace::text in (
              'public', 'content', 'access', 'learn', 'assessments',
              'gamification', 'referrals', 'rbac', 'media', 'util'
          )
    loop
        execute format('revoke insert, update, delete on %s from anon, authenticated, service_role', seen);
    end loop;
end
$$;

-- Dashboards are for people with a permission, and those are signed in.
revoke all
    on public.certificate_verification_rate_limit, content.workflow_dashboard,
       assessments.attempt_lifecycle_dashboard, assessments.rpc_latency_alerts,
       assessments.idempotence_collision_alerts, assessments.question_bank_stats,
       gamification.dashboard_xp_metrics, gamification.dashboard_system_health, gamification.integrity_dashboard,
       gamification.performance_metrics,
       referrals.admin_anomalies_dashboard, referrals.system_health_summary, referrals.edge_case_testing_dashboard,
       referrals.drift_prevention_monitor, referrals.business_rules_summary, referrals.slo_metrics,
       media.video_engagement_stats, media.admin_dashboard,
       util.slo_dashboard, util.failed_jobs, util.flag_overview, util.index_recommendations,
       util.function_latency_summary, util.storage_growth, util.retention_overview, util.gdpr_overview,
       util.migration_overview
    from anon;
revoke all on public.index_usage_analytics from anon, authenticated;

-- Columns -------------------------------------------------------------------------------------------------------------
-- A grant on the table covers every column, so it goes first. What is not named here cannot be had, and a request for
-- all columns (`select=*`) is refused: clients of these tables name what they want.

-- Answers. Whoever writes questions may send them; nobody reads them back but functions.
revoke select on assessments.questions from anon, authenticated;
grant select (
    id, assessment_id, created_by, type, body, choices, points, display_order, category, tags, difficulty_level,
    estimated_time_sec, usage_count, is_reusable, question_version, created_at, updated_at
) on assessments.questions to anon, authenticated;

-- Addresses, of public profiles. People with an account see them.
revoke select on public.profiles from anon;
grant select (
    id, username, display_name, bio, avatar_url, is_public, last_seen, first_name, last_name, locale, timezone,
    deleted_at, created_at, updated_at
) on public.profiles to anon;

-- Counters and earnings. An owner makes a code without them, and changes what surrounds it.
revoke insert, update on referrals.referral_codes from anon, authenticated;
grant insert (
    user_id, program_id, code, code_type, utm_source, utm_medium, utm_campaign, landing_page_url, is_active, expires_at,
    click_tracking_enabled, metadata
) on referrals.referral_codes to authenticated;
grant update (
    is_active, utm_source, utm_medium, utm_campaign, landing_page_url, metadata, click_tracking_enabled
) on referrals.referral_codes to authenticated;

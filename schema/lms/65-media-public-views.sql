-- Figures about media, and about the database's own house.

create or replace view media.video_engagement_stats with (security_invoker = true) as
select
    asset.id as asset_id,
    module.course_id,
    asset.asset_type,
    count(event.id) filter (where event.event_type = 'start') as views,
    round(
        100.0 * count(event.id) filter (where event.event_type = 'complete')
            / nullif(count(event.id) filter (where event.event_type = 'start'), 0), 1
    ) as completion_rate,
    round(avg(event.duration_seconds)) as avg_engagement_seconds,
    mode() within group (order by event.event_data ->> 'variant') as popular_variant
from media.assets as asset
join content.lessons as lesson on lesson.primary_media_id = asset.id
join content.modules as module on module.id = lesson.module_id
join content.courses as course on course.id = module.course_id
left join learn.lesson_analytics as event on event.lesson_id = lesson.id
where course.created_by = auth.uid()
   or asset.uploaded_by = auth.uid()
   or rbac.has_permission('view_analytics')
   or pg_has_role('service_role', 'member')
group by asset.id, module.course_id;

comment on view media.video_engagement_stats is
'How media are watched
One row per medium and course that shows it, over the events the caller may see: all of them for `view_analytics`.';

comment on column media.video_engagement_stats.asset_id is 'The medium.';
comment on column media.video_engagement_stats.course_id is 'The course.';
comment on column media.video_engagement_stats.asset_type is 'video, audio, document or image.';
comment on column media.video_engagement_stats.views is 'How often it was started.';
comment on column media.video_engagement_stats.completion_rate is
    'How often to the end, in percent; null when never started.';
comment on column media.video_engagement_stats.avg_engagement_seconds is 'Time an event took, in seconds.';
comment on column media.video_engagement_stats.popular_variant is 'The quality most often chosen.';

create or replace view media.admin_dashboard with (security_invoker = true) as
select
    asset.external_provider,
    count(*) as assets,
    coalesce(sum(asset.file_size_bytes), 0) as storage_bytes,
    count(*) filter (where asset.upload_status = 'pending') as pending,
    count(*) filter (where asset.upload_status = 'processing') as processing,
    count(*) filter (where asset.upload_status = 'ready') as ready,
    count(*) filter (where asset.upload_status = 'error') as errors,
    count(*) filter (
        where not exists (select from media.asset_variants as variant where variant.asset_id = asset.id)
    ) as variants_missing
from media.assets as asset
where rbac.has_permission('manage_content') or pg_has_role('service_role', 'member')
group by asset.external_provider;

comment on view media.admin_dashboard is
'Media by provider
What is kept where, and in which state. For `manage_content`.';

comment on column media.admin_dashboard.external_provider is 'The provider.';
comment on column media.admin_dashboard.assets is 'Media it keeps.';
comment on column media.admin_dashboard.storage_bytes is 'What they take, in bytes.';
comment on column media.admin_dashboard.pending is 'Not uploaded yet.';
comment on column media.admin_dashboard.processing is 'Being processed.';
comment on column media.admin_dashboard.ready is 'Ready.';
comment on column media.admin_dashboard.errors is 'Failed.';
comment on column media.admin_dashboard.variants_missing is 'Without any quality.';

create or replace view public.certificate_verification_rate_limit with (security_invoker = true) as
select
    log.client_ip,
    count(*) as requests_last_hour,
    count(*) >= 100 as is_rate_limited
from public.certificate_verification_logs as log
where log.created_at > now() - interval '1 hour'
group by log.client_ip;

comment on view public.certificate_verification_rate_limit is
'Who verifies certificates a lot
Verifications of the last hour per address; a hundred are the limit. For `view_analytics`.';

comment on column public.certificate_verification_rate_limit.client_ip is
    'The address; null for callers that gave none.';
comment on column public.certificate_verification_rate_limit.requests_last_hour is 'What it asked in the last hour.';
comment on column public.certificate_verification_rate_limit.is_rate_limited is 'Whether it has to wait.';

create or replace view public.index_usage_analytics with (security_invoker = true) as
select
    stat.indexrelname as indexname,
    stat.idx_scan as times_used,
    pg_size_pretty(pg_relation_size(stat.indexrelid)) as index_size,
    case
        when stat.idx_scan = 0 then 'NEVER_USED'
        when stat.idx_scan < 10 then 'RARELY_USED'
        else 'FREQUENTLY_USED'
    end as usage_category
from pg_catalog.pg_stat_user_indexes as stat;

comment on view public.index_usage_analytics is
'Use of indexes
Of the whole database, since statistics were last reset. For the back office only: it has no rows of anybody, so no
policy could part it.';

comment on column public.index_usage_analytics.indexname is 'The index.';
comment on column public.index_usage_analytics.times_used is 'Scans.';
comment on column public.index_usage_analytics.index_size is 'Size, for people.';
comment on column public.index_usage_analytics.usage_category is
    'NEVER_USED, RARELY_USED (below 10) or FREQUENTLY_USED.';

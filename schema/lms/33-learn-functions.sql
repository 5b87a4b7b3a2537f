-- Keeping events for as long as they are needed and no longer. For jobs of the back office.

create or replace function learn.cleanup_old_analytics(retention_months integer default 12) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    keep_from timestamptz;
    moved bigint;
begin
    if cleanup_old_analytics.retention_months is null or cleanup_old_analytics.retention_months < 1 then
        return jsonb_build_object('success', false, 'error', 'invalid_retention');
    end if;
    keep_from := now() - make_interval(months => cleanup_old_analytics.retention_months);

    -- One statement: an event is in the archive or where it was, never in both and never in neither.
    with removed as (
        delete from learn.lesson_analytics where event_timestamp < keep_from returning *
    )
    insert into learn.lesson_analytics_archive (
        id, user_id, lesson_id, session_id, event_type, event_data, event_timestamp, duration_seconds, device_info,
        course_id, created_at
    )
    select
        id, user_id, lesson_id, session_id, event_type, event_data, event_timestamp, duration_seconds, device_info,
        course_id, created_at
    from removed
    on conflict (id) do nothing;
    get diagnostics moved = row_count;

    insert into util.job_queue (job_type, status, attempts, payload, started_at, completed_at)
    values (
        'maintenance', 'completed', 1,
        jsonb_build_object('function', 'learn.cleanup_old_analytics', 'archived', moved, 'before', keep_from),
        now(), now()
    );

    return jsonb_build_object('success', true, 'archived', moved, 'before', keep_from);
end
$$;

comment on function learn.cleanup_old_analytics(integer) is
'Archive old events
Moves events older than so many months to `lesson_analytics_archive`, and notes it among the jobs.';

create or replace function learn.prepare_analytics_partitioning() returns jsonb
    language sql stable
    set search_path = ''
as $$
    with volume as (
        select
            count(*) as events,
            count(*) filter (where event_timestamp > now() - interval '1 month') as last_month,
            pg_total_relation_size('learn.lesson_analytics') as bytes
        from learn.lesson_analytics
    )
    select jsonb_build_object(
        'events', events,
        'events_last_month', last_month,
        'total_bytes', bytes,
        'threshold_events', 10000000,
        'threshold_events_per_month', 1000000,
        'is_recommended', events >= 10000000 or last_month >= 1000000,
        'partition_key', 'event_timestamp'
    )
    from volume
$$;

comment on function learn.prepare_analytics_partitioning() is
'Whether events need partitions
Compares how many there are with what one table carries well.';

create or replace function learn.cleanup_deprecated_analytics() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    left_over bigint;
    due timestamptz;
begin
    if to_regclass('learn.assessment_analytics') is null then
        return jsonb_build_object('success', true, 'dropped', false, 'reason', 'already_gone');
    end if;

    execute 'select count(*) from learn.assessment_analytics' into left_over;
    if left_over > 0 then
        return jsonb_build_object('success', false, 'error', 'not_empty', 'rows', left_over);
    end if;

    select migration.removal_date into due
    from util.migration_status as migration
    where migration.migration_key = 'assessment_analytics_to_lesson_analytics';
    if due is null or due > now() then
        return jsonb_build_object('success', false, 'error', 'not_due', 'removal_date', due);
    end if;

    -- Without CASCADE: whatever still depends on the table stops this.
    drop table learn.assessment_analytics;
    return jsonb_build_object('success', true, 'dropped', true);
end
$$;

comment on function learn.cleanup_deprecated_analytics() is
'Remove `assessment_analytics`
Once it is empty and the date its migration promised has passed.';

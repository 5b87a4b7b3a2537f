-- Two views here are for everybody, and run with their owner's rights so that they can show what the tables do not: a
-- handful of columns, of people who agreed. `security_barrier` keeps a caller's filter from looking at other rows
-- first.
-- The dashboards run with the caller's rights, and where they read the catalog, which has no rows of anybody, they ask
-- for the permission themselves.

create or replace view gamification.leaderboard_top10 with (security_barrier) as
select
    row_number() over (order by held.total_xp desc, held.user_id) as rank,
    held.user_id,
    person.username,
    person.display_name,
    person.avatar_url,
    held.total_xp,
    held.current_level
from gamification.user_xp as held
join public.profiles as person on person.id = held.user_id and person.deleted_at is null
join public.user_settings as settings
    on settings.user_id = held.user_id
    and settings.privacy ->> 'leaderboard_opt_in' = 'true'
order by held.total_xp desc, held.user_id
limit 10;

comment on view gamification.leaderboard_top10 is
'Leaderboard
The ten with most points among those who opted in.';

comment on column gamification.leaderboard_top10.rank is 'Place, from 1.';
comment on column gamification.leaderboard_top10.user_id is 'Who it is.';
comment on column gamification.leaderboard_top10.username is 'Name in addresses and mentions, unique.';
comment on column gamification.leaderboard_top10.display_name is 'Name to show.';
comment on column gamification.leaderboard_top10.avatar_url is 'Picture; null for none.';
comment on column gamification.leaderboard_top10.total_xp is 'Sum of all events.';
comment on column gamification.leaderboard_top10.current_level is 'Highest level it reaches.';

create or replace view gamification.public_levels with (security_barrier) as
select definition.level, definition.xp_required, definition.title, definition.badge_icon, definition.badge_color
from gamification.level_definitions as definition
where definition.is_active;

comment on view gamification.public_levels is
'Levels
What each level takes, without what it unlocks.';

comment on column gamification.public_levels.level is 'Number of the level.';
comment on column gamification.public_levels.xp_required is 'Points it takes to reach it.';
comment on column gamification.public_levels.title is 'What one is called.';
comment on column gamification.public_levels.badge_icon is 'Icon of the badge.';
comment on column gamification.public_levels.badge_color is 'Colour of the badge.';

create or replace view gamification.my_xp with (security_invoker = true) as
select
    held.total_xp,
    held.current_level,
    reached.title as level_title,
    next.level as next_level,
    next.xp_required - held.total_xp as xp_to_next_level,
    held.current_streak,
    held.longest_streak,
    held.last_xp_event_at
from gamification.user_xp as held
left join gamification.public_levels as reached on reached.level = held.current_level
left join lateral (
    select ahead.level, ahead.xp_required from gamification.public_levels as ahead
    where ahead.xp_required > held.total_xp
    order by ahead.xp_required
    limit 1
) as next on true
where held.user_id = auth.uid();

comment on view gamification.my_xp is
'Points of the caller
At most one row: nobody has points before the first.';

comment on column gamification.my_xp.total_xp is 'Sum of all events.';
comment on column gamification.my_xp.current_level is 'Highest level it reaches.';
comment on column gamification.my_xp.level_title is 'What one is called.';
comment on column gamification.my_xp.next_level is 'The level after it; null at the top.';
comment on column gamification.my_xp.xp_to_next_level is 'Points it takes to get there.';
comment on column gamification.my_xp.current_streak is 'Days in a row with a point, up to today or yesterday.';
comment on column gamification.my_xp.longest_streak is 'The longest streak so far.';
comment on column gamification.my_xp.last_xp_event_at is 'When the last event was.';

create or replace view gamification.xp_daily with (security_invoker = true) as
select
    (event.created_at at time zone 'UTC')::date as day,
    sum(event.xp_amount) as xp,
    count(*) as events
from gamification.xp_events as event
where event.user_id = auth.uid()
group by (event.created_at at time zone 'UTC')::date;

comment on view gamification.xp_daily is
'Points of the caller, day by day
UTC days with an event.';

comment on column gamification.xp_daily.day is 'The UTC day.';
comment on column gamification.xp_daily.xp is 'Points of that day.';
comment on column gamification.xp_daily.events is 'Events of that day.';

create or replace view gamification.dashboard_xp_metrics with (security_invoker = true) as
select
    recent.source_type,
    recent.action_type,
    recent.events_24h,
    recent.xp_24h,
    recent.avg_xp,
    round(100.0 * (recent.xp_24h - recent.xp_before) / nullif(recent.xp_before, 0), 1) as trend_percent
from (
    select
        event.source_type,
        event.action_type,
        count(*) filter (where event.created_at > now() - interval '24 hours') as events_24h,
        coalesce(sum(event.xp_amount) filter (where event.created_at > now() - interval '24 hours'), 0) as xp_24h,
        round(avg(event.xp_amount), 1) as avg_xp,
        coalesce(sum(event.xp_amount) filter (where event.created_at <= now() - interval '24 hours'), 0) as xp_before
    from gamification.xp_events as event
    where event.created_at > now() - interval '48 hours'
    group by event.source_type, event.action_type
) as recent;

comment on view gamification.dashboard_xp_metrics is
'What earns points
Per source and action, the last 24 hours against the 24 before.';

comment on column gamification.dashboard_xp_metrics.source_type is 'Part of the application.';
comment on column gamification.dashboard_xp_metrics.action_type is 'What was done there.';
comment on column gamification.dashboard_xp_metrics.events_24h is 'Events of the last 24 hours.';
comment on column gamification.dashboard_xp_metrics.xp_24h is 'Points of the last 24 hours.';
comment on column gamification.dashboard_xp_metrics.avg_xp is 'Points of one event, over 48 hours.';
comment on column gamification.dashboard_xp_metrics.trend_percent is
    'Change from the 24 hours before, in percent; null when there were none.';

create or replace view gamification.dashboard_system_health with (security_invoker = true) as
select
    part.relname::text as partition_name,
    coalesce(counted.rows, 0) as row_count,
    bounds.from_date,
    bounds.to_date,
    case
        when bounds.from_date is null and counted.rows > 0 then 'DEFAULT_IN_USE'
        when bounds.from_date is null then 'DEFAULT_EMPTY'
        when bounds.from_date > (now() at time zone 'UTC')::date then 'FUTURE'
        when bounds.to_date > (now() at time zone 'UTC')::date then 'CURRENT'
        when bounds.from_date < (date_trunc('month', now() at time zone 'UTC') - interval '12 months')::date
            then 'EXPIRED'
        else 'ARCHIVED'
    end as status,
    case
        when bounds.from_date is null
            then coalesce(round(100.0 * counted.rows / nullif(sum(counted.rows) over (), 0), 2), 0)
        else 0
    end as error_rate
from pg_catalog.pg_inherits as inheritance
join pg_catalog.pg_class as part on part.oid = inheritance.inhrelid
cross join lateral (
    select
        (substring(pg_get_expr(part.relpartbound, part.oid) from $re$FROM \('([^']+)'\)$re$)::timestamptz
            at time zone 'UTC')::date as from_date,
        (substring(pg_get_expr(part.relpartbound, part.oid) from $re$TO \('([^']+)'\)$re$)::timestamptz
            at time zone 'UTC')::date as to_date
) as bounds
left join (
    select event.tableoid, count(*) as rows from gamification.xp_events as event group by event.tableoid
) as counted on counted.tableoid = part.oid
where inheritance.inhparent = 'gamification.xp_events'::regclass
  and (rbac.has_permission('view_analytics') or pg_has_role('service_role', 'member'));

comment on view gamification.dashboard_system_health is
'Months of events
One row per partition. For `view_analytics`.';

comment on column gamification.dashboard_system_health.partition_name is 'The partition.';
comment on column gamification.dashboard_system_health.row_count is 'Events in it.';
comment on column gamification.dashboard_system_health.from_date is 'First day it takes; null for the default.';
comment on column gamification.dashboard_system_health.to_date is 'First day it does not take.';
comment on column gamification.dashboard_system_health.status is
    'CURRENT, FUTURE, ARCHIVED, EXPIRED, DEFAULT_EMPTY or DEFAULT_IN_USE.';
comment on column gamification.dashboard_system_health.error_rate is 'Events that found no month, in percent of all.';

create or replace view gamification.integrity_dashboard with (security_invoker = true) as
select
    held.user_id,
    held.total_xp,
    summed.xp as events_sum,
    held.total_xp - summed.xp as difference,
    held.total_xp = summed.xp as is_consistent
from gamification.user_xp as held
cross join lateral (
    select coalesce(sum(event.xp_amount), 0) + coalesce((held.metadata ->> 'archived_xp')::bigint, 0) as xp
    from gamification.xp_events as event
    where event.user_id = held.user_id
) as summed;

comment on view gamification.integrity_dashboard is
'Totals against events
One row per person the caller may see. Events of dropped months count by what the total remembers of them.';

comment on column gamification.integrity_dashboard.user_id is 'Whose points they are.';
comment on column gamification.integrity_dashboard.total_xp is 'The total that is kept.';
comment on column gamification.integrity_dashboard.events_sum is 'The sum of the events.';
comment on column gamification.integrity_dashboard.difference is 'How much the total is above it.';
comment on column gamification.integrity_dashboard.is_consistent is 'Whether there is no difference.';

create or replace view gamification.performance_metrics with (security_invoker = true) as
select measured.metric, round(measured.value, 2) as value, measured.unit, now() as measured_at
from (
    select 'credit_xp_p95' as metric,
        percentile_cont(0.95) within group (order by call.duration_ms)::numeric as value, 'ms' as unit
    from util.rpc_latency_log as call
    where call.schema_name = 'gamification' and call.function_name = 'credit_xp'
      and call.called_at > now() - interval '1 hour'
    union all
    select 'credit_xp_calls', count(*)::numeric, 'per hour'
    from util.rpc_latency_log as call
    where call.schema_name = 'gamification' and call.function_name = 'credit_xp'
      and call.called_at > now() - interval '1 hour'
    union all
    select 'index_scan_share', 100.0 * sum(stat.idx_scan) / nullif(sum(stat.idx_scan + stat.seq_scan), 0), '%'
    from pg_catalog.pg_stat_user_tables as stat
    where stat.schemaname = 'gamification'
    union all
    select 'unused_indexes', count(*)::numeric, 'indexes'
    from pg_catalog.pg_stat_user_indexes as stat
    where stat.schemaname = 'gamification' and stat.idx_scan = 0
) as measured
where rbac.has_permission('view_analytics') or pg_has_role('service_role', 'member');

comment on view gamification.performance_metrics is
'How points are served
Speed of credits and use of indexes. For `view_analytics`.';

comment on column gamification.performance_metrics.metric is 'What is measured.';
comment on column gamification.performance_metrics.value is 'The value; null when nothing was measured.';
comment on column gamification.performance_metrics.unit is 'Its unit.';
comment on column gamification.performance_metrics.measured_at is 'When.';

-- What is open to the caller, and how far everybody is.

create or replace view access.my_course_access with (security_invoker = true) as
select
    course.id as course_id,
    course.slug,
    course.title,
    required.tier_key as required_tier_key,
    opened.can_access,
    case
        when not opened.can_access then 'none'
        when required.tier_key is null then 'open'
        when exists (
            select from access.user_entitlements as held
            where held.user_id = auth.uid() and held.entitlement_ref = course.id::text and held.status = 'active'
        ) then 'entitlement'
        else 'tier'
    end as access_method
from content.courses as course
left join access.course_access_rules as rule on rule.course_id = course.id and rule.is_active
left join access.tiers as required on required.id = rule.required_tier_id
cross join lateral (select access.can_read_course(auth.uid(), course.id)) as opened (can_access)
where course.workflow_status = 'published';

comment on view access.my_course_access is
'Courses, and whether they are open to the caller
One row per published course.';

comment on column access.my_course_access.course_id is 'The course.';
comment on column access.my_course_access.slug is 'Name in addresses.';
comment on column access.my_course_access.title is 'Title.';
comment on column access.my_course_access.required_tier_key is 'The lowest tier that may read it; null for none.';
comment on column access.my_course_access.can_access is 'Whether the caller may.';
comment on column access.my_course_access.access_method is 'Why: open, tier, entitlement; none when not.';

create or replace view access.my_lesson_access with (security_invoker = true) as
select
    lesson.id as lesson_id,
    module.course_id,
    lesson.title,
    lesson.is_free_preview,
    opened.can_access,
    case
        when not opened.can_access then 'none'
        when lesson.is_free_preview then 'free_preview'
        when exists (
            select from access.lesson_access_overrides as override
            where override.lesson_id = lesson.id and (override.expires_at is null or override.expires_at > now())
        ) then 'override'
        else 'course'
    end as access_method
from content.lessons as lesson
join content.modules as module on module.id = lesson.module_id
cross join lateral (select access.can_read_lesson(auth.uid(), lesson.id)) as opened (can_access)
where lesson.workflow_status = 'published';

comment on view access.my_lesson_access is
'Lessons, and whether they are open to the caller
One row per published lesson.';

comment on column access.my_lesson_access.lesson_id is 'The lesson.';
comment on column access.my_lesson_access.course_id is 'Its course.';
comment on column access.my_lesson_access.title is 'Title.';
comment on column access.my_lesson_access.is_free_preview is 'Whether it is open whatever the course asks for.';
comment on column access.my_lesson_access.can_access is 'Whether the caller may read it.';
comment on column access.my_lesson_access.access_method is 'Why: free_preview, override, course; none when not.';

create or replace view learn.course_progress with (security_invoker = true) as
select
    progress.user_id,
    module.course_id,
    lessons.total as total_lessons,
    count(*) filter (where progress.status = 'completed') as completed_lessons,
    coalesce(
        round(100.0 * count(*) filter (where progress.status = 'completed') / nullif(lessons.total, 0)), 0
    )::integer as progress_percentage,
    sum(progress.time_spent_minutes) as total_time_spent,
    max(progress.last_accessed_at) as last_activity_at,
    case
        when count(*) filter (where progress.status = 'completed') >= lessons.total then 'completed'
        when bool_or(progress.status <> 'not_started') then 'in_progress'
        else 'not_started'
    end as status
from learn.user_progress as progress
join content.lessons as lesson on lesson.id = progress.lesson_id and lesson.workflow_status = 'published'
join content.modules as module on module.id = lesson.module_id
join lateral (
    select count(*) as total
    from content.lessons as each_lesson
    join content.modules as each_module on each_module.id = each_lesson.module_id
    where each_module.course_id = module.course_id and each_lesson.workflow_status = 'published'
) as lessons on true
group by progress.user_id, module.course_id, lessons.total;

comment on view learn.course_progress is
'Progress in a course
One row per person and course they began. One''s own; everybody''s for admins.';

comment on column learn.course_progress.user_id is 'Who learns.';
comment on column learn.course_progress.course_id is 'The course.';
comment on column learn.course_progress.total_lessons is 'Published lessons of the course.';
comment on column learn.course_progress.completed_lessons is 'Of those, completed.';
comment on column learn.course_progress.progress_percentage is 'The same in percent.';
comment on column learn.course_progress.total_time_spent is 'Time spent, in minutes.';
comment on column learn.course_progress.last_activity_at is 'When the person was last there.';
comment on column learn.course_progress.status is 'not_started, in_progress or completed.';

create or replace view learn.my_recent_activity with (security_invoker = true) as
select event.id, event.event_type, event.event_timestamp, event.lesson_id, lesson.title as lesson_title,
    event.duration_seconds, event.event_data
from learn.lesson_analytics as event
left join content.lessons as lesson on lesson.id = event.lesson_id
where event.user_id = auth.uid() and event.event_timestamp > now() - interval '30 days';

comment on view learn.my_recent_activity is
'What the caller did last
Their events of thirty days, with the lesson.';

comment on column learn.my_recent_activity.id is 'Identifies the row.';
comment on column learn.my_recent_activity.event_type is 'What happened.';
comment on column learn.my_recent_activity.event_timestamp is 'When it happened.';
comment on column learn.my_recent_activity.lesson_id is 'The lesson; null for an event about a whole course.';
comment on column learn.my_recent_activity.lesson_title is 'Title of the lesson.';
comment on column learn.my_recent_activity.duration_seconds is 'How long it took, in seconds.';
comment on column learn.my_recent_activity.event_data is 'Details: {"position": 42}, answers, scores.';

create or replace view learn.lesson_completion_stats with (security_invoker = true) as
select
    progress.lesson_id,
    count(*) as learners,
    count(*) filter (where progress.status = 'completed') as completions,
    round(100.0 * count(*) filter (where progress.status = 'completed') / count(*), 1) as completion_rate,
    round(avg(progress.time_spent_minutes), 1) as avg_time_minutes
from learn.user_progress as progress
group by progress.lesson_id;

comment on view learn.lesson_completion_stats is
'How lessons are getting on
One row per lesson that somebody began, over the progress the caller may see.';

comment on column learn.lesson_completion_stats.lesson_id is 'The lesson.';
comment on column learn.lesson_completion_stats.learners is 'How many began it.';
comment on column learn.lesson_completion_stats.completions is 'Of those, how many completed it.';
comment on column learn.lesson_completion_stats.completion_rate is 'The same in percent.';
comment on column learn.lesson_completion_stats.avg_time_minutes is 'Time it took them, in minutes.';

create or replace view learn.daily_learning_time with (security_invoker = true) as
select
    event.user_id,
    (event.event_timestamp at time zone 'UTC')::date as day,
    count(*) as events,
    coalesce(sum(event.duration_seconds), 0) as seconds
from learn.lesson_analytics as event
group by event.user_id, (event.event_timestamp at time zone 'UTC')::date;

comment on view learn.daily_learning_time is
'Learning, day by day
One row per person and UTC day with an event. One''s own; everybody''s for `view_analytics`.';

comment on column learn.daily_learning_time.user_id is 'Who learnt.';
comment on column learn.daily_learning_time.day is 'The UTC day.';
comment on column learn.daily_learning_time.events is 'Events of that day.';
comment on column learn.daily_learning_time.seconds is 'Time they took, in seconds.';

create or replace view learn.assessment_events with (security_invoker = true) as
select event.id, event.user_id, event.lesson_id, event.course_id, event.event_type, event.event_timestamp,
    (event.event_data ->> 'assessment_id')::uuid as assessment_id,
    (event.event_data ->> 'attempt_id')::uuid as attempt_id,
    (event.event_data ->> 'score')::numeric as score
from learn.lesson_analytics as event
where event.event_type in ('assessment_start', 'assessment_submit', 'assessment_graded', 'certificate_issued');

comment on view learn.assessment_events is
'Events of assessments
Starts, submissions, grades and certificates among the events.';

comment on column learn.assessment_events.id is 'Identifies the row.';
comment on column learn.assessment_events.user_id is 'Who it happened to; the caller when left out.';
comment on column learn.assessment_events.lesson_id is 'The lesson; null for an event about a whole course.';
comment on column learn.assessment_events.course_id is 'The course, for events that have no lesson.';
comment on column learn.assessment_events.event_type is 'What happened.';
comment on column learn.assessment_events.event_timestamp is 'When it happened.';
comment on column learn.assessment_events.assessment_id is 'The assessment.';
comment on column learn.assessment_events.attempt_id is 'The attempt.';
comment on column learn.assessment_events.score is 'Points reached, where the event has them.';

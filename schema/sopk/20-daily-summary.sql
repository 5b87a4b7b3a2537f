-- The dashboard: one row per person and day of the symptom diary, with how much else was done that day.
--
-- It shows the three tools a schema has for expensive reads, and the care each needs:
--   * a materialized view holds the result, but row level security does not exist for it;
--   * a view in front of it restores "own rows", and is what clients are given;
--   * a trigger keeps it fresh, and must run as the owner, for clients may not refresh anything.

-- The stored result ---------------------------------------------------------------------------------------------------
-- Three one-to-many joins side by side multiply each other's rows: two meals and three breathing sessions make six.
-- Counting distinct keys undoes that. Days are UTC days whatever the session's time zone, so that it does not matter
-- who refreshes.

create materialized view if not exists sopk.user_daily_summary as
select
    symptoms.user_id,
    symptoms.date,
    symptoms.mood_score,
    symptoms.energy_level,
    symptoms.fatigue_level,
    count(distinct meals.id)      as meals_tracked,
    count(distinct breathing.id)  as breathing_sessions,
    count(distinct activities.id) as activities_done
from sopk.daily_symptoms as symptoms
left join sopk.user_meal_tracking as meals
    on meals.user_id = symptoms.user_id
    and meals.date = symptoms.date
left join sopk.breathing_sessions as breathing
    on breathing.user_id = symptoms.user_id
    and (breathing.created_at at time zone 'UTC')::date = symptoms.date
left join sopk.user_activity_tracking as activities
    on activities.user_id = symptoms.user_id
    and (activities.started_at at time zone 'UTC')::date = symptoms.date
group by
    symptoms.user_id,
    symptoms.date,
    symptoms.mood_score,
    symptoms.energy_level,
    symptoms.fatigue_level;

-- REFRESH … CONCURRENTLY tells old rows from new ones by this index, and refuses to run without it.
create unique index if not exists idx_user_daily_summary_user_date on sopk.user_daily_summary (user_id, date desc);

comment on materialized view sopk.user_daily_summary is
'Daily summary of everybody
For the back office. Row level security does not apply here; people read `my_daily_summary`.';

comment on column sopk.user_daily_summary.user_id is 'Whose day it was.';
comment on column sopk.user_daily_summary.date is 'The day.';
comment on column sopk.user_daily_summary.mood_score is 'Mood, 1 (very low) to 10 (very good).';
comment on column sopk.user_daily_summary.energy_level is 'Energy, 0 (none) to 5 (plenty).';
comment on column sopk.user_daily_summary.fatigue_level is 'Fatigue, 0 (none) to 5 (exhausted).';
comment on column sopk.user_daily_summary.meals_tracked is 'Meals written down that day.';
comment on column sopk.user_daily_summary.breathing_sessions is 'Breathing sessions of that day.';
comment on column sopk.user_daily_summary.activities_done is 'Activities begun that day.';

-- What people see -----------------------------------------------------------------------------------------------------
-- The view reads with its owner's rights, which is how it reaches what the caller may not; `security_barrier` keeps a
-- caller's filter from running before the view's own.

create or replace view sopk.my_daily_summary with (security_barrier) as
select *
from sopk.user_daily_summary
where user_id = auth.uid();

comment on view sopk.my_daily_summary is
'Daily summary of the signed-in person
One row per day of the symptom diary: scores, and how many meals, breathing sessions and activities the day had.';

comment on column sopk.my_daily_summary.user_id is 'The signed-in person.';
comment on column sopk.my_daily_summary.date is 'The day.';
comment on column sopk.my_daily_summary.mood_score is 'Mood, 1 (very low) to 10 (very good).';
comment on column sopk.my_daily_summary.energy_level is 'Energy, 0 (none) to 5 (plenty).';
comment on column sopk.my_daily_summary.fatigue_level is 'Fatigue, 0 (none) to 5 (exhausted).';
comment on column sopk.my_daily_summary.meals_tracked is 'Meals written down that day.';
comment on column sopk.my_daily_summary.breathing_sessions is 'Breathing sessions of that day.';
comment on column sopk.my_daily_summary.activities_done is 'Activities begun that day.';

-- Keeping it fresh ----------------------------------------------------------------------------------------------------
-- Refreshing in the writer's own transaction is the simple choice: a dashboard never shows yesterday's truth, at the
-- price of writers waiting for one another. When that price is felt, drop the triggers and call
-- `refresh_user_daily_summary_now()` from a job instead.

create or replace function sopk.refresh_user_daily_summary() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
begin
    refresh materialized view concurrently sopk.user_daily_summary;
    return null;
end
$$;

comment on function sopk.refresh_user_daily_summary() is
'Refreshes the daily summary after a statement changed one of its tables.';

create or replace function sopk.refresh_user_daily_summary_now() returns void
    language plpgsql
    security definer
    set search_path = ''
as $$
begin
    refresh materialized view concurrently sopk.user_daily_summary;
end
$$;

comment on function sopk.refresh_user_daily_summary_now() is
'Refresh the daily summary
For jobs: a function that returns a trigger cannot be called. Back office only.';

-- Once per statement, not per row: an import of a month refreshes once.

create or replace trigger refresh_user_daily_summary
    after insert or update or delete on sopk.daily_symptoms
    for each statement execute function sopk.refresh_user_daily_summary();

create or replace trigger refresh_user_daily_summary
    after insert or update or delete on sopk.user_meal_tracking
    for each statement execute function sopk.refresh_user_daily_summary();

create or replace trigger refresh_user_daily_summary
    after insert or update or delete on sopk.breathing_sessions
    for each statement execute function sopk.refresh_user_daily_summary();

create or replace trigger refresh_user_daily_summary
    after insert or update or delete on sopk.user_activity_tracking
    for each statement execute function sopk.refresh_user_daily_summary();

-- How the person's days went, out of their signals.
--
-- `security_invoker` makes the view read as whoever asks it, under their policies: there is no second rule here that
-- could be forgotten. A view without it reads as its owner, and would show everybody to everybody.
--
-- Metadata comes from instruments, and not each gives a valence. What is no number is left out of the average, rather
-- than letting one odd signal break the whole view.

create or replace view emotionscare.my_emotion_trend with (security_invoker) as
select
    (created_at at time zone 'UTC')::date as day,
    count(*) as signals,
    round(avg(level), 2) as avg_level,
    round(avg(case jsonb_typeof(metadata -> 'valence') when 'number' then (metadata ->> 'valence')::numeric end), 2)
        as avg_valence
from emotionscare.clinical_signals
group by day;

comment on view emotionscare.my_emotion_trend is
'Emotional trend of the signed-in person
One row per day with a signal: how many there were, and how intense and how pleasant on average.';

comment on column emotionscare.my_emotion_trend.day is 'The day, by UTC.';
comment on column emotionscare.my_emotion_trend.signals is 'Signals measured that day.';
comment on column emotionscare.my_emotion_trend.avg_level is 'Average intensity, 0 (none) to 4 (very high).';
comment on column emotionscare.my_emotion_trend.avg_valence is
    'Average pleasantness, -1 to 1; null when no signal of the day has one.';

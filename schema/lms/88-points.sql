-- What earns points, and the ten levels they lead to.

insert into gamification.level_definitions (level, xp_required, title, badge_icon, badge_color, rewards, description)
values
    (1, 0, 'Curieux', 'seedling', '#9ccc65', '{}', 'Tout commence ici.'),
    (2, 100, 'Apprenti', 'book', '#66bb6a', '{"badge": "apprenti"}', 'Le pli est pris.'),
    (3, 250, 'Praticien', 'wrench', '#26a69a', '{"badge": "praticien"}', 'Vous essayez.'),
    (4, 450, 'Explorateur', 'compass', '#29b6f6', '{"feature": "themes"}', 'Vous sortez des sentiers.'),
    (5, 700, 'Connaisseur', 'star', '#5c6bc0', '{"badge": "connaisseur"}', 'On vous demande conseil.'),
    (6, 1000, 'Artisan', 'hammer', '#7e57c2', '{"feature": "profile_banner"}', 'Vous construisez.'),
    (7, 1350, 'Mentor', 'hands', '#ab47bc', '{"feature": "mentoring"}', 'Vous transmettez.'),
    (8, 1750, 'Expert', 'bolt', '#ec407a', '{"badge": "expert"}', 'Peu vous échappe.'),
    (9, 2200, 'Maître', 'crown', '#ef5350', '{"badge": "maitre"}', 'Vous ouvrez la voie.'),
    (10, 2700, 'Légende', 'trophy', '#ffa726', '{"badge": "legende", "discount_percent": 20}', 'Que reste-t-il ?')
on conflict do nothing;

-- Twenty-seven for learning and writing, ten for assessments, eleven for ambassadors. Only the first kind varies, by a
-- tenth either way: assessments have to be fair, and ambassadors are paid besides.
insert into gamification.xp_sources (
    source_type, action_type, base_xp, min_variance_percent, max_variance_percent, cooldown_minutes, max_per_day,
    is_repeatable, effective_from, description
)
select
    rule.source_type, rule.action_type, rule.xp,
    case when rule.varies then -10 else 0 end, case when rule.varies then 10 else 0 end,
    rule.cooldown, rule.per_day, rule.repeatable, '2024-11-01 00:00+00', rule.description
from (values
    ('lesson', 'start', 5, true, 5, 20, true, 'A lesson is begun.'),
    ('lesson', 'completion', 20, true, 1, 20, true, 'A lesson is completed.'),
    ('lesson', 'first_of_day', 10, true, 0, 1, true, 'The first lesson of a day.'),
    ('lesson', 'streak_3', 15, true, 1440, 1, true, 'Three days in a row.'),
    ('lesson', 'streak_7', 40, true, 1440, 1, true, 'Seven days in a row.'),
    ('lesson', 'streak_30', 200, true, 1440, 1, true, 'Thirty days in a row.'),
    ('lesson', 'bookmark', 2, true, 10, 5, true, 'A place is marked.'),
    ('lesson', 'note', 3, true, 10, 5, true, 'A note is taken.'),
    ('quiz', 'completion', 10, true, 5, 10, true, 'A quiz lesson is completed.'),
    ('quiz', 'retry', 3, true, 30, 3, true, 'A quiz lesson is taken again.'),
    ('quiz', 'first_try', 15, true, 0, 5, true, 'A quiz lesson is right at the first try.'),
    ('course', 'enroll', 5, true, 0, 5, true, 'A course is begun.'),
    ('course', 'start', 10, true, 0, 5, true, 'The first lesson of a course is completed.'),
    ('course', 'half', 50, true, 0, 3, true, 'Half of a course is completed.'),
    ('course', 'completion', 100, true, 0, 2, true, 'A course is completed.'),
    ('course', 'review', 10, true, 60, 3, true, 'A course is reviewed.'),
    ('course', 'certificate_share', 15, true, 1440, 1, true, 'A certificate is shown around.'),
    ('content', 'draft_created', 10, true, 30, 3, true, 'A draft is begun.'),
    ('content', 'submitted', 15, true, 30, 3, true, 'A draft is handed in.'),
    ('content', 'published', 100, true, 0, 2, true, 'A course is published.'),
    ('content', 'approved', 20, true, 0, 10, true, 'A course is approved.'),
    ('content', 'lesson_published', 40, true, 0, 5, true, 'A lesson is published.'),
    ('content', 'translated', 30, true, 0, 5, true, 'A lesson is translated.'),
    ('media', 'upload', 10, true, 5, 5, true, 'A medium is brought in.'),
    ('media', 'watch_25', 2, true, 5, 20, true, 'A quarter of a video is watched.'),
    ('media', 'watch_complete', 8, true, 5, 20, true, 'A video is watched to its end.'),
    ('media', 'caption_added', 12, true, 10, 5, true, 'Subtitles are added.'),
    ('quiz', 'submit', 5, false, 60, 5, true, 'A quiz is submitted.'),
    ('quiz', 'pass', 25, false, 0, null, true, 'A quiz is passed.'),
    ('quiz', 'perfect', 15, false, 0, null, true, 'A quiz is without a mistake.'),
    ('exam', 'submit', 10, false, 240, 2, true, 'An exam is submitted.'),
    ('exam', 'pass', 75, false, 0, null, true, 'An exam is passed.'),
    ('exam', 'perfect', 40, false, 0, null, true, 'An exam is without a mistake.'),
    ('cert', 'submit', 10, false, 240, 2, true, 'A certification is submitted.'),
    ('cert', 'pass', 100, false, 0, null, true, 'A certification is passed.'),
    ('cert', 'perfect', 50, false, 0, null, true, 'A certification is without a mistake.'),
    ('cert', 'issued', 150, false, 0, null, true, 'A certificate is issued.'),
    ('referral', 'code_created', 50, false, 0, null, false, 'A first code is made.'),
    ('referral', 'first_click', 25, false, 0, null, false, 'A code has its first click.'),
    ('referral', 'click_milestone_10', 100, false, 0, null, false, 'A code has ten clicks.'),
    ('referral', 'click_milestone_50', 200, false, 0, null, false, 'A code has fifty clicks.'),
    ('referral', 'click_milestone_100', 300, false, 0, null, false, 'A code has a hundred clicks.'),
    ('referral', 'conversion_confirmed', 150, false, 120, 3, true, 'Somebody bought.'),
    ('referral', 'conversion_premium', 200, false, 180, 2, true, 'Somebody bought premium.'),
    ('referral', 'conversion_enterprise', 300, false, 240, 1, true, 'A company bought.'),
    ('referral', 'ambassador_bronze', 750, false, 0, null, false, 'Five people bought.'),
    ('referral', 'ambassador_silver', 1500, false, 0, null, false, 'Twenty-five people bought.'),
    ('referral', 'ambassador_gold', 3000, false, 0, null, false, 'A hundred people bought.')
) as rule (source_type, action_type, xp, varies, cooldown, per_day, repeatable, description)
on conflict do nothing;

insert into gamification.seasonal_limits (
    season_key, description, daily_xp_limit, bonus_multiplier, starts_at, ends_at, is_active
) values
    ('lancement-2025', 'Ouverture de la plateforme.', 500, 1.5, '2025-01-01 00:00+00', '2025-01-15 00:00+00', true),
    ('printemps-2025', 'Semaine portes ouvertes.', 400, 1.2, '2025-03-24 00:00+00', '2025-04-01 00:00+00', true),
    ('ete-2025', 'Reportée.', null, 1.1, '2025-07-01 00:00+00', '2025-09-01 00:00+00', false)
on conflict do nothing;

-- The current month and those to come, before anything happens in them.
do $$
begin
    perform gamification.maintain_partitions();
    perform referrals.maintain_tracking_partitions();
end
$$;

-- What is on. Early among the rows, because functions that make the next ones look here.

insert into util.feature_flags (flag_key, is_enabled, rollout_percentage, description) values
    ('assessment_analytics_compat_views', true, 100,
     'Events of assessments can still be asked for as `assessments.assessment_analytics_compat`.'),
    ('drop_expired_xp_partitions', false, 100,
     'Months of points are dropped after a year. Off in the demo, whose first months are to stay.'),
    ('new_course_player', true, 50, 'The player with chapters.'),
    ('weekly_digest', false, 100, 'One mail a week instead of one per event.')
on conflict do nothing;

insert into referrals.feature_flags (
    flag_key, flag_name, flag_description, flag_category, is_enabled, flag_type, is_system_critical
) values
    ('conversions_enabled', 'Conversions', 'Purchases are credited to ambassadors.', 'core', true, 'permanent', true),
    ('tracking_clicks_enabled', 'Clicks', 'Clicks on codes are written down.', 'core', true, 'permanent', true),
    ('pii_minimization_enabled', 'Data minimisation', 'Addresses are hashed and places reduced.', 'privacy', true,
     'permanent', true),
    ('advanced_analytics_enabled', 'Analytics', 'Figures beyond counters.', 'analytics', true, 'permanent', false),
    ('real_time_updates_enabled', 'Live figures', 'Dashboards follow as things happen.', 'analytics', true,
     'permanent', false),
    ('emergency_read_only_mode', 'Emergency stop', 'Nothing is written any more.', 'safety', false, 'permanent', true)
on conflict do nothing;

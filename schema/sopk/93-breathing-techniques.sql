-- The two techniques the application ships with; names, texts and patterns are its own words.

insert into sopk.breathing_techniques (
    id, name,
    description,
    category, pattern_config, duration_seconds, cycles_per_minute,
    instructions,
    benefits, best_time_of_day
) values

('53000000-0000-4000-8000-000000000001', 'Cohérence Cardiaque',
 'Technique 3-6-5 pour réguler le système nerveux',
 'relaxation', '{"inhale": 5, "hold": 0, "exhale": 5}', 300, 6,
 'Inspirez pendant 5 secondes, expirez pendant 5 secondes. Répétez calmement.',
 '{"apaise le rythme cardiaque","fait baisser le cortisol"}', '{morning,afternoon}'),

('53000000-0000-4000-8000-000000000002', '4-7-8 Relaxation',
 'Technique de relaxation profonde pour réduire l''anxiété',
 'relaxation', '{"inhale": 4, "hold": 7, "exhale": 8}', 240, null,
 'Inspirez 4s, retenez 7s, expirez lentement sur 8s. Idéal avant le coucher.',
 '{"prépare au sommeil","réduit l''anxiété"}', '{evening}')

on conflict do nothing;

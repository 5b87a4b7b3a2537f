-- Eight sessions, from ten minutes on the carpet to half an hour outdoors.

insert into sopk.activity_sessions (
    id, title,
    description,
    category, duration_minutes, difficulty_level,
    instructions, audio_guide_url,
    sopk_benefits, recommended_for_symptoms, recommended_cycle_phases, equipment_needed
) values

('54000000-0000-4000-8000-000000000001', 'Yoga doux pour le ventre',
 'Des postures allongées qui relâchent le bassin.',
 'yoga', 20, 'beginner',
 'Enchaînez l''enfant, le papillon couché et la torsion, trois minutes chacune.', 'guides/yoga-ventre.mp3',
 '{mood_boost}', '{fatigue,stress}', '{menstrual,luteal}', '{yoga_mat}'),

('54000000-0000-4000-8000-000000000002', 'Réveil articulaire',
 'Dérouiller le corps avant la journée.',
 'mobility', 10, 'beginner',
 'Chevilles, hanches, épaules, nuque : dix cercles lents dans chaque sens.', 'guides/reveil-articulaire.mp3',
 '{energy}', '{fatigue}', '{menstrual,follicular,luteal}', '{none}'),

('54000000-0000-4000-8000-000000000003', 'Marche active',
 'Une demi-heure dehors, à bonne allure.',
 'cardio', 30, 'beginner',
 'Marchez à une allure où parler reste possible, chanter non.', null,
 '{insulin_sensitivity,mood_boost}', '{fatigue,mood_low}', '{follicular,luteal}', '{none}'),

('54000000-0000-4000-8000-000000000004', 'Étirements du soir',
 'Poser la journée.',
 'mobility', 15, 'beginner',
 'Étirez le dos, les hanches et les mollets, trente secondes par côté.', 'guides/etirements-soir.mp3',
 '{mood_boost}', '{stress}', '{menstrual,luteal}', '{none}'),

('54000000-0000-4000-8000-000000000005', 'Renforcement au poids du corps',
 'Quatre mouvements, trois tours.',
 'strength', 25, 'intermediate',
 'Squats, pompes sur les genoux, pont, gainage : quarante secondes d''effort, vingt de repos.', null,
 '{insulin_sensitivity,energy}', '{mood_low}', '{follicular}', '{yoga_mat}'),

('54000000-0000-4000-8000-000000000006', 'Élastiques : dos et épaules',
 'Redresser le buste après l''écran.',
 'strength', 20, 'intermediate',
 'Tirages, écartés et rotations, douze répétitions, trois séries.', null,
 '{insulin_sensitivity}', '{fatigue}', '{follicular,luteal}', '{resistance_band}'),

('54000000-0000-4000-8000-000000000007', 'Danse libre',
 'Quatre chansons, volets fermés.',
 'cardio', 15, 'beginner',
 'Mettez quatre chansons aimées et bougez sans miroir.', 'guides/danse-libre.mp3',
 '{mood_boost,energy}', '{fatigue,mood_low}', '{follicular,luteal}', '{none}'),

('54000000-0000-4000-8000-000000000008', 'Intervalles doux',
 'Accélérer sans s''épuiser.',
 'cardio', 20, 'advanced',
 'Alternez une minute vive et deux minutes calmes, six fois.', null,
 '{insulin_sensitivity}', '{mood_low}', '{follicular}', '{none}')

on conflict do nothing;

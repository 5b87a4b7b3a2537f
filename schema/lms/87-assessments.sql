-- A question bank of twelve, and three assessments that pick from it: a quiz, an exam that a person has to grade, and a
-- certification.

insert into assessments.assessments (
    id, scope, lesson_id, course_id, title, type, description, time_limit_sec, attempt_limit, passing_score,
    grading_mode, shuffle_questions, shuffle_answers, is_published, created_by, cooldown_minutes, show_correct_answers
) values
    -- On the free preview: everybody may look at it, and take it with an account.
    ('d6000000-0000-4000-8000-000000000001', 'lesson', 'd3000000-0000-4000-8000-000000000011', null,
     'Quiz : les idées', 'quiz', 'Quatre questions pour commencer.', 900, 5, 60, 'auto', true, true, true,
     'd0000000-0000-4000-8000-000000000002', 0, true),
    ('d6000000-0000-4000-8000-000000000002', 'course', null, 'd1000000-0000-4000-8000-000000000002',
     'Examen : agents en production', 'exam', 'Deux questions fermées, une ouverte.', 3600, 2, 70, 'hybrid', false,
     false, true, 'd0000000-0000-4000-8000-000000000002', 60, false),
    ('d6000000-0000-4000-8000-000000000003', 'course', null, 'd1000000-0000-4000-8000-000000000001',
     'Certification : découvrir l''IA', 'cert', 'Quatre questions, une seule erreur permise.', 1800, 3, 75, 'auto',
     true, false, true, 'd0000000-0000-4000-8000-000000000002', 1440, false)
on conflict do nothing;

insert into assessments.questions (
    id, created_by, type, body, choices, correct_answers, explanation, points, category, tags, difficulty_level,
    estimated_time_sec
)
select
    ('d7000000-0000-4000-8000-0000000000' || lpad(question.number::text, 2, '0'))::uuid,
    'd0000000-0000-4000-8000-000000000002',
    question.type,
    question.body,
    question.choices::jsonb,
    question.correct::jsonb,
    question.explanation,
    question.points,
    question.category,
    string_to_array(question.tags, ','),
    question.difficulty,
    60 * question.difficulty
from (values
    (1, 'mcq', 'De quoi un modèle apprend-il ?',
     '[{"id": "a", "text": "D''exemples"}, {"id": "b", "text": "De règles écrites"}, {"id": "c", "text": "Du hasard"}]',
     '["a"]', 'Les règles se dégagent des exemples.', 1, 'bases', 'apprentissage', 1),
    (2, 'mcq', 'Que fait un modèle de langage ?',
     '[{"id": "a", "text": "Il cherche sur le web"}, {"id": "b", "text": "Il prédit la suite d''un texte"}]',
     '["b"]', 'Mot après mot.', 1, 'bases', 'langage', 1),
    (3, 'mcq', 'Lesquelles sont des données personnelles ?',
     '[{"id": "a", "text": "Un nom"}, {"id": "b", "text": "Une adresse IP"}, {"id": "c", "text": "Une table de 7"}]',
     '["a", "b"]', 'Tout ce qui mène à une personne.', 2, 'éthique', 'rgpd', 2),
    (4, 'true_false', 'Un modèle dit toujours vrai.',
     '[{"id": true, "text": "Vrai"}, {"id": false, "text": "Faux"}]',
     '[false]', 'Il dit ce qui est vraisemblable.', 1, 'bases', 'limites', 1),
    (5, 'mcq', 'Qu''est-ce qu''un outil, pour un agent ?',
     '[{"id": "a", "text": "Une fonction qu''il peut appeler"}, {"id": "b", "text": "Un autre modèle"}]',
     '["a"]', null, 2, 'agents', 'outils', 3),
    (6, 'true_false', 'On peut évaluer un agent une fois pour toutes.',
     '[{"id": true, "text": "Vrai"}, {"id": false, "text": "Faux"}]',
     '[false]', 'Ce qui l''entoure change.', 2, 'agents', 'evaluation', 3),
    (7, 'open_text', 'Décrivez un garde-fou que vous mettriez en place, et comment vous le testeriez.',
     '[]', '[]', 'Un bon garde-fou se mesure.', 5, 'agents', 'evaluation,garde-fous', 4),
    (8, 'mcq', 'Pourquoi séparer exemples d''apprentissage et de test ?',
     '[{"id": "a", "text": "Pour aller plus vite"}, {"id": "b", "text": "Pour mesurer ce qui est vraiment appris"}]',
     '["b"]', null, 1, 'bases', 'apprentissage', 2),
    (9, 'mcq', 'Que faire d''une réponse importante ?',
     '[{"id": "a", "text": "La vérifier"}, {"id": "b", "text": "La publier"}]',
     '["a"]', null, 1, 'éthique', 'limites', 1),
    (10, 'mcq', 'Qu''appelle-t-on un biais ?',
     '[{"id": "a", "text": "Une panne"}, {"id": "b", "text": "Un écart systématique"}]',
     '["b"]', null, 1, 'éthique', 'biais', 2),
    (11, 'matching', 'Associez chaque mot à sa définition.',
     '[{"id": "jeton", "text": "Morceau de texte"}, {"id": "contexte", "text": "Ce que le modèle a sous les yeux"}]',
     '[{"jeton": "Morceau de texte", "contexte": "Ce que le modèle a sous les yeux"}]', null, 2, 'bases', 'langage', 2),
    (12, 'ordering', 'Remettez dans l''ordre les étapes d''une mise en service.',
     '[{"id": "a", "text": "Mesurer"}, {"id": "b", "text": "Essayer"}, {"id": "c", "text": "Ouvrir à tous"}]',
     '["b", "a", "c"]', null, 2, 'agents', 'evaluation', 3)
) as question (number, type, body, choices, correct, explanation, points, category, tags, difficulty)
on conflict do nothing;

-- The quiz is worth 5 points, the exam 10 (its open question counts for more than usual), the certification 4.
-- Question 2 is asked twice: that is what the bank is for.
insert into assessments.assessment_items (assessment_id, question_id, display_order, points_override)
select
    ('d6000000-0000-4000-8000-00000000000' || item.assessment)::uuid,
    ('d7000000-0000-4000-8000-0000000000' || lpad(item.question::text, 2, '0'))::uuid,
    item.place,
    item.points
from (values
    (1, 1, 1, null::integer), (1, 2, 2, null), (1, 3, 3, null), (1, 4, 4, null),
    (2, 5, 1, null), (2, 6, 2, null), (2, 7, 3, 6),
    (3, 2, 1, null), (3, 8, 2, null), (3, 9, 3, null), (3, 10, 4, null)
) as item (assessment, question, place, points)
on conflict do nothing;

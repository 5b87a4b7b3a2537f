-- Six lessons in each published course, in order, of every type; the first of each is a free preview. The last lesson
-- of the second course still has a video address from before there was `media`.

insert into content.lessons (
    id, module_id, lesson_order, type, workflow_status, title, description, duration_minutes, text_content,
    primary_media_id, is_free_preview, video_url, quiz_config, project_instructions, content, resources,
    learning_objectives, prerequisites
)
select
    ('d3000000-0000-4000-8000-0000000000' || lesson.number)::uuid,
    ('d2000000-0000-4000-8000-0000000000' || lesson.module)::uuid,
    lesson.place,
    lesson.type::content.lesson_type,
    lesson.status,
    lesson.title,
    lesson.description,
    lesson.minutes,
    lesson.description || ' ' || 'Texte de la leçon.',
    ('d4000000-0000-4000-8000-00000000000' || lesson.medium)::uuid,
    lesson.is_free_preview,
    lesson.video_url,
    case lesson.type when 'quiz' then '{"questions_shown": 4, "retry": true}'::jsonb end,
    case lesson.type when 'project' then 'Rendez un document d''une page.' end,
    jsonb_build_object('blocks', jsonb_build_array(
        jsonb_build_object('type', 'heading', 'text', lesson.title),
        jsonb_build_object('type', 'paragraph', 'text', lesson.description)
    )),
    case when lesson.number = 12
        then '[{"title": "Glossaire", "url": "https://s3.example/docs/glossaire.pdf"}]'::jsonb
        else '[]'
    end,
    array[lesson.title],
    case when lesson.place = 1 then '{}'::text[] else array['La leçon précédente'] end
from (values
    (11, 11, 1, 'video', 'published', 'Bienvenue', 'Le cours en deux minutes.', 5, 1, true, null),
    (12, 11, 2, 'video', 'published', 'Comment un modèle apprend', 'Exemples, erreurs, essais.', 15, 3, false, null),
    (13, 11, 3, 'article', 'published', 'Les mots de l''IA', 'Cinquante mots à connaître.', 20, null, false, null),
    (14, 12, 1, 'article', 'published', 'Choisir un outil', 'Il y en a trop : comment trier.', 20, null, false, null),
    (15, 12, 2, 'quiz', 'published', 'Faites le point', 'Dix questions.', 10, null, false, null),
    (16, 12, 3, 'project', 'published', 'Votre premier assistant', 'De l''idée à l''essai.', 50, null, false, null),
    (21, 21, 1, 'video', 'published', 'Qu''est-ce qu''un agent ?', 'Un modèle, des outils, un but.', 10, 7, true, null),
    (22, 21, 2, 'video', 'published', 'Donner des outils', 'Décrire, appeler, vérifier.', 40, 4, false, null),
    (23, 21, 3, 'video', 'published', 'Masterclass : évaluer', 'Une heure avec Mona.', 60, 5, false, null),
    (24, 22, 1, 'article', 'published', 'Garde-fous', 'Ce qu''un agent ne doit pas faire.', 45, null, false, null),
    (25, 22, 2, 'quiz', 'published', 'Faites le point', 'Avant l''examen.', 15, null, false, null),
    (26, 22, 3, 'project', 'published', 'Mise en service', 'Votre agent, pour de vrai.', 130, null, false,
     'https://vimeo.com/900000026'),
    (31, 31, 1, 'article', 'draft', 'Une bonne consigne', 'Contexte, but, format.', 30, null, false, null),
    (41, 41, 1, 'article', 'in_review', 'Poser une question', 'Précise, et une à la fois.', 30, null, true, null),
    (42, 41, 2, 'project', 'in_review', 'Vérifier la réponse', 'Compter autrement.', 60, null, false, null),
    (51, 51, 1, 'article', 'archived', 'Des arbres de menus', 'Tapez 1 pour continuer.', 30, null, false, null)
) as lesson (number, module, place, type, status, title, description, minutes, medium, is_free_preview, video_url)
on conflict do nothing;

-- What they ask for ---------------------------------------------------------------------------------------------------
-- The first course takes an account and no more, the second premium. One exception applies, one has run out.

insert into access.course_access_rules (id, course_id, required_tier_id, notes, created_by) values
    ('d5a00000-0000-4000-8000-000000000001', 'd1000000-0000-4000-8000-000000000001',
     'd5000000-0000-4000-8000-000000000001', 'Gratuit, mais pas anonyme.', 'd0000000-0000-4000-8000-000000000001'),
    ('d5a00000-0000-4000-8000-000000000002', 'd1000000-0000-4000-8000-000000000002',
     'd5000000-0000-4000-8000-000000000003', null, 'd0000000-0000-4000-8000-000000000001')
on conflict do nothing;

insert into access.lesson_access_overrides (
    id, lesson_id, required_tier_id, override_type, expires_at, reason, created_by
) values
    ('d5b00000-0000-4000-8000-000000000001', 'd3000000-0000-4000-8000-000000000016',
     'd5000000-0000-4000-8000-000000000002', 'require_tier', null, 'Relecture par une personne.',
     'd0000000-0000-4000-8000-000000000001'),
    ('d5b00000-0000-4000-8000-000000000002', 'd3000000-0000-4000-8000-000000000024', null, 'free',
     '2025-03-31 22:00+00', 'Semaine portes ouvertes.', 'd0000000-0000-4000-8000-000000000001')
on conflict do nothing;

-- Five courses, one in each state of the workflow and one more: two published by Mona, and of Carl's a draft, one in
-- review and one archived.

insert into content.courses (
    id, slug, title, description, category, difficulty, estimated_duration, cover_image_url, workflow_status,
    published_at, created_by, instructor_id, created_at
) values
    ('d1000000-0000-4000-8000-000000000001', 'decouvrir-ia', 'Découvrir l''IA',
     'Ce que les modèles savent faire, comment ils l''apprennent, et où ils se trompent.', 'ia', 'beginner', 120,
     'https://cdn.lms.test/covers/decouvrir-ia.webp', 'published', '2025-01-08 08:00+00',
     'd0000000-0000-4000-8000-000000000002', 'd0000000-0000-4000-8000-000000000003', '2024-12-15 08:00+00'),
    ('d1000000-0000-4000-8000-000000000002', 'agents-en-production', 'Des agents en production',
     'Outils, évaluation, garde-fous : de la démonstration au service.', 'ia', 'advanced', 300,
     'https://cdn.lms.test/covers/agents.webp', 'published', '2025-03-15 08:00+00',
     'd0000000-0000-4000-8000-000000000002', 'd0000000-0000-4000-8000-000000000002', '2025-02-20 08:00+00'),
    ('d1000000-0000-4000-8000-000000000003', 'ecrire-des-consignes', 'Écrire des consignes',
     'Dire ce qu''on veut, et l''obtenir.', 'ia', 'beginner', 90, null, 'draft', null,
     'd0000000-0000-4000-8000-000000000003', 'd0000000-0000-4000-8000-000000000003', '2025-03-01 08:00+00'),
    ('d1000000-0000-4000-8000-000000000004', 'parler-aux-donnees', 'Parler aux données',
     'Poser des questions à une base sans écrire de SQL, et vérifier les réponses.', 'data', 'intermediate', 180, null,
     'in_review', null, 'd0000000-0000-4000-8000-000000000003', null, '2025-02-25 08:00+00'),
    ('d1000000-0000-4000-8000-000000000005', 'premiers-chatbots', 'Premiers chatbots',
     'Comment on faisait avant.', 'produit', 'beginner', 60, null, 'archived', '2024-12-20 08:00+00',
     'd0000000-0000-4000-8000-000000000003', 'd0000000-0000-4000-8000-000000000003', '2024-12-05 08:00+00')
on conflict do nothing;

insert into content.modules (id, course_id, module_order, title, description, learning_objectives, is_published) values
    ('d2000000-0000-4000-8000-000000000011', 'd1000000-0000-4000-8000-000000000001', 1, 'Comprendre',
     'Les idées, sans formules.', '{"Expliquer ce qu''est un modèle"}', true),
    ('d2000000-0000-4000-8000-000000000012', 'd1000000-0000-4000-8000-000000000001', 2, 'Essayer',
     'Premiers usages.', '{"Choisir un outil","Vérifier une réponse"}', true),
    ('d2000000-0000-4000-8000-000000000021', 'd1000000-0000-4000-8000-000000000002', 1, 'Construire',
     'Un agent et ses outils.', '{"Décrire un outil à un modèle"}', true),
    ('d2000000-0000-4000-8000-000000000022', 'd1000000-0000-4000-8000-000000000002', 2, 'Mettre en service',
     'Mesurer, surveiller, corriger.', '{"Évaluer un agent"}', true),
    ('d2000000-0000-4000-8000-000000000031', 'd1000000-0000-4000-8000-000000000003', 1, 'Les bases', null, '{}', false),
    ('d2000000-0000-4000-8000-000000000041', 'd1000000-0000-4000-8000-000000000004', 1, 'Interroger', null, '{}',
     false),
    ('d2000000-0000-4000-8000-000000000051', 'd1000000-0000-4000-8000-000000000005', 1, 'Règles et menus', null, '{}',
     true)
on conflict do nothing;

insert into content.tags (id, name, slug, description, tag_category, is_featured) values
    ('d1a00000-0000-4000-8000-000000000001', 'Intelligence artificielle', 'ia', 'Tout ce qui apprend.', 'topic', true),
    ('d1a00000-0000-4000-8000-000000000002', 'Agents', 'agents', 'Des modèles qui agissent.', 'topic', true),
    ('d1a00000-0000-4000-8000-000000000003', 'Données', 'donnees', 'Tables et documents.', 'topic', false),
    ('d1a00000-0000-4000-8000-000000000004', 'Sans code', 'sans-code', 'Pour tout le monde.', 'level', false),
    ('d1a00000-0000-4000-8000-000000000005', 'Python', 'python', 'Le langage.', 'tool', false),
    ('d1a00000-0000-4000-8000-000000000006', 'Éthique', 'ethique', 'Ce qu''on devrait faire.', 'topic', false)
on conflict do nothing;

insert into content.course_tags (course_id, tag_id)
select ('d1000000-0000-4000-8000-00000000000' || tagged.course)::uuid,
       ('d1a00000-0000-4000-8000-00000000000' || tagged.tag)::uuid
from (values (1, 1), (1, 4), (1, 6), (2, 1), (2, 2), (2, 5), (3, 1), (3, 4), (4, 3), (5, 4)) as tagged (course, tag)
on conflict do nothing;

update content.tags as tag
set usage_count = counted.courses
from (
    select each_tag.id, count(tagged.course_id) as courses
    from content.tags as each_tag
    left join content.course_tags as tagged on tagged.tag_id = each_tag.id
    group by each_tag.id
) as counted
where counted.id = tag.id and counted.courses <> tag.usage_count;

-- Seven media with three qualities each, one of every access level, and one that is not ready.

insert into media.assets (
    id, external_provider, external_id, external_url, asset_type, access_level, upload_status, title, description,
    duration_seconds, width, height, file_size_bytes, mime_type, language, uploaded_by, ready_at, tags, captions
) values
    ('d4000000-0000-4000-8000-000000000001', 'vimeo', '900000001', 'https://vimeo.example/900000001', 'video', 'public',
     'ready', 'Bienvenue', 'Ce que vous saurez faire.', 95, 1920, 1080, 18000000, 'video/mp4', 'fr',
     'd0000000-0000-4000-8000-000000000002', '2025-01-05 10:00+00', '{accueil}',
     '[{"language": "fr", "url": "https://cdn.lms.test/captions/1.fr.vtt"}]'),
    ('d4000000-0000-4000-8000-000000000002', 's3', 'docs/glossaire.pdf', 'https://s3.example/docs/glossaire.pdf',
     'document', 'public', 'ready', 'Glossaire', 'Cinquante mots de l''IA.', null, null, null, 640000,
     'application/pdf', 'fr', 'd0000000-0000-4000-8000-000000000002', '2025-01-05 10:05+00', '{glossaire}', '[]'),
    ('d4000000-0000-4000-8000-000000000003', 'vimeo', '900000003', 'https://vimeo.example/900000003', 'video',
     'course_access', 'ready', 'Comment un modèle apprend', 'Des exemples, une erreur, une correction.', 540, 1920,
     1080, 96000000, 'video/mp4', 'fr', 'd0000000-0000-4000-8000-000000000002', '2025-01-05 11:00+00',
     '{apprentissage}', '[]'),
    ('d4000000-0000-4000-8000-000000000004', 'bunnycdn', 'agents-outils', 'https://agents.b-cdn.net/outils.mp4',
     'video', 'course_access', 'ready', 'Donner des outils à un agent', 'Décrire, appeler, vérifier.', 780, 1920, 1080,
     142000000, 'video/mp4', 'fr', 'd0000000-0000-4000-8000-000000000002', '2025-03-01 09:00+00', '{agents}', '[]'),
    ('d4000000-0000-4000-8000-000000000005', 'cloudflare', 'masterclass-eval',
     'https://cloudflarestream.example/masterclass-eval', 'video', 'premium_only', 'ready', 'Masterclass : évaluer',
     'Une heure avec Mona.', 3600, 3840, 2160, 910000000, 'video/mp4', 'fr', 'd0000000-0000-4000-8000-000000000002',
     '2025-03-02 09:00+00', '{agents,evaluation}', '[]'),
    ('d4000000-0000-4000-8000-000000000006', 'bunnycdn', 'donnees-intro', 'https://donnees.b-cdn.net/intro.mp4',
     'audio', 'public', 'processing', 'Balado : parler aux données', null, null, null, null, null, 'audio/mpeg', 'fr',
     'd0000000-0000-4000-8000-000000000003', null, '{donnees}', '[]'),
    ('d4000000-0000-4000-8000-000000000007', 'youtube', 'agents-apercu', 'https://youtube.example/agents-apercu',
     'video', 'course_access', 'ready', 'Aperçu : qu''est-ce qu''un agent ?', 'Les trois premières minutes.', 180,
     1280, 720, 24000000, 'video/mp4', 'fr', 'd0000000-0000-4000-8000-000000000002', '2025-03-01 09:30+00',
     '{agents}', '[]')
on conflict do nothing;

insert into media.asset_variants (
    asset_id, variant_type, quality_label, external_url, width, height, file_size_bytes, status
)
select
    asset.id,
    quality.variant_type,
    quality.label,
    asset.external_url || quality.suffix,
    asset.width * quality.share / 100,
    asset.height * quality.share / 100,
    asset.file_size_bytes * quality.share / 100,
    case asset.upload_status when 'ready' then 'ready' else 'pending' end
from media.assets as asset
cross join (values
    ('source', 'source', '', 100),
    ('medium', '720p', '?q=medium', 40),
    ('thumbnail', 'image', '?q=thumbnail', 2)
) as quality (variant_type, label, suffix, share)
where asset.id between 'd4000000-0000-4000-8000-000000000001' and 'd4000000-0000-4000-8000-000000000007'
on conflict do nothing;

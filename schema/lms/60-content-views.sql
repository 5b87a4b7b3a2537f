-- Courses and what surrounds them. All of these run with the caller's rights (`security_invoker`): row level security
-- of the tables below decides what each person finds.

create or replace view content.courses_published with (security_invoker = true) as
select
    course.id, course.slug, course.title, course.description, course.category, course.difficulty,
    course.estimated_duration, course.cover_image_url, course.thumbnail_url, course.workflow_status,
    course.is_published, course.published_at, course.created_by, course.instructor_id, course.created_at,
    course.updated_at,
    course.workflow_status = 'published' as computed_is_published
from content.courses as course
where course.workflow_status = 'published';

comment on view content.courses_published is
'Published courses
For clients that ask for a flag: `computed_is_published` comes from the workflow.';

comment on column content.courses_published.id is 'Identifies the row.';
comment on column content.courses_published.slug is 'Name in addresses, unique.';
comment on column content.courses_published.title is 'Title.';
comment on column content.courses_published.description is 'What one will have learnt.';
comment on column content.courses_published.category is 'Subject: ia, data, produit.';
comment on column content.courses_published.difficulty is 'beginner, intermediate or advanced.';
comment on column content.courses_published.estimated_duration is 'Time to complete it, in minutes.';
comment on column content.courses_published.cover_image_url is 'Picture across the page.';
comment on column content.courses_published.thumbnail_url is 'Picture in a list.';
comment on column content.courses_published.workflow_status is 'draft, in_review, published or archived.';
comment on column content.courses_published.is_published is
    'Same as workflow_status = published; kept for older clients.';
comment on column content.courses_published.published_at is 'When it was first published.';
comment on column content.courses_published.created_by is 'Its author.';
comment on column content.courses_published.instructor_id is 'Who teaches it; null when nobody is named.';
comment on column content.courses_published.created_at is 'When it was begun.';
comment on column content.courses_published.updated_at is 'When it last changed.';
comment on column content.courses_published.computed_is_published is
    'Whether the workflow says published; here always true.';

create or replace view content.lessons_published with (security_invoker = true) as
select
    lesson.id, lesson.module_id, lesson.lesson_order, lesson.type, lesson.workflow_status, lesson.content,
    lesson.text_content, lesson.quiz_config, lesson.project_instructions, lesson.primary_media_id, lesson.video_url,
    lesson.is_free_preview, lesson.learning_objectives, lesson.prerequisites, lesson.resources, lesson.is_published,
    lesson.title, lesson.description, lesson.duration_minutes, lesson.created_at, lesson.updated_at,
    lesson.workflow_status = 'published' as computed_is_published
from content.lessons as lesson
where lesson.workflow_status = 'published';

comment on view content.lessons_published is
'Published lessons
For clients that ask for a flag: `computed_is_published` comes from the workflow.';

comment on column content.lessons_published.id is 'Identifies the row.';
comment on column content.lessons_published.module_id is 'The module.';
comment on column content.lessons_published.lesson_order is 'Place in the module, from 1.';
comment on column content.lessons_published.type is 'video, article, quiz or project.';
comment on column content.lessons_published.workflow_status is 'draft, in_review, published or archived.';
comment on column content.lessons_published.content is 'Blocks of the page, as an object.';
comment on column content.lessons_published.text_content is 'The same as plain text.';
comment on column content.lessons_published.quiz_config is 'How a quiz lesson is set up.';
comment on column content.lessons_published.project_instructions is 'What to do in a project lesson.';
comment on column content.lessons_published.primary_media_id is 'The medium it is about; null for none.';
comment on column content.lessons_published.video_url is
    'Address from before there was `media`; moved there by `media.migrate_legacy_video_urls()`.';
comment on column content.lessons_published.is_free_preview is
    'Whether it is open to everybody whatever the course asks for.';
comment on column content.lessons_published.learning_objectives is 'What one will be able to do.';
comment on column content.lessons_published.prerequisites is 'What one should know first.';
comment on column content.lessons_published.resources is 'Attachments: [{"title": "…", "url": "…"}].';
comment on column content.lessons_published.is_published is
    'Same as workflow_status = published; kept for older clients.';
comment on column content.lessons_published.title is 'Title.';
comment on column content.lessons_published.description is 'What it is about.';
comment on column content.lessons_published.duration_minutes is 'Time it takes, in minutes.';
comment on column content.lessons_published.created_at is 'When the row was written.';
comment on column content.lessons_published.updated_at is 'When the row last changed.';
comment on column content.lessons_published.computed_is_published is
    'Whether the workflow says published; here always true.';

create or replace view content.workflow_dashboard with (security_invoker = true) as
select
    'course' as content_type,
    course.id,
    course.title,
    course.workflow_status,
    creator.display_name as creator_name,
    (
        select count(*) from content.modules as module
        join content.lessons as lesson on lesson.module_id = module.id
        where module.course_id = course.id
    ) as lesson_count,
    course.created_at,
    course.updated_at
from content.courses as course
left join public.profiles as creator on creator.id = course.created_by
union all
select
    'lesson', lesson.id, lesson.title, lesson.workflow_status, creator.display_name, null, lesson.created_at,
    lesson.updated_at
from content.lessons as lesson
left join content.modules as module on module.id = lesson.module_id
left join content.courses as course on course.id = module.course_id
left join public.profiles as creator on creator.id = course.created_by;

comment on view content.workflow_dashboard is
'Editorial board
Courses and lessons in one list, whatever their status, as far as the caller may see them.';

comment on column content.workflow_dashboard.content_type is 'course or lesson.';
comment on column content.workflow_dashboard.id is 'The course or the lesson.';
comment on column content.workflow_dashboard.title is 'Title.';
comment on column content.workflow_dashboard.workflow_status is 'draft, in_review, published or archived.';
comment on column content.workflow_dashboard.creator_name is 'Author, where their profile may be seen.';
comment on column content.workflow_dashboard.lesson_count is 'Lessons of a course; null for a lesson.';
comment on column content.workflow_dashboard.created_at is 'When it was begun.';
comment on column content.workflow_dashboard.updated_at is 'When it last changed.';

create or replace view content.media_assets with (security_invoker = true) as
select
    asset.id, asset.external_provider, asset.external_id, asset.external_url, asset.asset_type, asset.access_level,
    asset.upload_status, asset.duration_seconds, asset.width, asset.height, asset.file_size_bytes, asset.view_count,
    asset.last_accessed_at, asset.uploaded_by, asset.metadata, asset.created_at, asset.updated_at, asset.title,
    asset.description, asset.mime_type, asset.thumbnail_url, asset.language, asset.tags, asset.captions,
    asset.error_message, asset.ready_at, asset.is_archived, asset.version
from media.assets as asset;

comment on view content.media_assets is
'Media of lessons
`media.assets`, brought here so that `lessons?select=…,primary_media:media_assets(…)` is one request. Null where the
paywall is in the way.';

comment on column content.media_assets.id is 'Identifies the row.';
comment on column content.media_assets.external_provider is 'vimeo, youtube, bunnycdn, s3 or cloudflare.';
comment on column content.media_assets.external_id is 'What the provider calls it.';
comment on column content.media_assets.external_url is 'Where the provider has it.';
comment on column content.media_assets.asset_type is 'video, audio, document or image.';
comment on column content.media_assets.access_level is 'public, course_access or premium_only.';
comment on column content.media_assets.upload_status is 'pending, processing, ready or error.';
comment on column content.media_assets.duration_seconds is 'Length of a recording, in seconds.';
comment on column content.media_assets.width is 'Width of a picture, in pixels.';
comment on column content.media_assets.height is 'Height of a picture, in pixels.';
comment on column content.media_assets.file_size_bytes is 'Size, in bytes.';
comment on column content.media_assets.view_count is 'How often it was opened.';
comment on column content.media_assets.last_accessed_at is 'When it was last opened.';
comment on column content.media_assets.uploaded_by is 'Who brought it.';
comment on column content.media_assets.metadata is 'Anything else worth keeping, as an object.';
comment on column content.media_assets.created_at is 'When the row was written.';
comment on column content.media_assets.updated_at is 'When the row last changed.';
comment on column content.media_assets.title is 'Title.';
comment on column content.media_assets.description is 'What it shows.';
comment on column content.media_assets.mime_type is 'Media type of the file.';
comment on column content.media_assets.thumbnail_url is 'Still picture.';
comment on column content.media_assets.language is 'Language spoken or written, as in `fr`.';
comment on column content.media_assets.tags is 'Words to find it by.';
comment on column content.media_assets.captions is 'Subtitle files: [{"language": "fr", "url": "…"}].';
comment on column content.media_assets.error_message is 'What went wrong; null when nothing did.';
comment on column content.media_assets.ready_at is 'When it became playable.';
comment on column content.media_assets.is_archived is 'Whether it is out of use.';
comment on column content.media_assets.version is 'Counts replacements of the file.';

create or replace view content.people with (security_invoker = true) as
select person.id, person.username, person.display_name, person.avatar_url
from public.profiles as person;

comment on view content.people is
'Authors and instructors
`public.profiles`, brought here so that `courses?select=…,instructor:people!courses_instructor_id_fkey(…)` is one
request. Null where a profile is not public.';

comment on column content.people.id is 'The account this profile belongs to.';
comment on column content.people.username is 'Name in addresses and mentions, unique.';
comment on column content.people.display_name is 'Name to show.';
comment on column content.people.avatar_url is 'Picture; null for none.';

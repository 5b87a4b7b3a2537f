-- What is learnt from. A lesson carries its text; its video is a row of `media.assets` with rights of its own.

create table if not exists content.lessons (
    module_id            uuid not null references content.modules (id) on delete cascade,
    lesson_order         integer not null,
    type                 content.lesson_type not null default 'article',
    workflow_status      text not null default 'draft',
    content              jsonb not null default '{}',
    text_content         text,
    quiz_config          jsonb,
    project_instructions text,
    primary_media_id     uuid references media.assets (id) on delete set null,
    video_url            text,
    is_free_preview      boolean not null default false,
    learning_objectives  text[] not null default '{}',
    prerequisites        text[] not null default '{}',
    resources            jsonb not null default '[]',
    is_published         boolean not null default false,
    id                   uuid default gen_random_uuid() primary key,
    title                text not null,
    description          text,
    duration_minutes     integer,
    created_at           timestamptz not null default now(),
    updated_at           timestamptz not null default now(),

    unique (module_id, lesson_order),
    check (workflow_status in ('draft', 'in_review', 'published', 'archived'))
);

create index if not exists idx_lessons_workflow_status on content.lessons (workflow_status);
create index if not exists idx_lessons_workflow_created on content.lessons (workflow_status, created_at);
create index if not exists lessons_primary_media_id_idx on content.lessons (primary_media_id);

comment on table content.lessons is
'Lessons
The text of a published lesson can be read by everybody. The paywall stands in front of its medium and its
assessments: those are absent for whoever may not read the course.';

comment on column content.lessons.module_id is 'The module.';
comment on column content.lessons.lesson_order is 'Place in the module, from 1.';
comment on column content.lessons.type is 'video, article, quiz or project.';
comment on column content.lessons.workflow_status is 'draft, in_review, published or archived.';
comment on column content.lessons.content is 'Blocks of the page, as an object.';
comment on column content.lessons.text_content is 'The same as plain text.';
comment on column content.lessons.quiz_config is 'How a quiz lesson is set up.';
comment on column content.lessons.project_instructions is 'What to do in a project lesson.';
comment on column content.lessons.primary_media_id is 'The medium it is about; null for none.';
comment on column content.lessons.video_url is
    'Address from before there was `media`; moved there by `media.migrate_legacy_video_urls()`.';
comment on column content.lessons.is_free_preview is 'Whether it is open to everybody whatever the course asks for.';
comment on column content.lessons.learning_objectives is 'What one will be able to do.';
comment on column content.lessons.prerequisites is 'What one should know first.';
comment on column content.lessons.resources is 'Attachments: [{"title": "…", "url": "…"}].';
comment on column content.lessons.is_published is 'Same as workflow_status = published; kept for older clients.';
comment on column content.lessons.id is 'Identifies the row.';
comment on column content.lessons.title is 'Title.';
comment on column content.lessons.description is 'What it is about.';
comment on column content.lessons.duration_minutes is 'Time it takes, in minutes.';
comment on column content.lessons.created_at is 'When the row was written.';
comment on column content.lessons.updated_at is 'When the row last changed.';

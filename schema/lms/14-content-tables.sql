-- Courses have modules, modules have lessons. Courses and lessons go through an editorial workflow of their own:
-- draft → in_review → published → archived, moved on by the functions of `31-content-workflow.sql`.

create table if not exists content.courses (
    id                 uuid default gen_random_uuid() primary key,
    slug               text not null,
    title              text not null,
    description        text,
    category           text,
    difficulty         text,
    estimated_duration integer,
    cover_image_url    text,
    thumbnail_url      text,
    workflow_status    text not null default 'draft',
    is_published       boolean not null default false,
    published_at       timestamptz,
    created_by         uuid not null references public.profiles (id) on delete restrict,
    instructor_id      uuid references public.profiles (id) on delete set null,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),

    unique (slug),
    check (workflow_status in ('draft', 'in_review', 'published', 'archived'))
);

create index if not exists idx_courses_category_difficulty on content.courses (category, difficulty)
    where workflow_status = 'published';
create index if not exists idx_courses_published on content.courses (is_published, published_at desc)
    where workflow_status = 'published';
create index if not exists courses_created_by_idx on content.courses (created_by);
create index if not exists courses_instructor_id_idx on content.courses (instructor_id);

comment on table content.courses is
'Courses
Published ones can be read by everybody; whether their lessons may be, `access` decides.';

comment on column content.courses.id is 'Identifies the row.';
comment on column content.courses.slug is 'Name in addresses, unique.';
comment on column content.courses.title is 'Title.';
comment on column content.courses.description is 'What one will have learnt.';
comment on column content.courses.category is 'Subject: ia, data, produit.';
comment on column content.courses.difficulty is 'beginner, intermediate or advanced.';
comment on column content.courses.estimated_duration is 'Time to complete it, in minutes.';
comment on column content.courses.cover_image_url is 'Picture across the page.';
comment on column content.courses.thumbnail_url is 'Picture in a list.';
comment on column content.courses.workflow_status is 'draft, in_review, published or archived.';
comment on column content.courses.is_published is 'Same as workflow_status = published; kept for older clients.';
comment on column content.courses.published_at is 'When it was first published.';
comment on column content.courses.created_by is 'Its author.';
comment on column content.courses.instructor_id is 'Who teaches it; null when nobody is named.';
comment on column content.courses.created_at is 'When it was begun.';
comment on column content.courses.updated_at is 'When it last changed.';

create table if not exists content.modules (
    course_id           uuid not null references content.courses (id) on delete cascade,
    module_order        integer not null,
    title               text not null,
    description         text,
    learning_objectives text[] not null default '{}',
    is_published        boolean not null default false,
    id                  uuid default gen_random_uuid() primary key,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),

    unique (course_id, module_order)
);

comment on table content.modules is
'Modules of a course
The chapters, in order.';

comment on column content.modules.course_id is 'The course.';
comment on column content.modules.module_order is 'Place in the course, from 1.';
comment on column content.modules.title is 'Title.';
comment on column content.modules.description is 'What it is about.';
comment on column content.modules.learning_objectives is 'What one will be able to do.';
comment on column content.modules.is_published is 'Whether readers see it.';
comment on column content.modules.id is 'Identifies the row.';
comment on column content.modules.created_at is 'When the row was written.';
comment on column content.modules.updated_at is 'When the row last changed.';

create table if not exists content.tags (
    tag_category text,
    usage_count  integer not null default 0,
    is_featured  boolean not null default false,
    id           uuid default gen_random_uuid() primary key,
    name         text not null,
    slug         text not null,
    description  text,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),

    unique (slug)
);

create index if not exists tags_tag_category_idx on content.tags (tag_category);

comment on table content.tags is
'Tags
Words to find courses by.';

comment on column content.tags.tag_category is 'Kind of tag: topic, tool, level.';
comment on column content.tags.usage_count is 'How many courses have it; kept for display.';
comment on column content.tags.is_featured is 'Whether it is shown up front.';
comment on column content.tags.id is 'Identifies the row.';
comment on column content.tags.name is 'The word, as it is shown.';
comment on column content.tags.slug is 'The word in addresses, unique.';
comment on column content.tags.description is 'What it stands for.';
comment on column content.tags.created_at is 'When the row was written.';
comment on column content.tags.updated_at is 'When the row last changed.';

create table if not exists content.course_tags (
    course_id  uuid not null references content.courses (id) on delete cascade,
    tag_id     uuid not null references content.tags (id) on delete cascade,
    created_at timestamptz not null default now(),

    primary key (course_id, tag_id)
);

create index if not exists course_tags_tag_id_idx on content.course_tags (tag_id);

comment on table content.course_tags is
'Tags of a course
One row per pair; the key is made of both, so that `courses?select=tags(…)` passes through it.';

comment on column content.course_tags.course_id is 'The course.';
comment on column content.course_tags.tag_id is 'The tag.';
comment on column content.course_tags.created_at is 'When it was tagged.';

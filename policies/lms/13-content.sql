-- Content: what is published is for everybody; before that it is for its author, for reviewers once it is handed in,
-- and for editors. The paywall is not here: see `14-access.sql`, and the media and assessments behind it.

alter table content.courses     enable row level security;
alter table content.modules     enable row level security;
alter table content.lessons     enable row level security;
alter table content.tags        enable row level security;
alter table content.course_tags enable row level security;

drop policy if exists courses_public_read_published on content.courses;
create policy courses_public_read_published on content.courses
    for select using (workflow_status = 'published');

drop policy if exists courses_creator_read_own on content.courses;
create policy courses_creator_read_own on content.courses
    for select using (created_by = auth.uid());

drop policy if exists courses_reviewer_read_review on content.courses;
create policy courses_reviewer_read_review on content.courses
    for select using (workflow_status = 'in_review' and rbac.has_permission(auth.uid(), 'content.publish'));

drop policy if exists courses_staff_read_all on content.courses;
create policy courses_staff_read_all on content.courses
    for select using (rbac.has_permission(auth.uid(), 'content.edit'));

-- Authors begin drafts and change them, and cannot make anything else of them: the workflow's functions do that.

drop policy if exists courses_creator_insert on content.courses;
create policy courses_creator_insert on content.courses
    for insert
    with check (
        created_by = auth.uid()
        and workflow_status = 'draft'
        and rbac.has_permission(auth.uid(), 'content.create')
    );

drop policy if exists courses_creator_update_draft on content.courses;
create policy courses_creator_update_draft on content.courses
    for update
    using (created_by = auth.uid() and workflow_status = 'draft')
    with check (created_by = auth.uid() and workflow_status = 'draft');

-- Lessons follow, by way of their module's course.

drop policy if exists lessons_public_read_published on content.lessons;
create policy lessons_public_read_published on content.lessons
    for select using (workflow_status = 'published');

drop policy if exists lessons_creator_read_own on content.lessons;
create policy lessons_creator_read_own on content.lessons
    for select
    using (
        exists (
            select
            from content.modules m
            join content.courses c on c.id = m.course_id
            where m.id = lessons.module_id
              and c.created_by = auth.uid()
        )
    );

drop policy if exists lessons_reviewer_read_review on content.lessons;
create policy lessons_reviewer_read_review on content.lessons
    for select using (workflow_status = 'in_review' and rbac.has_permission(auth.uid(), 'content.publish'));

drop policy if exists lessons_staff_read_all on content.lessons;
create policy lessons_staff_read_all on content.lessons
    for select using (rbac.has_permission(auth.uid(), 'content.edit'));

drop policy if exists lessons_creator_write_draft on content.lessons;
create policy lessons_creator_write_draft on content.lessons
    for all
    using (
        workflow_status = 'draft'
        and exists (
            select
            from content.modules m
            join content.courses c on c.id = m.course_id
            where m.id = lessons.module_id
              and c.created_by = auth.uid()
        )
    );

drop policy if exists modules_read_with_course on content.modules;
create policy modules_read_with_course on content.modules
    for select
    using (
        exists (
            select
            from content.courses c
            where c.id = course_id
              and (c.created_by = auth.uid() or (c.workflow_status = 'published' and modules.is_published))
        )
    );

-- Tags are words; on a course they are as visible as the course. The first policy is always true.

drop policy if exists tags_public_read on content.tags;
create policy tags_public_read on content.tags
    for select using (true);

drop policy if exists course_tags_public_read on content.course_tags;
create policy course_tags_public_read on content.course_tags
    for select using (exists (select 1 from content.courses c where c.id = course_id));

-- Editors change everything.

drop policy if exists content_staff_manage on content.courses;
create policy content_staff_manage on content.courses
    for all using (rbac.has_permission(auth.uid(), 'content.edit'));

drop policy if exists content_staff_manage on content.lessons;
create policy content_staff_manage on content.lessons
    for all using (rbac.has_permission(auth.uid(), 'content.edit'));

drop policy if exists content_staff_manage on content.modules;
create policy content_staff_manage on content.modules
    for all using (rbac.has_permission(auth.uid(), 'content.edit'));

drop policy if exists content_staff_manage on content.tags;
create policy content_staff_manage on content.tags
    for all using (rbac.has_permission(auth.uid(), 'content.edit'));

drop policy if exists content_staff_manage on content.course_tags;
create policy content_staff_manage on content.course_tags
    for all using (rbac.has_permission(auth.uid(), 'content.edit'));

-- The editorial workflow of courses and lessons. Policies let nobody write a `workflow_status` other than draft; these
-- functions do, when the transition exists and the caller may make it.
--
--   draft ──────→ in_review ──────→ published ──────→ archived
--     ↑  submit       │     approve           archive
--     └── reject ─────┘
--
-- They answer {"success": false, "error": "…"} rather than fail: an editor's screen shows the reason.

create or replace function content.transition_workflow_status(
    type text,
    id uuid,
    status text,
    comment text default null
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    caller uuid := auth.uid();
    item record;
    step text;
    is_allowed boolean;
begin
    -- Locked: of two reviewers who decide at once, the second sees what the first made of it.
    if transition_workflow_status.type = 'course' then
        select course.workflow_status, course.created_by, course.title into item
        from content.courses as course
        where course.id = transition_workflow_status.id
        for update;
    elsif transition_workflow_status.type = 'lesson' then
        select lesson.workflow_status, course.created_by, lesson.title into item
        from content.lessons as lesson
        join content.modules as module on module.id = lesson.module_id
        join content.courses as course on course.id = module.course_id
        where lesson.id = transition_workflow_status.id
        for update of lesson;
    else
        return jsonb_build_object('success', false, 'error', 'unknown_type');
    end if;
    if not found then
        return jsonb_build_object('success', false, 'error', 'not_found');
    end if;

    step := item.workflow_status || ' to ' || coalesce(transition_workflow_status.status, 'nothing');
    if step not in ('draft to in_review', 'in_review to published', 'in_review to draft', 'published to archived') then
        return jsonb_build_object('success', false, 'error', 'invalid_transition', 'transition', step);
    end if;

    is_allowed := case step
        when 'draft to in_review' then item.created_by = caller or rbac.is_admin()
        when 'published to archived' then rbac.is_admin()
        else rbac.has_permission(caller, 'content.publish')
    end;
    if not coalesce(is_allowed or auth.role() = 'service_role', false) then
        return jsonb_build_object('success', false, 'error', 'not_allowed', 'transition', step);
    end if;

    if transition_workflow_status.type = 'course' then
        update content.courses set workflow_status = transition_workflow_status.status
        where id = transition_workflow_status.id;
    else
        update content.lessons set workflow_status = transition_workflow_status.status
        where id = transition_workflow_status.id;
    end if;

    -- Reviewers learn what waits for them, authors what became of theirs.
    insert into gamification.notification_outbox (user_id, notification_type, payload)
    select
        told.id,
        'content_' || transition_workflow_status.status,
        jsonb_build_object(
            'type', transition_workflow_status.type,
            'id', transition_workflow_status.id,
            'title', item.title,
            'transition', step,
            'comment', transition_workflow_status.comment,
            'by', caller
        )
    from public.profiles as told
    where told.id is distinct from caller
      and told.deleted_at is null
      and case transition_workflow_status.status
          when 'in_review' then rbac.has_permission(told.id, 'content.publish')
          else told.id = item.created_by
      end;

    return jsonb_build_object(
        'success', true,
        'type', transition_workflow_status.type,
        'id', transition_workflow_status.id,
        'from', item.workflow_status,
        'to', transition_workflow_status.status
    );
end
$$;

comment on function content.transition_workflow_status(text, uuid, text, text) is
'Move a course or a lesson on
`type` is course or lesson. draft → in_review by its author, in_review → published or draft by who may publish,
published → archived by an admin. Whoever is concerned is notified.';

-- One name per step, for clients -------------------------------------------------------------------------------------

create or replace function content.submit_for_review(type text, id uuid, comment text default null) returns jsonb
    language sql
    security definer
    set search_path = ''
as $$
    select content.transition_workflow_status(
        submit_for_review.type, submit_for_review.id, 'in_review', submit_for_review.comment
    )
$$;

comment on function content.submit_for_review(text, uuid, text) is
'Hand in for review
By the author of a draft.';

create or replace function content.approve_content(type text, id uuid, comment text default null) returns jsonb
    language sql
    security definer
    set search_path = ''
as $$
    select content.transition_workflow_status(
        approve_content.type, approve_content.id, 'published', approve_content.comment
    )
$$;

comment on function content.approve_content(text, uuid, text) is
'Publish what is in review
By who may publish.';

create or replace function content.reject_content(type text, id uuid, comment text default null) returns jsonb
    language sql
    security definer
    set search_path = ''
as $$
    select content.transition_workflow_status(
        reject_content.type, reject_content.id, 'draft', reject_content.comment
    )
$$;

comment on function content.reject_content(text, uuid, text) is
'Send back what is in review
By who may publish; the comment says why.';

create or replace function content.archive_content(type text, id uuid, comment text default null) returns jsonb
    language sql
    security definer
    set search_path = ''
as $$
    select content.transition_workflow_status(
        archive_content.type, archive_content.id, 'archived', archive_content.comment
    )
$$;

comment on function content.archive_content(text, uuid, text) is
'Archive what is published
By an admin.';

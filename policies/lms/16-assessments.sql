-- Assessments: whoever may read the course or the lesson sees them; questions and items follow. Attempts and
-- certificates are read here and written by functions only, which `00-grants.sql` sees to.

alter table assessments.assessments             enable row level security;
alter table assessments.questions               enable row level security;
alter table assessments.assessment_items        enable row level security;
alter table assessments.attempts                enable row level security;
alter table assessments.certificates            enable row level security;
alter table assessments.certificate_revocations enable row level security;
alter table assessments.grading_audit           enable row level security;

drop policy if exists assessments_read_published on assessments.assessments;
create policy assessments_read_published on assessments.assessments
    for select
    using (
        is_published
        and (
            (scope = 'course' and access.can_read_course(auth.uid(), course_id))
            or (scope = 'lesson' and access.can_read_lesson(auth.uid(), lesson_id))
        )
    );

drop policy if exists assessments_rbac_manage on assessments.assessments;
create policy assessments_rbac_manage on assessments.assessments
    for all using (rbac.has_permission(auth.uid(), 'assessments:update'));

-- The queries inside are under the policies above: no assessment, no question. Which columns, the grants say.

drop policy if exists questions_via_assessment on assessments.questions;
create policy questions_via_assessment on assessments.questions
    for select
    using (
        exists (
            select
            from assessments.assessment_items i
            join assessments.assessments a on a.id = i.assessment_id
            where i.question_id = questions.id
        )
    );

drop policy if exists questions_rbac_manage on assessments.questions;
create policy questions_rbac_manage on assessments.questions
    for all using (rbac.has_permission(auth.uid(), 'assessments:update'));

drop policy if exists items_via_assessment on assessments.assessment_items;
create policy items_via_assessment on assessments.assessment_items
    for select using (exists (select 1 from assessments.assessments a where a.id = assessment_id));

drop policy if exists items_rbac_manage on assessments.assessment_items;
create policy items_rbac_manage on assessments.assessment_items
    for all using (rbac.has_permission(auth.uid(), 'assessments:update'));

drop policy if exists attempts_users_own_data on assessments.attempts;
create policy attempts_users_own_data on assessments.attempts
    for select using (user_id = auth.uid());

drop policy if exists attempts_rbac_grading on assessments.attempts;
create policy attempts_rbac_grading on assessments.attempts
    for select using (rbac.has_permission(auth.uid(), 'assessments:grade'));

drop policy if exists certificates_users_own_read on assessments.certificates;
create policy certificates_users_own_read on assessments.certificates
    for select using (user_id = auth.uid());

drop policy if exists certificates_admin_read on assessments.certificates;
create policy certificates_admin_read on assessments.certificates
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists revocations_own_or_admin_read on assessments.certificate_revocations;
create policy revocations_own_or_admin_read on assessments.certificate_revocations
    for select using (exists (select 1 from assessments.certificates c where c.id = certificate_id));

drop policy if exists grading_audit_grader_read on assessments.grading_audit;
create policy grading_audit_grader_read on assessments.grading_audit
    for select using (rbac.has_permission(auth.uid(), 'assessments:grade'));

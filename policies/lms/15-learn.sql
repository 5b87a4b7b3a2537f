-- Learning: one's own, to read and to write; everybody's for who manages people or may view analytics.

alter table learn.user_progress            enable row level security;
alter table learn.lesson_analytics         enable row level security;
alter table learn.assessment_analytics     enable row level security;
alter table learn.lesson_analytics_archive enable row level security;

drop policy if exists users_own_progress_select on learn.user_progress;
create policy users_own_progress_select on learn.user_progress
    for select using (user_id = auth.uid());

drop policy if exists users_own_progress_insert on learn.user_progress;
create policy users_own_progress_insert on learn.user_progress
    for insert with check (user_id = auth.uid());

drop policy if exists users_own_progress_update on learn.user_progress;
create policy users_own_progress_update on learn.user_progress
    for update using (user_id = auth.uid()) with check (user_id = auth.uid());

drop policy if exists admin_progress_all on learn.user_progress;
create policy admin_progress_all on learn.user_progress
    for all using (rbac.has_permission(auth.uid(), 'manage_users'));

-- Events are added, and never changed. People add those of playing and reading; the rest comes from functions.

drop policy if exists users_own_analytics_read on learn.lesson_analytics;
create policy users_own_analytics_read on learn.lesson_analytics
    for select using (user_id = auth.uid());

drop policy if exists users_own_analytics_insert on learn.lesson_analytics;
create policy users_own_analytics_insert on learn.lesson_analytics
    for insert
    with check (
        user_id = auth.uid()
        and event_type in ('start', 'pause', 'resume', 'complete', 'quiz_submit')
    );

drop policy if exists admin_analytics_select on learn.lesson_analytics;
create policy admin_analytics_select on learn.lesson_analytics
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists analytics_admin_read on learn.assessment_analytics;
create policy analytics_admin_read on learn.assessment_analytics
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

drop policy if exists analytics_admin_read on learn.lesson_analytics_archive;
create policy analytics_admin_read on learn.lesson_analytics_archive
    for select using (rbac.has_permission(auth.uid(), 'view_analytics'));

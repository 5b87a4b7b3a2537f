-- Notifications are their person's alone. The back office writes them; what is left to the person is to have read them.

alter table aurentia.notifications enable row level security;

drop policy if exists "Own notifications" on aurentia.notifications;
create policy "Own notifications" on aurentia.notifications
    for select using (user_id = auth.uid());

drop policy if exists "Mark own read" on aurentia.notifications;
create policy "Mark own read" on aurentia.notifications
    for update using (user_id = auth.uid()) with check (user_id = auth.uid());

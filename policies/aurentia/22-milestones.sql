-- What hangs on a milestone goes with it: these tables have no organization of their own. Whoever sees the milestone
-- sees its tasks, people and order, for `milestones` is read here under its own policies; whoever administers its
-- organization writes them.

alter table aurentia.milestone_tasks        enable row level security;
alter table aurentia.milestone_assignments  enable row level security;
alter table aurentia.milestone_dependencies enable row level security;

drop policy if exists "Follow the milestone" on aurentia.milestone_tasks;
create policy "Follow the milestone" on aurentia.milestone_tasks
    for select using (exists (select from aurentia.milestones m where m.id = milestone_id));

drop policy if exists "Admins manage" on aurentia.milestone_tasks;
create policy "Admins manage" on aurentia.milestone_tasks
    for all using (exists (
        select from aurentia.milestones m
        where m.id = milestone_id
            and m.organization_id in (select aurentia.my_org_ids(array['ADMIN', 'OWNER']))
    ));

drop policy if exists "Follow the milestone" on aurentia.milestone_assignments;
create policy "Follow the milestone" on aurentia.milestone_assignments
    for select using (exists (select from aurentia.milestones m where m.id = milestone_id));

drop policy if exists "Admins manage" on aurentia.milestone_assignments;
create policy "Admins manage" on aurentia.milestone_assignments
    for all using (exists (
        select from aurentia.milestones m
        where m.id = milestone_id
            and m.organization_id in (select aurentia.my_org_ids(array['ADMIN', 'OWNER']))
    ));

drop policy if exists "Follow the milestone" on aurentia.milestone_dependencies;
create policy "Follow the milestone" on aurentia.milestone_dependencies
    for select using (exists (select from aurentia.milestones m where m.id = milestone_id));

drop policy if exists "Admins manage" on aurentia.milestone_dependencies;
create policy "Admins manage" on aurentia.milestone_dependencies
    for all using (exists (
        select from aurentia.milestones m
        where m.id = milestone_id
            and m.organization_id in (select aurentia.my_org_ids(array['ADMIN', 'OWNER']))
    ));

-- What people have in common: with one other person, with a group, with everybody who is signed in.

alter table emotionscare.profiles    enable row level security;
alter table emotionscare.posts       enable row level security;
alter table emotionscare.comments    enable row level security;
alter table emotionscare.buddies     enable row level security;
alter table emotionscare.groups      enable row level security;
alter table emotionscare.invitations enable row level security;

-- With everybody: profiles, posts and comments ------------------------------------------------------------------------

drop policy if exists "Everyone signed in reads" on emotionscare.profiles;
create policy "Everyone signed in reads" on emotionscare.profiles
    for select to authenticated using (true);

drop policy if exists "Own profile" on emotionscare.profiles;
create policy "Own profile" on emotionscare.profiles
    for update to authenticated using (id = auth.uid()) with check (id = auth.uid());

drop policy if exists "Signed-in read" on emotionscare.posts;
create policy "Signed-in read" on emotionscare.posts
    for select to authenticated using (true);

drop policy if exists "Author writes" on emotionscare.posts;
create policy "Author writes" on emotionscare.posts
    for insert to authenticated with check (user_id = auth.uid());

drop policy if exists "Author deletes" on emotionscare.posts;
create policy "Author deletes" on emotionscare.posts
    for delete to authenticated using (user_id = auth.uid());

drop policy if exists "Signed-in read" on emotionscare.comments;
create policy "Signed-in read" on emotionscare.comments
    for select to authenticated using (true);

drop policy if exists "Author writes" on emotionscare.comments;
create policy "Author writes" on emotionscare.comments
    for insert to authenticated with check (user_id = auth.uid());

drop policy if exists "Author deletes" on emotionscare.comments;
create policy "Author deletes" on emotionscare.comments
    for delete to authenticated using (user_id = auth.uid());

-- With some -----------------------------------------------------------------------------------------------------------

drop policy if exists "Both buddies read" on emotionscare.buddies;
create policy "Both buddies read" on emotionscare.buddies
    for select to authenticated using (auth.uid() in (user_id, buddy_user_id));

drop policy if exists "Members read" on emotionscare.groups;
create policy "Members read" on emotionscare.groups
    for select to authenticated using (auth.uid() = any (members));

-- Who is invited need not have an account yet, only a token with that address.

drop policy if exists "Own invitation by e-mail" on emotionscare.invitations;
create policy "Own invitation by e-mail" on emotionscare.invitations
    for select to authenticated using (email = auth.email() or invited_by = auth.uid());

-- Diaries: a row belongs to the person whose id it carries.
--
-- Where a policy has no WITH CHECK, PostgreSQL holds new rows to its USING expression too, so nobody can write a row
-- for somebody else, or give one away. For anon `auth.uid()` is null, the comparison is null, and no row passes.
-- A row without a user passes for nobody either; only service_role, whom policies do not bind, sees those.

alter table sopk.user_profiles          enable row level security;
alter table sopk.daily_symptoms         enable row level security;
alter table sopk.user_meal_tracking     enable row level security;
alter table sopk.breathing_sessions     enable row level security;
alter table sopk.mood_entries           enable row level security;
alter table sopk.user_activity_tracking enable row level security;

-- Profiles: read and update. There is no policy for insert and delete, and what no policy allows is refused: profiles
-- come and go with accounts, by the back office.

drop policy if exists "Users can view own profile" on sopk.user_profiles;
create policy "Users can view own profile" on sopk.user_profiles
    for select using (auth.uid() = id);

drop policy if exists "Users can update own profile" on sopk.user_profiles;
create policy "Users can update own profile" on sopk.user_profiles
    for update using (auth.uid() = id);

-- The rest: everything, on one's own rows.

drop policy if exists "Users can manage own symptoms" on sopk.daily_symptoms;
create policy "Users can manage own symptoms" on sopk.daily_symptoms
    for all using (auth.uid() = user_id);

drop policy if exists "Users can manage own meal tracking" on sopk.user_meal_tracking;
create policy "Users can manage own meal tracking" on sopk.user_meal_tracking
    for all using (auth.uid() = user_id);

drop policy if exists "Users can manage own breathing sessions" on sopk.breathing_sessions;
create policy "Users can manage own breathing sessions" on sopk.breathing_sessions
    for all using (auth.uid() = user_id);

drop policy if exists "Users can manage own mood entries" on sopk.mood_entries;
create policy "Users can manage own mood entries" on sopk.mood_entries
    for all using (auth.uid() = user_id);

drop policy if exists "Users can manage own activity tracking" on sopk.user_activity_tracking;
create policy "Users can manage own activity tracking" on sopk.user_activity_tracking
    for all using (auth.uid() = user_id);

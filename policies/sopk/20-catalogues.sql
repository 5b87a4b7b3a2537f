-- Catalogues: read by everybody who is signed in, written by the back office.
--
-- A policy without ENABLE ROW LEVEL SECURITY is a note on the fridge: with the grants of `00-grants.sql` anybody could
-- then write here. With it, and with no policy but these, reading is all there is, and only for `authenticated`.

alter table sopk.meal_suggestions     enable row level security;
alter table sopk.breathing_techniques enable row level security;
alter table sopk.activity_sessions    enable row level security;
alter table sopk.recipes              enable row level security;

drop policy if exists "Authenticated users can view meal suggestions" on sopk.meal_suggestions;
create policy "Authenticated users can view meal suggestions" on sopk.meal_suggestions
    for select to authenticated using (true);

drop policy if exists "Authenticated users can view breathing techniques" on sopk.breathing_techniques;
create policy "Authenticated users can view breathing techniques" on sopk.breathing_techniques
    for select to authenticated using (true);

drop policy if exists "Authenticated users can view activity sessions" on sopk.activity_sessions;
create policy "Authenticated users can view activity sessions" on sopk.activity_sessions
    for select to authenticated using (true);

drop policy if exists "Authenticated users can view recipes" on sopk.recipes;
create policy "Authenticated users can view recipes" on sopk.recipes
    for select to authenticated using (true);

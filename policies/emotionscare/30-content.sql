-- The programme is public, generated and fetched content is for people with an account, and both are written by the
-- back office alone.

alter table emotionscare.edn_items                    enable row level security;
alter table emotionscare.starting_situations          enable row level security;
alter table emotionscare.therapeutic_classes          enable row level security;
alter table emotionscare.item_situation_relations     enable row level security;
alter table emotionscare.item_therapeutic_relations   enable row level security;
alter table emotionscare.ecos_situations_complete     enable row level security;
alter table emotionscare.urgent_protocols             enable row level security;
alter table emotionscare.ai_generated_content         enable row level security;
alter table emotionscare.official_content_cache       enable row level security;
alter table emotionscare."official_content_cache new" enable row level security;
alter table emotionscare."Digital Medicine"           enable row level security;

-- Public: always true on purpose --------------------------------------------------------------------------------------

drop policy if exists "Reference data readable" on emotionscare.edn_items;
create policy "Reference data readable" on emotionscare.edn_items
    for select to anon, authenticated using (true);

drop policy if exists "Reference data readable" on emotionscare.starting_situations;
create policy "Reference data readable" on emotionscare.starting_situations
    for select to anon, authenticated using (true);

drop policy if exists "Reference data readable" on emotionscare.therapeutic_classes;
create policy "Reference data readable" on emotionscare.therapeutic_classes
    for select to anon, authenticated using (true);

drop policy if exists "Reference data readable" on emotionscare.item_situation_relations;
create policy "Reference data readable" on emotionscare.item_situation_relations
    for select to anon, authenticated using (true);

drop policy if exists "Reference data readable" on emotionscare.item_therapeutic_relations;
create policy "Reference data readable" on emotionscare.item_therapeutic_relations
    for select to anon, authenticated using (true);

drop policy if exists "Reference data readable" on emotionscare.ecos_situations_complete;
create policy "Reference data readable" on emotionscare.ecos_situations_complete
    for select to anon, authenticated using (true);

drop policy if exists "Reference data readable" on emotionscare.urgent_protocols;
create policy "Reference data readable" on emotionscare.urgent_protocols
    for select to anon, authenticated using (true);

-- For people with an account ------------------------------------------------------------------------------------------

drop policy if exists "Signed-in read" on emotionscare.ai_generated_content;
create policy "Signed-in read" on emotionscare.ai_generated_content
    for select to authenticated using (true);

drop policy if exists "Signed-in read" on emotionscare.official_content_cache;
create policy "Signed-in read" on emotionscare.official_content_cache
    for select to authenticated using (true);

drop policy if exists "Signed-in read" on emotionscare."official_content_cache new";
create policy "Signed-in read" on emotionscare."official_content_cache new"
    for select to authenticated using (true);

-- A letter box: anybody may drop something in. There is no policy to read, so a write that asks for its row back is
-- refused, and so is any other look inside.

drop policy if exists "Anyone may register" on emotionscare."Digital Medicine";
create policy "Anyone may register" on emotionscare."Digital Medicine"
    for insert to anon, authenticated with check (true);

-- Recipes in full. Ingredients and steps are JSON arrays: they are read as a whole, filtered by containment
-- (`ingredients=cs.[{"name":"quinoa"}]`), and nobody joins to them.

create table if not exists sopk.recipes (
    id                             uuid primary key default gen_random_uuid(),

    title                          varchar(150) not null,
    description                    text,
    category                       varchar(50) not null,
    cuisine_type                   varchar(50),

    prep_time_minutes              integer not null,
    cook_time_minutes              integer not null,
    total_time_minutes             integer generated always as (prep_time_minutes + cook_time_minutes) stored,
    difficulty                     varchar(20) not null,
    servings                       integer default 4,

    glycemic_index_category        varchar(20) not null default 'low',
    estimated_calories_per_serving integer,
    main_macros                    jsonb,

    ingredients                    jsonb not null,
    instructions                   jsonb not null,

    sopk_benefits                  text[],
    health_tags                    text[],

    difficulty_notes               text,
    storage_instructions           text,
    nutritionist_approved          boolean default false,

    created_at                     timestamptz default now(),
    updated_at                     timestamptz default now()
);

create index if not exists idx_recipes_category            on sopk.recipes (category);
create index if not exists idx_recipes_difficulty          on sopk.recipes (difficulty);
create index if not exists idx_recipes_category_difficulty on sopk.recipes (category, difficulty);
create index if not exists idx_recipes_total_time          on sopk.recipes (total_time_minutes);
create index if not exists idx_recipes_gi                  on sopk.recipes (glycemic_index_category);
create index if not exists idx_recipes_title_trgm          on sopk.recipes using gin (title extensions.gin_trgm_ops);
create index if not exists idx_recipes_ingredients_gin     on sopk.recipes using gin (ingredients);
create index if not exists idx_recipes_instructions_gin    on sopk.recipes using gin (instructions);

comment on table sopk.recipes is
'Recipes
Catalogue of detailed recipes. Read-only for the people of the app.';

comment on column sopk.recipes.id is 'Identifies the recipe.';
comment on column sopk.recipes.title is 'Title of the recipe.';
comment on column sopk.recipes.description is 'One sentence to make it appetising.';
comment on column sopk.recipes.category is 'breakfast, lunch, dinner or snack.';
comment on column sopk.recipes.cuisine_type is 'Where it comes from: méditerranéenne, indienne, …';
comment on column sopk.recipes.prep_time_minutes is 'Hands-on time, in minutes.';
comment on column sopk.recipes.cook_time_minutes is 'Time on the stove or in the oven, in minutes.';
comment on column sopk.recipes.total_time_minutes is 'Preparation and cooking, in minutes. Computed, so never sent.';
comment on column sopk.recipes.difficulty is 'very_easy, easy or medium.';
comment on column sopk.recipes.servings is 'How many people it feeds.';
comment on column sopk.recipes.glycemic_index_category is 'Glycemic index of the dish: low or medium.';
comment on column sopk.recipes.estimated_calories_per_serving is 'Energy of one serving, in kcal.';
comment on column sopk.recipes.main_macros is
    'Grams per serving, as an object: {"protein": 25, "carbs": 30, "fat": 15, "fiber": 8}.';
comment on column sopk.recipes.ingredients is
    'Array of objects: {"name": "quinoa", "quantity": "150g", "notes": "bien rincer"}; `notes` is optional.';
comment on column sopk.recipes.instructions is
    'Array of objects: {"step": 1, "instruction": "…", "duration_minutes": 5, "tips": "…"}; `tips` is optional.';
comment on column sopk.recipes.sopk_benefits is 'insulin_regulation, anti_inflammatory.';
comment on column sopk.recipes.health_tags is 'anti-inflammatory, high-protein, hormone-balancing.';
comment on column sopk.recipes.difficulty_notes is 'What may go wrong, and how to avoid it.';
comment on column sopk.recipes.storage_instructions is 'How long it keeps, and where.';
comment on column sopk.recipes.nutritionist_approved is 'Whether a nutritionist has checked the figures.';
comment on column sopk.recipes.created_at is 'When the recipe joined the catalogue.';
comment on column sopk.recipes.updated_at is 'When the recipe last changed.';

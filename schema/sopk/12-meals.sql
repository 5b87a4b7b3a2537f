-- Quick meal ideas, and what became of them on the plate.

create table if not exists sopk.meal_suggestions (
    id                      uuid primary key default gen_random_uuid(),

    name                    varchar(100) not null,
    description             text,
    category                varchar(50) not null,

    prep_time_minutes       integer not null,
    difficulty              varchar(20) not null,
    servings                integer default 1,

    glycemic_index_category varchar(20) default 'low',
    estimated_calories      integer,
    main_nutrients          text[],

    sopk_benefits           text[],
    symptom_targets         text[],

    ingredients_simple      text not null,
    preparation_steps       text not null,
    tips                    text,

    season                  varchar(20)[],
    dietary_tags            text[],

    created_at              timestamptz default now()
);

create index if not exists idx_meal_suggestions_category   on sopk.meal_suggestions (category);
create index if not exists idx_meal_suggestions_difficulty on sopk.meal_suggestions (difficulty);
create index if not exists idx_meal_suggestions_gi         on sopk.meal_suggestions (glycemic_index_category);

-- Serves `name=ilike.*quinoa*`: a pattern that starts with a wildcard finds nothing in a b-tree.
create index if not exists idx_meal_suggestions_name_trgm
    on sopk.meal_suggestions using gin (name extensions.gin_trgm_ops);

comment on table sopk.meal_suggestions is
'Meal ideas
Catalogue of simple meals with a low or medium glycemic index. Read-only for the people of the app.';

comment on column sopk.meal_suggestions.id is 'Identifies the meal.';
comment on column sopk.meal_suggestions.name is 'Name on the menu.';
comment on column sopk.meal_suggestions.description is 'One sentence to make it appetising.';
comment on column sopk.meal_suggestions.category is 'breakfast, lunch, dinner or snack.';
comment on column sopk.meal_suggestions.prep_time_minutes is 'From opening the fridge to sitting down, in minutes.';
comment on column sopk.meal_suggestions.difficulty is 'very_easy, easy or medium.';
comment on column sopk.meal_suggestions.servings is 'How many people it feeds.';
comment on column sopk.meal_suggestions.glycemic_index_category is 'Glycemic index of the whole meal: low or medium.';
comment on column sopk.meal_suggestions.estimated_calories is 'Energy of one serving, in kcal.';
comment on column sopk.meal_suggestions.main_nutrients is 'protein, fiber, omega3, antioxidants.';
comment on column sopk.meal_suggestions.sopk_benefits is 'insulin_regulation, anti_inflammatory.';
comment on column sopk.meal_suggestions.symptom_targets is 'Symptoms it may ease: fatigue, cravings, mood.';
comment on column sopk.meal_suggestions.ingredients_simple is 'Ingredients as a sentence.';
comment on column sopk.meal_suggestions.preparation_steps is 'Preparation as a short text.';
comment on column sopk.meal_suggestions.tips is 'A way to vary or prepare ahead.';
comment on column sopk.meal_suggestions.season is 'When it is at its best: spring, summer, autumn, winter.';
comment on column sopk.meal_suggestions.dietary_tags is 'vegetarian, gluten_free, dairy_free.';
comment on column sopk.meal_suggestions.created_at is 'When the meal joined the catalogue.';

create table if not exists sopk.user_meal_tracking (
    id                     uuid primary key default gen_random_uuid(),
    user_id                uuid references auth.users (id) on delete cascade,
    meal_id                uuid references sopk.meal_suggestions (id),

    date                   date not null,
    meal_type              varchar(20) not null,

    satisfaction_rating    integer check (satisfaction_rating >= 1 and satisfaction_rating <= 5),
    would_eat_again        boolean,
    preparation_difficulty integer check (preparation_difficulty >= 1 and preparation_difficulty <= 5),

    notes                  text,

    created_at             timestamptz default now()
);

-- The same index under the two names the application gave it.
create index if not exists idx_user_meal_tracking_user_date on sopk.user_meal_tracking (user_id, date desc);
create index if not exists idx_meal_tracking_user_date_desc on sopk.user_meal_tracking (user_id, date desc);

-- Deleting a suggestion looks for those who ate it.
create index if not exists idx_user_meal_tracking_meal on sopk.user_meal_tracking (meal_id);

comment on table sopk.user_meal_tracking is
'Meals eaten
What the person ate, when, and whether they liked it.';

comment on column sopk.user_meal_tracking.id is 'Identifies the row.';
comment on column sopk.user_meal_tracking.user_id is 'Who ate it.';
comment on column sopk.user_meal_tracking.meal_id is 'The suggestion it came from.';
comment on column sopk.user_meal_tracking.date is 'Day of the meal.';
comment on column sopk.user_meal_tracking.meal_type is 'breakfast, lunch, dinner or snack.';
comment on column sopk.user_meal_tracking.satisfaction_rating is 'Liking, 1 (not at all) to 5 (very much).';
comment on column sopk.user_meal_tracking.would_eat_again is 'Whether it deserves a second time.';
comment on column sopk.user_meal_tracking.preparation_difficulty is 'Effort it took, 1 (none) to 5 (too much).';
comment on column sopk.user_meal_tracking.notes is 'Free text.';
comment on column sopk.user_meal_tracking.created_at is 'When the row was written.';

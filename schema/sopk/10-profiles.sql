-- Who the person is, beyond being able to sign in. The key is the account's own id: one profile per account at most.

create table if not exists sopk.user_profiles (
    id                       uuid primary key references auth.users (id) on delete cascade,

    first_name               varchar(50),
    last_name                varchar(50),
    date_of_birth            date,

    sopk_diagnosis_date      date,
    current_medications      text[],
    health_goals             text[],
    dietary_restrictions     text[],

    notification_preferences jsonb default '{}',
    privacy_settings         jsonb default '{}',
    onboarding_completed     boolean default false,

    created_at               timestamptz default now(),
    updated_at               timestamptz default now()
);

comment on table sopk.user_profiles is
'Profile of the signed-in person
One row per account. It can be read and updated by its owner; it is created and removed by the back office.';

comment on column sopk.user_profiles.id is 'The account this profile belongs to.';
comment on column sopk.user_profiles.first_name is 'Given name.';
comment on column sopk.user_profiles.last_name is 'Family name.';
comment on column sopk.user_profiles.date_of_birth is 'Date of birth.';
comment on column sopk.user_profiles.sopk_diagnosis_date is 'Day PCOS was diagnosed; null when it was not, or not yet.';
comment on column sopk.user_profiles.current_medications is 'Medication taken now, in the person''s own words.';
comment on column sopk.user_profiles.health_goals is 'What the person wants to reach, in their own words.';
comment on column sopk.user_profiles.dietary_restrictions is
    'What must not be on the plate; same words as `meal_suggestions.dietary_tags` where one fits.';
comment on column sopk.user_profiles.notification_preferences is 'Which reminders to send, and when. Free-form object.';
comment on column sopk.user_profiles.privacy_settings is 'What may be shared, and with whom. Free-form object.';
comment on column sopk.user_profiles.onboarding_completed is 'Whether the first-run questions have been answered.';
comment on column sopk.user_profiles.created_at is 'When the profile was created.';
comment on column sopk.user_profiles.updated_at is 'When the profile last changed.';

-- What is asked. Questions are a bank: an assessment picks from it through `assessment_items`, which may weigh a
-- question differently, and a question that is picked somewhere cannot be deleted.

create table if not exists assessments.assessments (
    id                   uuid default gen_random_uuid() primary key,
    scope                text not null,
    lesson_id            uuid references content.lessons (id) on delete cascade,
    course_id            uuid references content.courses (id) on delete cascade,
    title                text not null,
    type                 text not null,
    time_limit_sec       integer,
    attempt_limit        integer,
    passing_score        numeric not null default 70,
    grading_mode         text not null default 'auto',
    shuffle_questions    boolean not null default false,
    shuffle_answers      boolean not null default false,
    is_published         boolean not null default false,
    created_by           uuid references public.profiles (id) on delete set null,
    description          text,
    cooldown_minutes     integer not null default 0,
    show_correct_answers boolean not null default false,
    created_at           timestamptz not null default now(),
    updated_at           timestamptz not null default now(),

    check (scope in ('lesson', 'course')),
    check (
        (scope = 'lesson' and lesson_id is not null and course_id is null)
            or (scope = 'course' and course_id is not null and lesson_id is null)
    ),
    check (type in ('quiz', 'exam', 'cert')),
    check (grading_mode in ('auto', 'manual', 'hybrid')),
    check (passing_score between 0 and 100)
);

create index if not exists assessments_lesson_id_idx on assessments.assessments (lesson_id);
create index if not exists assessments_course_id_idx on assessments.assessments (course_id);
create index if not exists assessments_created_by_idx on assessments.assessments (created_by);

comment on table assessments.assessments is
'Assessments
Quizzes of a lesson, exams and certifications of a course. Visible to whoever may read the lesson or the course.';

comment on column assessments.assessments.id is 'Identifies the row.';
comment on column assessments.assessments.scope is 'lesson or course; which of the two ids is set follows from it.';
comment on column assessments.assessments.lesson_id is 'The lesson it belongs to.';
comment on column assessments.assessments.course_id is 'The course it belongs to.';
comment on column assessments.assessments.title is 'Title.';
comment on column assessments.assessments.type is 'quiz, exam or cert; only exam and cert lead to a certificate.';
comment on column assessments.assessments.time_limit_sec is 'Time to finish, in seconds; null for no limit.';
comment on column assessments.assessments.attempt_limit is 'How many attempts a person has; null for any number.';
comment on column assessments.assessments.passing_score is 'What is needed to pass, in percent.';
comment on column assessments.assessments.grading_mode is
    'auto, manual (a person grades everything) or hybrid (a person grades what cannot be computed).';
comment on column assessments.assessments.shuffle_questions is 'Whether each attempt has its own order of questions.';
comment on column assessments.assessments.shuffle_answers is 'Whether each attempt has its own order of choices.';
comment on column assessments.assessments.is_published is 'Whether learners see it.';
comment on column assessments.assessments.created_by is 'Its author.';
comment on column assessments.assessments.description is 'What it is about.';
comment on column assessments.assessments.cooldown_minutes is 'Pause between two attempts, in minutes.';
comment on column assessments.assessments.show_correct_answers is 'Whether the result of a graded attempt shows them.';
comment on column assessments.assessments.created_at is 'When the row was written.';
comment on column assessments.assessments.updated_at is 'When the row last changed.';

-- `assessment_id` is what questions had before there was a bank. `assessment_items` decides what is asked.
create table if not exists assessments.questions (
    id                 uuid default gen_random_uuid() primary key,
    assessment_id      uuid references assessments.assessments (id) on delete set null,
    created_by         uuid references public.profiles (id) on delete set null,
    type               text not null,
    body               text not null,
    choices            jsonb not null default '[]',
    correct_answers    jsonb not null default '[]',
    explanation        text,
    points             integer not null default 1,
    display_order      integer,
    category           text,
    tags               text[] not null default '{}',
    difficulty_level   integer,
    estimated_time_sec integer,
    usage_count        integer not null default 0,
    is_reusable        boolean not null default true,
    question_version   integer not null default 1,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),

    check (type in ('mcq', 'true_false', 'open_text', 'matching', 'ordering')),
    check (difficulty_level between 1 and 5),
    check (points > 0)
);

create index if not exists questions_tags_idx on assessments.questions using gin (tags);
create index if not exists questions_assessment_id_idx on assessments.questions (assessment_id);
create index if not exists questions_created_by_idx on assessments.questions (created_by);

comment on table assessments.questions is
'Questions
The question bank. Correct answers and explanations cannot be selected: `get_attempt_result` shows them, when it may.';

comment on column assessments.questions.id is 'Identifies the row.';
comment on column assessments.questions.assessment_id is
    'The assessment it was written for; null for none in particular.';
comment on column assessments.questions.created_by is 'Its author.';
comment on column assessments.questions.type is
    'mcq, true_false, open_text, matching or ordering; the first two grade themselves.';
comment on column assessments.questions.body is 'The question.';
comment on column assessments.questions.choices is 'What can be chosen: [{"id": "a", "text": "…"}].';
comment on column assessments.questions.correct_answers is
    'The ids that are right: ["a"], or [true]. Never readable by learners.';
comment on column assessments.questions.explanation is 'Why. Never readable by learners.';
comment on column assessments.questions.points is 'What it is worth.';
comment on column assessments.questions.display_order is 'Place among the questions it was written with.';
comment on column assessments.questions.category is 'Subject.';
comment on column assessments.questions.tags is 'Words to find it by.';
comment on column assessments.questions.difficulty_level is '1 (easy) to 5 (hard).';
comment on column assessments.questions.estimated_time_sec is 'Time it takes, in seconds.';
comment on column assessments.questions.usage_count is 'How many assessments ask it; kept by a trigger.';
comment on column assessments.questions.is_reusable is 'Whether other assessments may ask it.';
comment on column assessments.questions.question_version is 'Counts its rewordings.';
comment on column assessments.questions.created_at is 'When the row was written.';
comment on column assessments.questions.updated_at is 'When the row last changed.';

create table if not exists assessments.assessment_items (
    assessment_id   uuid not null references assessments.assessments (id) on delete cascade,
    question_id     uuid not null references assessments.questions (id) on delete restrict,
    display_order   integer not null,
    points_override integer,
    is_required     boolean not null default true,
    id              uuid default gen_random_uuid() primary key,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),

    unique (assessment_id, question_id),
    unique (assessment_id, display_order),
    check (display_order > 0),
    check (points_override > 0)
);

create index if not exists idx_assessment_items_assessment_order
    on assessments.assessment_items (assessment_id, display_order);
create index if not exists idx_assessment_items_question_usage
    on assessments.assessment_items (question_id, assessment_id);

comment on table assessments.assessment_items is
'Questions of an assessment
Which questions, in which order, and what each is worth here.';

comment on column assessments.assessment_items.assessment_id is 'The assessment.';
comment on column assessments.assessment_items.question_id is 'The question.';
comment on column assessments.assessment_items.display_order is 'Place, from 1.';
comment on column assessments.assessment_items.points_override is
    'What it is worth here; null for what the question says.';
comment on column assessments.assessment_items.is_required is 'Whether it must be answered.';
comment on column assessments.assessment_items.id is 'Identifies the row.';
comment on column assessments.assessment_items.created_at is 'When the row was written.';
comment on column assessments.assessment_items.updated_at is 'When the row last changed.';

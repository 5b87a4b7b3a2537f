-- What was answered. People read these tables and write none of them: attempts are moved on by `start_attempt`,
-- `submit_attempt` and their kin, which hold the locks that make every step happen once.

-- At most one active attempt per person and assessment: not a check that two requests could pass side by side, but a
-- unique index, which they cannot.
create table if not exists assessments.attempts (
    id                    uuid default gen_random_uuid() primary key,
    user_id               uuid not null references public.profiles (id) on delete restrict,
    assessment_id         uuid not null references assessments.assessments (id) on delete restrict,
    attempt_no            integer not null,
    attempt_seed          bigint not null,
    status                assessments.attempt_status not null default 'in_progress',
    deadline              timestamptz,
    content_snapshot      jsonb not null,
    content_snapshot_hash text,
    responses             jsonb not null default '{}',
    score                 numeric,
    max_score             numeric,
    graded_by             uuid references public.profiles (id) on delete set null,
    needs_review          boolean not null default false,
    review_feedback       jsonb,
    time_spent_sec        integer,
    meta                  jsonb not null default '{}',
    submitted_at          timestamptz,
    graded_at             timestamptz,
    started_at            timestamptz not null default now(),
    passed                boolean,
    created_at            timestamptz not null default now(),

    unique (user_id, assessment_id, attempt_no),
    constraint attempts_score_within_range check (score is null or (score >= 0 and score <= max_score)),
    constraint logical_status_timestamps check (
        status in ('in_progress', 'abandoned', 'expired') or submitted_at is not null
    ),
    constraint attempts_graded_has_score check (status <> 'graded' or (graded_at is not null and score is not null))
);

create unique index if not exists attempts_user_assessment_active_unique
    on assessments.attempts (user_id, assessment_id)
    where status in ('in_progress','submitted','needs_review');
create index if not exists idx_attempts_content_hash on assessments.attempts (content_snapshot_hash);
create index if not exists attempts_assessment_id_idx on assessments.attempts (assessment_id);
create index if not exists attempts_graded_by_idx on assessments.attempts (graded_by);

comment on table assessments.attempts is
'Attempts
One row per attempt. The questions are frozen when it starts: what is edited later changes nothing for it.';

comment on column assessments.attempts.id is 'Identifies the row.';
comment on column assessments.attempts.user_id is 'Who tries.';
comment on column assessments.attempts.assessment_id is 'What they try.';
comment on column assessments.attempts.attempt_no is 'Counts the person''s attempts, from 1.';
comment on column assessments.attempts.attempt_seed is 'What the order of questions and choices follows from.';
comment on column assessments.attempts.status is 'Where the attempt is.';
comment on column assessments.attempts.deadline is
    'When it must be submitted, by the server''s clock; null for no limit.';
comment on column assessments.attempts.content_snapshot is 'The questions as they were asked, without their answers.';
comment on column assessments.attempts.content_snapshot_hash is 'SHA-256 of the snapshot, in hex; set by a trigger.';
comment on column assessments.attempts.responses is
    'Answers by question id: {"…": "a"}, {"…": ["a", "c"]}, {"…": true}.';
comment on column assessments.attempts.score is 'Points reached; null until graded.';
comment on column assessments.attempts.max_score is 'Points there are.';
comment on column assessments.attempts.graded_by is 'Who graded it; null when nobody had to.';
comment on column assessments.attempts.needs_review is 'Whether a person has to look at it.';
comment on column assessments.attempts.review_feedback is 'What that person said.';
comment on column assessments.attempts.time_spent_sec is 'From start to submission, in seconds.';
comment on column assessments.attempts.meta is 'Points earned for it, and other notes of the functions.';
comment on column assessments.attempts.submitted_at is 'When it was submitted.';
comment on column assessments.attempts.graded_at is 'When it was graded.';
comment on column assessments.attempts.started_at is 'When it was started.';
comment on column assessments.attempts.passed is 'Whether it reached the passing score; null until graded.';
comment on column assessments.attempts.created_at is 'When the row was written.';

create table if not exists assessments.certificates (
    id               uuid default gen_random_uuid() primary key,
    user_id          uuid not null references public.profiles (id) on delete restrict,
    course_id        uuid references content.courses (id) on delete restrict,
    lesson_id        uuid references content.lessons (id) on delete restrict,
    assessment_id    uuid references assessments.assessments (id) on delete restrict,
    serial_number    text not null,
    verify_hash      text not null,
    passed           boolean not null,
    score            numeric,
    max_score        numeric,
    issued_at        timestamptz not null default now(),
    certificate_data jsonb not null default '{}',
    attempt_id       uuid references assessments.attempts (id) on delete set null,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),

    unique (serial_number),
    constraint certificate_scope_check check (num_nonnulls(course_id, lesson_id) >= 1),
    check (verify_hash ~ '^[a-fA-F0-9]{64}$')
);

create unique index if not exists certificates_user_lesson_passed_unique
    on assessments.certificates (user_id, lesson_id)
    where passed = true and lesson_id is not null;
create unique index if not exists certificates_user_course_passed_unique
    on assessments.certificates (user_id, course_id)
    where passed = true and lesson_id is null;
create unique index if not exists certificates_verify_hash_unique on assessments.certificates (verify_hash);
create index if not exists certificates_user_id_idx on assessments.certificates (user_id);
create index if not exists certificates_course_id_idx on assessments.certificates (course_id);
create index if not exists certificates_lesson_id_idx on assessments.certificates (lesson_id);
create index if not exists certificates_assessment_id_idx on assessments.certificates (assessment_id);
create index if not exists certificates_attempt_id_idx on assessments.certificates (attempt_id);

comment on table assessments.certificates is
'Certificates
At most one valid certificate per person and course, or lesson. A revoked one stays, with `passed` false.';

comment on column assessments.certificates.id is 'Identifies the row.';
comment on column assessments.certificates.user_id is 'Whose achievement it is.';
comment on column assessments.certificates.course_id is 'The course.';
comment on column assessments.certificates.lesson_id is 'The lesson; null for a certificate of the whole course.';
comment on column assessments.certificates.assessment_id is 'What was passed.';
comment on column assessments.certificates.serial_number is 'Number printed on it: AIF-2025-000001.';
comment on column assessments.certificates.verify_hash is
    'What `verify_certificate_public` is asked with: 64 hex digits.';
comment on column assessments.certificates.passed is 'Whether it is valid.';
comment on column assessments.certificates.score is 'Points reached.';
comment on column assessments.certificates.max_score is 'Points there were.';
comment on column assessments.certificates.issued_at is 'When it was issued.';
comment on column assessments.certificates.certificate_data is 'Template, branding and names as they were printed.';
comment on column assessments.certificates.attempt_id is 'The attempt it was issued for.';
comment on column assessments.certificates.created_at is 'When the row was written.';
comment on column assessments.certificates.updated_at is 'When the row last changed.';

create table if not exists assessments.certificate_revocations (
    id             uuid default gen_random_uuid() primary key,
    certificate_id uuid not null references assessments.certificates (id) on delete cascade,
    reason         text not null,
    revoked_by     uuid not null references public.profiles (id) on delete restrict,
    revoked_at     timestamptz not null default now(),
    metadata       jsonb not null default '{}',
    created_at     timestamptz not null default now(),

    constraint revocation_reason_length check (char_length(reason) between 10 and 1000),
    constraint revocation_reason_wording check (reason ~ '[[:alpha:]]'),
    constraint future_revocation_check check (revoked_at <= now() + interval '5 minutes')
);

create index if not exists idx_certificate_revocations_certificate_id
    on assessments.certificate_revocations (certificate_id);
create index if not exists certificate_revocations_revoked_by_idx on assessments.certificate_revocations (revoked_by);

comment on table assessments.certificate_revocations is
'Certificates taken back
One row per revocation. The points earned with the certificate go with it, by a trigger.';

comment on column assessments.certificate_revocations.id is 'Identifies the row.';
comment on column assessments.certificate_revocations.certificate_id is 'The certificate.';
comment on column assessments.certificate_revocations.reason is 'Why, in 10 to 1000 characters.';
comment on column assessments.certificate_revocations.revoked_by is 'Who took it back.';
comment on column assessments.certificate_revocations.revoked_at is 'When.';
comment on column assessments.certificate_revocations.metadata is 'Anything else worth keeping, as an object.';
comment on column assessments.certificate_revocations.created_at is 'When the row was written.';

create table if not exists assessments.grading_audit (
    id             uuid default gen_random_uuid() primary key,
    attempt_id     uuid not null references assessments.attempts (id) on delete cascade,
    action_type    text not null,
    performed_by   uuid references public.profiles (id) on delete set null,
    performed_at   timestamptz not null default now(),
    previous_state jsonb,
    new_state      jsonb,
    reason         text,
    metadata       jsonb not null default '{}',

    check (
        action_type in (
            'submitted', 'auto_graded', 'manual_graded', 'score_changed',
            'review_requested', 'abandoned', 'certificate_revoked'
        )
    )
);

create index if not exists idx_grading_audit_attempt_chronological
    on assessments.grading_audit (attempt_id, performed_at desc);
create index if not exists grading_audit_performed_by_idx on assessments.grading_audit (performed_by);
create index if not exists grading_audit_action_type_idx on assessments.grading_audit (action_type);

comment on table assessments.grading_audit is
'Log of grading
What happened to each attempt, with its state before and after. Written by a trigger, read by graders.';

comment on column assessments.grading_audit.id is 'Identifies the row.';
comment on column assessments.grading_audit.attempt_id is 'The attempt.';
comment on column assessments.grading_audit.action_type is
    'submitted, auto_graded, manual_graded, score_changed, review_requested, abandoned or certificate_revoked.';
comment on column assessments.grading_audit.performed_by is 'Who did it; null for the database itself.';
comment on column assessments.grading_audit.performed_at is 'When.';
comment on column assessments.grading_audit.previous_state is 'Status and score before.';
comment on column assessments.grading_audit.new_state is 'Status and score after.';
comment on column assessments.grading_audit.reason is 'Why, where a reason was given.';
comment on column assessments.grading_audit.metadata is 'Anything else worth keeping, as an object.';

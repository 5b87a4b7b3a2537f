-- What the benchmark asks for: small rows of one caller out of many, behind row level security, and one wide table.
create role web_anon nologin;
create role member nologin;
create role authenticator login noinherit;
grant web_anon, member to authenticator;

create schema api;
grant usage on schema api to web_anon, member;
-- pgbench prepares a pipeline's statements before the pipeline sets the role. To prepare is to look up names only; what
-- rows there are is settled when the statement runs, as the caller.
grant usage on schema api to authenticator;

-- The caller, as the claims name them.
create function api.caller() returns uuid language sql stable
    return nullif(current_setting('request.jwt.claims', true)::jsonb ->> 'sub', '')::uuid;

-- User n of 500.
create function api.member_id(n bigint) returns uuid language sql immutable
    return ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid;

-- 20 notes per user: user 7 has 141 to 160.
create table api.notes (
    id bigint primary key generated always as identity,
    owner uuid not null default api.caller(),
    title text not null,
    body text not null,
    archived boolean not null default false,
    created_at timestamptz not null default now()
);
insert into api.notes (owner, title, body, created_at)
    select api.member_id((n - 1) / 20), 'Note ' || n, repeat('x', 40), '2026-01-01'::timestamptz + n * interval '1 minute'
    from generate_series(1, 10000) n;
create index on api.notes (owner, created_at desc);

-- 10 items per profile.
create table api.profiles (id uuid primary key default api.caller(), name text not null);
insert into api.profiles select api.member_id(n), 'Profile ' || n from generate_series(0, 499) n;
create table api.items (
    id bigint primary key generated always as identity,
    profile_id uuid not null references api.profiles,
    name text not null,
    quantity integer not null
);
insert into api.items (profile_id, name, quantity)
    select api.member_id((n - 1) / 10), 'Item ' || n, n from generate_series(1, 5000) n;
create index on api.items (profile_id);

-- What is inserted.
create table api.events (
    id bigint primary key generated always as identity,
    owner uuid not null default api.caller(),
    kind text not null,
    amount integer not null,
    at timestamptz not null default now()
);

-- What is updated: a thousand tasks of user 7, so that connections seldom wait for each other's row. The room left in
-- each page keeps new versions of a row where the old one was.
create table api.tasks (
    id bigint primary key generated always as identity,
    owner uuid not null default api.caller(),
    title text not null,
    done boolean not null default false
) with (fillfactor = 30);
insert into api.tasks (owner, title) select api.member_id(7), 'Task ' || n from generate_series(1, 1000) n;

-- A thousand rows of eight columns, for everybody.
create table api.readings (
    id integer primary key,
    station text not null,
    unit text not null,
    value numeric not null,
    samples integer not null,
    valid boolean not null,
    at timestamptz not null,
    extra jsonb not null
);
insert into api.readings
    select n, 'Station ' || n % 40, 'mm', n * 1.5, n, n % 7 > 0, '2026-01-01'::timestamptz + n * interval '1 hour', '{"k": 1}'
    from generate_series(1, 1000) n;

create function api.add(a integer, b integer) returns integer language sql immutable return a + b;

alter table api.notes enable row level security;
alter table api.profiles enable row level security;
alter table api.items enable row level security;
alter table api.events enable row level security;
alter table api.tasks enable row level security;
create policy own on api.notes to member using (owner = api.caller()) with check (owner = api.caller());
create policy own on api.profiles to member using (id = api.caller()) with check (id = api.caller());
create policy own on api.items to member using (profile_id = api.caller()) with check (profile_id = api.caller());
create policy own on api.events to member using (owner = api.caller()) with check (owner = api.caller());
create policy own on api.tasks to member using (owner = api.caller()) with check (owner = api.caller());
grant select, insert, update, delete on all tables in schema api to member;

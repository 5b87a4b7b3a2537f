-- The ground every schema stands on: who may connect, who is asking, and the extensions all may use.
--
-- Run once by `rowgate dev` on a fresh cluster, as superuser, before the first schema file. Running it again changes
-- nothing. It is one plain script (no psql commands), so it may be sent as a single multi-statement query.
--
-- What it deliberately leaves out:
--   * grants on tables. A table is reachable when a file in its own `policies/` folder says so, and never before;
--   * exposure. `auth` and `extensions` serve the database and are no part of the API: keep them out of `db-schemas`.

-- Roles --------------------------------------------------------------------------------------------------------------
-- The gateway connects as `authenticator`, which can do nothing by itself (NOINHERIT) and becomes one of the other
-- three for the length of a transaction. A password is the operator's affair; none is set here.

do $$
declare
    missing name;
begin
    foreach missing in array array['anon', 'authenticated', 'service_role', 'authenticator']::name[] loop
        if not exists (select from pg_catalog.pg_roles where rolname = missing) then
            execute pg_catalog.format('create role %I', missing);
        end if;
    end loop;
end
$$;

alter role anon          nologin noinherit;
alter role authenticated nologin noinherit;
alter role service_role  nologin noinherit bypassrls;
alter role authenticator login noinherit;

grant anon, authenticated, service_role to authenticator;

comment on role anon is 'A request without a token, or with a token that names this role.';
comment on role authenticated is 'A signed-in person. auth.uid() says who; row level security decides what they see.';
comment on role service_role is 'Trusted back-office code: row level security does not apply to it, grants still do.';
comment on role authenticator is 'The connection role of the gateway; takes on one of the three request roles.';

-- Extensions ---------------------------------------------------------------------------------------------------------
-- Kept out of `public` so that their functions are never mistaken for endpoints. Nothing is found there by accident
-- either: callers write `extensions.gin_trgm_ops`, `extensions.digest(…)`.

create schema if not exists extensions;
comment on schema extensions is 'Extensions shared by every schema. Never exposed by the API.';

create extension if not exists pg_trgm with schema extensions;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists "uuid-ossp" with schema extensions;
create extension if not exists unaccent with schema extensions;

-- pg_stat_statements only works in a server that was started with it.
do $$
begin
    if current_setting('shared_preload_libraries') ~ '\mpg_stat_statements\M' then
        create extension if not exists pg_stat_statements with schema extensions;
    end if;
end
$$;

grant usage on schema extensions to anon, authenticated, service_role;

-- Functions are closed until granted ---------------------------------------------------------------------------------
-- PostgreSQL lets everybody execute a new function. Behind an API that turns every function into an endpoint, the
-- opposite is the safe default, and it closes the moment between a reloaded schema file and its reloaded policies.
-- This is the only default privilege set here: it takes away. What is given, each schema's own files spell out.
-- It holds for functions that the role running this script creates, in this database, from here on.

alter default privileges revoke execute on functions from public;

-- Identity -----------------------------------------------------------------------------------------------------------
-- The gateway verifies the token and leaves its claims in a setting of the transaction; these functions read them, so
-- that a policy can say `auth.uid() = user_id`. Plain SQL bodies: the planner folds them into the policy's expression.

create schema if not exists auth;
comment on schema auth is 'Who people are, and who is asking. Never exposed by the API.';

create table if not exists auth.users (
    id                 uuid primary key,
    email              text unique,
    encrypted_password text,
    raw_user_meta_data jsonb default '{}',
    created_at         timestamptz default now(),
    updated_at         timestamptz default now(),
    last_sign_in_at    timestamptz
);

comment on table auth.users is 'One row per person who can sign in. Every "own rows" policy compares with its id.';
comment on column auth.users.id is 'The `sub` claim of the person''s tokens.';
comment on column auth.users.email is 'Address to sign in with.';
comment on column auth.users.encrypted_password is 'Hash kept by the sign-in service; null when it keeps none here.';
comment on column auth.users.raw_user_meta_data is 'What the person said at sign-up; nothing to base a right on.';
comment on column auth.users.created_at is 'When the account was created.';
comment on column auth.users.updated_at is 'When the account last changed.';
comment on column auth.users.last_sign_in_at is 'When the person last signed in; null for never.';

create or replace function auth.jwt() returns jsonb
    language sql stable parallel safe
    return coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb;

create or replace function auth.uid() returns uuid
    language sql stable parallel safe
    return nullif(auth.jwt() ->> 'sub', '')::uuid;

create or replace function auth.role() returns text
    language sql stable parallel safe
    return auth.jwt() ->> 'role';

create or replace function auth.email() returns text
    language sql stable parallel safe
    return auth.jwt() ->> 'email';

comment on function auth.jwt() is 'All claims of the request''s token; an empty object outside a request.';
comment on function auth.uid() is 'Id of the person asking (claim `sub`); null without one, which matches no owner.';
comment on function auth.role() is 'Role the request runs as (claim `role`).';
comment on function auth.email() is 'E-mail address of the person asking (claim `email`).';

-- The schema may be used, its table may not: no request role reads a row of auth.users.
grant usage on schema auth to anon, authenticated, service_role;
grant execute on function auth.jwt(), auth.uid(), auth.role(), auth.email() to anon, authenticated, service_role;

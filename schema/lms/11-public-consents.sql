-- What people agreed to, what they show of themselves elsewhere, and who asked about certificates.

create table if not exists public.user_consents (
    id              uuid default gen_random_uuid() primary key,
    user_id         uuid not null references public.profiles (id) on delete cascade,
    consent_type    text not null,
    consent_version text not null,
    granted         boolean not null,
    granted_at      timestamptz not null default now(),
    revoked_at      timestamptz,
    expires_at      timestamptz,
    metadata        jsonb not null default '{}',
    created_at      timestamptz not null default now(),

    unique (user_id, consent_type, consent_version)
);

create index if not exists user_consents_user_id_consent_type_idx on public.user_consents (user_id, consent_type);

comment on table public.user_consents is
'Consents given
One row per person, subject and version of the text. Withdrawing keeps the row and dates it: this is a record.';

comment on column public.user_consents.id is 'Identifies the row.';
comment on column public.user_consents.user_id is 'Who agreed.';
comment on column public.user_consents.consent_type is 'What was agreed to: terms, privacy, marketing, analytics.';
comment on column public.user_consents.consent_version is 'Version of the text that was shown.';
comment on column public.user_consents.granted is 'Whether the answer was yes.';
comment on column public.user_consents.granted_at is 'When the answer was given.';
comment on column public.user_consents.revoked_at is 'When it was taken back; null when it stands.';
comment on column public.user_consents.expires_at is 'When it has to be asked again; null for never.';
comment on column public.user_consents.metadata is 'Where and how it was asked, as an object.';
comment on column public.user_consents.created_at is 'When the row was written.';

create table if not exists public.profile_links (
    is_public  boolean not null default true,
    id         uuid default gen_random_uuid() primary key,
    user_id    uuid not null references public.profiles (id) on delete cascade,
    link_type  text not null,
    url        text not null,
    label      text,
    sort_order integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),

    check (link_type in ('github', 'linkedin', 'twitter', 'website', 'other'))
);

create index if not exists profile_links_user_id_idx on public.profile_links (user_id);

comment on table public.profile_links is
'Links of a profile
Where else a person can be found. Each link is public or not by itself.';

comment on column public.profile_links.is_public is 'Whether everybody may see it.';
comment on column public.profile_links.id is 'Identifies the row.';
comment on column public.profile_links.user_id is 'Whose link it is.';
comment on column public.profile_links.link_type is 'github, linkedin, twitter, website or other.';
comment on column public.profile_links.url is 'Where it leads.';
comment on column public.profile_links.label is 'Text of the link; null to show the address.';
comment on column public.profile_links.sort_order is 'Place in the list, the smallest first.';
comment on column public.profile_links.created_at is 'When the row was written.';
comment on column public.profile_links.updated_at is 'When the row last changed.';

create table if not exists public.certificate_verification_logs (
    id               uuid default gen_random_uuid() primary key,
    client_ip        inet,
    certificate_hash text,
    user_agent       text,
    success          boolean,
    error_message    text,
    response_time_ms integer,
    created_at       timestamptz not null default now()
);

create index if not exists certificate_verification_logs_client_ip_created_at_idx
    on public.certificate_verification_logs (client_ip, created_at desc);

comment on table public.certificate_verification_logs is
'Verifications of certificates
Every question that `verify_certificate_public` was asked. What limits each address to 100 an hour.';

comment on column public.certificate_verification_logs.id is 'Identifies the row.';
comment on column public.certificate_verification_logs.client_ip is
    'Address that asked, as it gave itself in X-Forwarded-For or X-Real-IP.';
comment on column public.certificate_verification_logs.certificate_hash is 'What was asked about, as it was sent.';
comment on column public.certificate_verification_logs.user_agent is 'Program that asked.';
comment on column public.certificate_verification_logs.success is 'Whether a certificate was found.';
comment on column public.certificate_verification_logs.error_message is 'Why not; null when it was.';
comment on column public.certificate_verification_logs.response_time_ms is 'How long the answer took, in milliseconds.';
comment on column public.certificate_verification_logs.created_at is 'When it was asked.';

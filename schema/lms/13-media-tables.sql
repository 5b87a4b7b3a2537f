-- Files live with outside providers; a row says which, where, and who may see it. Rows that may not be seen are absent
-- from every answer, also where a lesson embeds its medium.

create table if not exists media.assets (
    external_provider text not null,
    external_id       text not null,
    external_url      text not null,
    asset_type        media.asset_type not null,
    access_level      text not null default 'public',
    upload_status     text not null default 'pending',
    duration_seconds  integer,
    width             integer,
    height            integer,
    file_size_bytes   bigint,
    view_count        integer not null default 0,
    last_accessed_at  timestamptz,
    uploaded_by       uuid references public.profiles (id) on delete set null,
    processing_data   jsonb not null default '{}',
    metadata          jsonb not null default '{}',
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    id                uuid default gen_random_uuid() primary key,
    title             text not null,
    description       text,
    mime_type         text,
    checksum          text,
    thumbnail_url     text,
    language          text,
    tags              text[] not null default '{}',
    captions          jsonb not null default '[]',
    error_message     text,
    ready_at          timestamptz,
    is_archived       boolean not null default false,
    version           integer not null default 1,

    unique (external_provider, external_id),
    check (external_provider in ('vimeo', 'youtube', 'bunnycdn', 's3', 'cloudflare')),
    check (access_level in ('public', 'course_access', 'premium_only')),
    check (upload_status in ('pending', 'processing', 'ready', 'error'))
);

create index if not exists assets_uploaded_by_idx on media.assets (uploaded_by);
create index if not exists assets_access_level_upload_status_idx on media.assets (access_level, upload_status);

comment on table media.assets is
'Media
Visible by `access_level`: to everybody, to those who may read a lesson that shows it, or from the premium tier up.';

comment on column media.assets.external_provider is 'vimeo, youtube, bunnycdn, s3 or cloudflare.';
comment on column media.assets.external_id is 'What the provider calls it.';
comment on column media.assets.external_url is 'Where the provider has it.';
comment on column media.assets.asset_type is 'video, audio, document or image.';
comment on column media.assets.access_level is 'public, course_access or premium_only.';
comment on column media.assets.upload_status is 'pending, processing, ready or error.';
comment on column media.assets.duration_seconds is 'Length of a recording, in seconds.';
comment on column media.assets.width is 'Width of a picture, in pixels.';
comment on column media.assets.height is 'Height of a picture, in pixels.';
comment on column media.assets.file_size_bytes is 'Size, in bytes.';
comment on column media.assets.view_count is 'How often it was opened.';
comment on column media.assets.last_accessed_at is 'When it was last opened.';
comment on column media.assets.uploaded_by is 'Who brought it.';
comment on column media.assets.processing_data is 'What the provider reported while processing.';
comment on column media.assets.metadata is 'Anything else worth keeping, as an object.';
comment on column media.assets.created_at is 'When the row was written.';
comment on column media.assets.updated_at is 'When the row last changed.';
comment on column media.assets.id is 'Identifies the row.';
comment on column media.assets.title is 'Title.';
comment on column media.assets.description is 'What it shows.';
comment on column media.assets.mime_type is 'Media type of the file.';
comment on column media.assets.checksum is 'Digest of the file as it was uploaded.';
comment on column media.assets.thumbnail_url is 'Still picture.';
comment on column media.assets.language is 'Language spoken or written, as in `fr`.';
comment on column media.assets.tags is 'Words to find it by.';
comment on column media.assets.captions is 'Subtitle files: [{"language": "fr", "url": "…"}].';
comment on column media.assets.error_message is 'What went wrong; null when nothing did.';
comment on column media.assets.ready_at is 'When it became playable.';
comment on column media.assets.is_archived is 'Whether it is out of use.';
comment on column media.assets.version is 'Counts replacements of the file.';

create table if not exists media.asset_variants (
    asset_id        uuid not null references media.assets (id) on delete cascade,
    variant_type    text not null,
    quality_label   text,
    external_url    text not null,
    width           integer,
    height          integer,
    file_size_bytes bigint,
    status          text not null default 'pending',
    id              uuid default gen_random_uuid() primary key,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),

    unique (asset_id, variant_type),
    check (variant_type in ('source', 'high', 'medium', 'low', 'thumbnail')),
    check (status in ('pending', 'ready', 'error'))
);

comment on table media.asset_variants is
'Qualities of a medium
One row per quality. As visible as the medium itself.';

comment on column media.asset_variants.asset_id is 'The medium.';
comment on column media.asset_variants.variant_type is 'source, high, medium, low or thumbnail.';
comment on column media.asset_variants.quality_label is 'What a menu shows: 1080p, 720p, 480p.';
comment on column media.asset_variants.external_url is 'Where this quality is.';
comment on column media.asset_variants.width is 'Width, in pixels.';
comment on column media.asset_variants.height is 'Height, in pixels.';
comment on column media.asset_variants.file_size_bytes is 'Size, in bytes.';
comment on column media.asset_variants.status is 'pending, ready or error.';
comment on column media.asset_variants.id is 'Identifies the row.';
comment on column media.asset_variants.created_at is 'When the row was written.';
comment on column media.asset_variants.updated_at is 'When the row last changed.';

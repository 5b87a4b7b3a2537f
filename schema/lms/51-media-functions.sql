-- Addresses of media that work for a while, and bringing in videos from before there was `media`.

create or replace function media.get_signed_url(
    asset_id uuid,
    variant_type text default 'source',
    expires_minutes integer default 60
) returns text
    language sql stable
    set search_path = ''
as $$
    -- With the caller's rights: what they may not see is not found, and null is the answer. The key is a setting of the
    -- database (`alter database … set app.media_signing_key = '…'`); without one, addresses are signed for show.
    select
        address.url
        || case when position('?' in address.url) > 0 then '&' else '?' end
        || 'expires=' || address.expires
        || '&signature=' || encode(
            extensions.hmac(
                address.url || ':' || address.expires,
                coalesce(nullif(current_setting('app.media_signing_key', true), ''), 'development'),
                'sha256'
            ),
            'hex'
        )
    from (
        select
            coalesce(variant.external_url, asset.external_url) as url,
            extract(epoch from now())::bigint
                + 60 * least(greatest(get_signed_url.expires_minutes, 1), 1440) as expires
        from media.assets as asset
        left join media.asset_variants as variant
            on variant.asset_id = asset.id
            and variant.variant_type = get_signed_url.variant_type
            and variant.status = 'ready'
        where asset.id = get_signed_url.asset_id
          and asset.upload_status = 'ready'
          and (variant.id is not null or get_signed_url.variant_type = 'source')
    ) as address
$$;

comment on function media.get_signed_url(uuid, text, integer) is
'Address of a medium, for a while
Of a medium the caller may see, in one of its qualities; null otherwise. Good for a day at most.';

create or replace function media.migrate_legacy_video_urls() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    lesson record;
    asset uuid;
    migrated integer := 0;
    unknown integer := 0;
begin
    for lesson in
        select l.id, l.title, l.video_url, l.is_free_preview, parsed.provider, parsed.external_id
        from content.lessons as l
        cross join lateral (
            select case
                when l.video_url ~* 'vimeo\.com/' then 'vimeo'
                when l.video_url ~* '(youtube\.com|youtu\.be)/' then 'youtube'
                when l.video_url ~* '\.b-cdn\.net/' then 'bunnycdn'
                when l.video_url ~* 'amazonaws\.com/' then 's3'
                when l.video_url ~* 'cloudflarestream\.com/' then 'cloudflare'
            end,
            substring(l.video_url from '(?:v=|/)([^/?&=]+)/?(?:[?&#].*)?$')
        ) as parsed (provider, external_id)
        where l.video_url is not null and l.primary_media_id is null
        for update of l
    loop
        if lesson.provider is null or lesson.external_id is null then
            unknown := unknown + 1;
            continue;
        end if;
        -- Several lessons may show one video. Access is the lesson's: whoever may read it may watch.
        insert into media.assets as known (
            external_provider, external_id, external_url, asset_type, access_level, upload_status, title, ready_at,
            metadata
        )
        values (
            lesson.provider, lesson.external_id, lesson.video_url, 'video', 'course_access', 'ready', lesson.title,
            now(), jsonb_build_object('migrated_from', 'lessons.video_url')
        )
        on conflict (external_provider, external_id) do update set updated_at = now()
        returning known.id into asset;

        -- The old address stays, as the way back.
        update content.lessons as l set primary_media_id = asset where l.id = lesson.id;
        migrated := migrated + 1;
    end loop;
    return jsonb_build_object('success', true, 'migrated', migrated, 'unknown_provider', unknown);
end
$$;

comment on function media.migrate_legacy_video_urls() is
'Bring old videos in
Makes a medium of each lesson''s `video_url` that has none yet. The addresses stay where they are.';

-- Media: by access level. A row that none of these lets through does not exist for the caller, also inside an embed.

alter table media.assets         enable row level security;
alter table media.asset_variants enable row level security;

drop policy if exists assets_public_read on media.assets;
create policy assets_public_read on media.assets
    for select using (access_level = 'public' and upload_status = 'ready');

-- Whoever may read a lesson that shows it may see it. This asks lessons and the paywall, neither of which asks back.

drop policy if exists assets_course_access_read on media.assets;
create policy assets_course_access_read on media.assets
    for select
    using (
        access_level = 'course_access'
        and exists (
            select
            from content.lessons l
            where l.primary_media_id = assets.id
              and access.can_read_lesson(auth.uid(), l.id)
        )
    );

-- From the premium tier up.

drop policy if exists assets_premium_read on media.assets;
create policy assets_premium_read on media.assets
    for select
    using (
        access_level = 'premium_only'
        and exists (
            select
            from access.user_entitlements e
            join access.tiers t on t.tier_key = e.entitlement_ref
            where e.user_id = auth.uid()
              and e.entitlement_type = 'tier'
              and e.status = 'active'
              and (e.expires_at is null or e.expires_at > now())
              and t.sort_order >= (select p.sort_order from access.tiers p where p.tier_key = 'premium')
        )
    );

drop policy if exists assets_admin_manage on media.assets;
create policy assets_admin_manage on media.assets
    for all using (rbac.has_permission(auth.uid(), 'manage_content') or uploaded_by = auth.uid());

-- A quality is as visible as its medium: the query inside is under the policies above.

drop policy if exists variants_inherit_read on media.asset_variants;
create policy variants_inherit_read on media.asset_variants
    for select using (exists (select 1 from media.assets a where a.id = asset_id));

drop policy if exists variants_admin_manage on media.asset_variants;
create policy variants_admin_manage on media.asset_variants
    for all using (rbac.has_permission(auth.uid(), 'manage_content'));

-- Who may read what. These run with the caller's rights: what a caller may not see cannot open anything for them, and
-- asking about somebody else sees none of that person's entitlements. Rules and tiers must therefore be readable by
-- everybody; without the rules, every course would look like one that has none.

create or replace function access.can_read_course(user_id uuid, course_id uuid) returns boolean
    language sql stable
    set search_path = ''
as $$
    select
        exists (
            select from content.courses as course
            where course.id = can_read_course.course_id and course.workflow_status = 'published'
        )
        and (
            -- No rule: open to everybody, with an account or without.
            not exists (
                select from access.course_access_rules as rule
                where rule.course_id = can_read_course.course_id and rule.is_active
            )
            or (
                can_read_course.user_id is not null
                and (
                    -- This very course.
                    exists (
                        select from access.user_entitlements as held
                        where held.user_id = can_read_course.user_id
                          and held.entitlement_type in ('course_specific', 'time_limited', 'special_grant')
                          and held.entitlement_ref = can_read_course.course_id::text
                          and held.status = 'active'
                          and held.starts_at <= now()
                          and (held.expires_at is null or held.expires_at > now())
                    )
                    -- Or a tier at least as high; whoever has none has the free one.
                    or coalesce((
                        select required.sort_order <= greatest(
                            (select free.sort_order from access.tiers as free where free.tier_key = 'free'),
                            (
                                select max(tier.sort_order)
                                from access.user_entitlements as held
                                join access.tiers as tier on tier.tier_key = held.entitlement_ref
                                where held.user_id = can_read_course.user_id
                                  and held.entitlement_type in ('tier', 'time_limited', 'special_grant')
                                  and held.status = 'active'
                                  and held.starts_at <= now()
                                  and (held.expires_at is null or held.expires_at > now())
                            )
                        )
                        from access.course_access_rules as rule
                        join access.tiers as required on required.id = rule.required_tier_id
                        where rule.course_id = can_read_course.course_id and rule.is_active
                    ), false)
                )
            )
        )
$$;

comment on function access.can_read_course(uuid, uuid) is
'Whether a person may read a course
It must be published, and ask for nothing, or for something the person has: the course itself, or a tier. Without a
person (null), only courses that ask for nothing.';

create or replace function access.can_read_lesson(user_id uuid, lesson_id uuid) returns boolean
    language sql stable
    set search_path = ''
as $$
    select coalesce((
        select
            lesson.is_free_preview
            or case exception.override_type
                when 'free' then true
                when 'blocked' then false
                when 'require_tier' then coalesce((
                    select required.sort_order <= greatest(
                        (
                            select free.sort_order from access.tiers as free
                            where free.tier_key = 'free' and can_read_lesson.user_id is not null
                        ),
                        (
                            select max(tier.sort_order)
                            from access.user_entitlements as held
                            join access.tiers as tier on tier.tier_key = held.entitlement_ref
                            where held.user_id = can_read_lesson.user_id
                              and held.entitlement_type in ('tier', 'time_limited', 'special_grant')
                              and held.status = 'active'
                              and held.starts_at <= now()
                              and (held.expires_at is null or held.expires_at > now())
                        )
                    )
                    from access.tiers as required
                    where required.id = exception.required_tier_id
                ), false)
                else access.can_read_course(can_read_lesson.user_id, module.course_id)
            end
        from content.lessons as lesson
        join content.modules as module on module.id = lesson.module_id
        left join lateral (
            select override.override_type, override.required_tier_id
            from access.lesson_access_overrides as override
            where override.lesson_id = lesson.id
              and (override.expires_at is null or override.expires_at > now())
            order by override.created_at desc
            limit 1
        ) as exception on true
        where lesson.id = can_read_lesson.lesson_id
          and lesson.workflow_status = 'published'
    ), false)
$$;

comment on function access.can_read_lesson(uuid, uuid) is
'Whether a person may read a lesson
Published ones only. Free previews are for everybody; otherwise the newest exception for the lesson decides, and where
there is none, its course does.';

-- One question for clients --------------------------------------------------------------------------------------------
-- Runs with its owner's rights, so that it can give the reason too; it therefore has to mind itself who asks about
-- whom.

create or replace function access.user_can_access(user_id uuid, resource_type text, resource_id uuid) returns jsonb
    language plpgsql stable
    security definer
    set search_path = access, content, public, pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    opens boolean;
    reason text;
begin
    if not coalesce(user_can_access.user_id = auth.uid() or auth.role() = 'service_role', false)
       and not rbac.is_admin() then
        raise insufficient_privilege using message = 'What a person may read is between them and the admins.';
    end if;

    if resource_type = 'course' then
        opens := access.can_read_course(user_can_access.user_id, resource_id);
        reason := case
            when not exists (
                select from access.course_access_rules as rule where rule.course_id = resource_id and rule.is_active
            ) then 'open'
            when exists (
                select from access.user_entitlements as held
                where held.user_id = user_can_access.user_id
                  and held.entitlement_ref = resource_id::text
                  and held.status = 'active'
                  and (held.expires_at is null or held.expires_at > now())
            ) then 'entitlement'
            else 'tier'
        end;
    elsif resource_type = 'lesson' then
        opens := access.can_read_lesson(user_can_access.user_id, resource_id);
        select case
            when lesson.is_free_preview then 'free_preview'
            when exists (
                select from access.lesson_access_overrides as override
                where override.lesson_id = lesson.id
                  and (override.expires_at is null or override.expires_at > now())
            ) then 'override'
            else 'course'
        end into reason
        from content.lessons as lesson
        where lesson.id = resource_id;
    else
        return jsonb_build_object('can_access', false, 'method', 'unknown_resource_type');
    end if;

    return jsonb_build_object('can_access', opens, 'method', case when opens then reason else 'none' end);
end
$$;

comment on function access.user_can_access(uuid, text, uuid) is
'Whether and why a person may read something
`resource_type` is course or lesson. The method is open, tier or entitlement for a course, free_preview, override or
course for a lesson, and none when the answer is no. About oneself, or as an admin.';

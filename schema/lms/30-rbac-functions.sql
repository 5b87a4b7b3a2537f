-- Who may do what. Policies of every schema ask these functions, so they see through row level security: asking a table
-- of roles from within that table's own policy would never end.
--
-- In all files that follow, a parameter is written with its function's name (`has_role.user_id`), for parameters are
-- named after the columns they stand for: these names are the keys of a call's JSON.

create or replace function rbac.has_permission(user_id uuid, permission_key text) returns boolean
    language sql stable
    security definer
    set search_path = ''
as $$
    select exists (
        select
        from rbac.user_roles as held
        join rbac.role_permissions as allowed on allowed.role_id = held.role_id
        join rbac.permissions as permission on permission.id = allowed.permission_id
        where held.user_id = has_permission.user_id
          and held.is_active
          and (held.expires_at is null or held.expires_at > now())
          and permission.permission_key = has_permission.permission_key
          and permission.is_active
    )
$$;

comment on function rbac.has_permission(uuid, text) is
'Whether a person has a permission
By any role that is active and has not expired.';

create or replace function rbac.has_permission(permission_key text) returns boolean
    language sql stable
    security definer
    set search_path = ''
    return rbac.has_permission(auth.uid(), permission_key);

comment on function rbac.has_permission(text) is
'Whether the caller has a permission';

create or replace function rbac.has_role(user_id uuid, role_name text) returns boolean
    language sql stable
    security definer
    set search_path = ''
as $$
    select exists (
        select
        from rbac.user_roles as held
        join rbac.roles as role on role.id = held.role_id
        where held.user_id = has_role.user_id
          and held.is_active
          and (held.expires_at is null or held.expires_at > now())
          and role.role_name = has_role.role_name
    )
$$;

comment on function rbac.has_role(uuid, text) is
'Whether a person has a role
One that is active and has not expired.';

create or replace function rbac.is_admin() returns boolean
    language sql stable
    security definer
    set search_path = ''
    return rbac.has_role(auth.uid(), 'admin');

comment on function rbac.is_admin() is 'Whether the caller is an admin';

-- Giving and taking ---------------------------------------------------------------------------------------------------
-- Nobody changes their own roles, so the last admin cannot lock everybody out, and a stolen session cannot promote
-- itself by a second account it does not have.

create or replace function rbac.grant_role(
    user_id uuid,
    role_name text,
    expires_at timestamptz default null,
    reason text default null
) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    granted uuid;
    granter uuid := auth.uid();
begin
    if not (rbac.is_admin() or coalesce(auth.role() = 'service_role', false)) then
        raise insufficient_privilege using message = 'Only admins give roles.';
    elsif grant_role.user_id = granter then
        raise insufficient_privilege using message = 'Nobody gives roles to themself.';
    end if;

    select role.id into granted from rbac.roles as role where role.role_name = grant_role.role_name;
    if granted is null then
        return jsonb_build_object('success', false, 'error', 'unknown_role');
    elsif not exists (select from public.profiles as person where person.id = grant_role.user_id) then
        return jsonb_build_object('success', false, 'error', 'unknown_user');
    end if;

    insert into rbac.user_roles as held (user_id, role_id, expires_at, granted_by, reason)
    values (grant_role.user_id, granted, grant_role.expires_at, granter, grant_role.reason)
    on conflict (user_id, role_id) do update set
        is_active = true,
        expires_at = excluded.expires_at,
        granted_by = excluded.granted_by,
        granted_at = now(),
        reason = excluded.reason;

    insert into rbac.role_grants_log (user_id, role_id, operation, performed_by, reason)
    values (grant_role.user_id, granted, 'GRANT', granter, grant_role.reason);

    return jsonb_build_object(
        'success', true,
        'user_id', grant_role.user_id,
        'role_name', grant_role.role_name,
        'expires_at', grant_role.expires_at
    );
end
$$;

comment on function rbac.grant_role(uuid, text, timestamptz, text) is
'Give a role
For admins, and never to oneself. Giving a role that is held already renews it. Logged.';

create or replace function rbac.revoke_role(user_id uuid, role_name text, reason text default null) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
declare
    revoked uuid;
    revoker uuid := auth.uid();
begin
    if not (rbac.is_admin() or coalesce(auth.role() = 'service_role', false)) then
        raise insufficient_privilege using message = 'Only admins take roles.';
    elsif revoke_role.user_id = revoker then
        raise insufficient_privilege using message = 'Nobody takes roles from themself.';
    end if;

    update rbac.user_roles as held
    set is_active = false
    from rbac.roles as role
    where role.id = held.role_id
      and role.role_name = revoke_role.role_name
      and held.user_id = revoke_role.user_id
      and held.is_active
    returning held.role_id into revoked;
    if revoked is null then
        return jsonb_build_object('success', false, 'error', 'not_granted');
    end if;

    insert into rbac.role_grants_log (user_id, role_id, operation, performed_by, reason)
    values (revoke_role.user_id, revoked, 'REVOKE', revoker, revoke_role.reason);

    return jsonb_build_object('success', true, 'user_id', revoke_role.user_id, 'role_name', revoke_role.role_name);
end
$$;

comment on function rbac.revoke_role(uuid, text, text) is
'Take a role
For admins, and never from oneself. The row stays, inactive. Logged.';

create or replace function rbac.get_user_permissions(user_id uuid) returns jsonb
    language plpgsql stable
    security definer
    set search_path = ''
as $$
#variable_conflict use_column
begin
    if not (
        coalesce(get_user_permissions.user_id = auth.uid(), false)
        or rbac.is_admin()
        or coalesce(auth.role() = 'service_role', false)
    ) then
        raise insufficient_privilege using message = 'Permissions are between a person and the admins.';
    end if;

    return (
        select jsonb_build_object(
            'roles', coalesce(jsonb_agg(distinct role.role_name), '[]'),
            'permissions', coalesce(
                jsonb_agg(distinct permission.permission_key) filter (where permission.id is not null), '[]'
            )
        )
        from rbac.user_roles as held
        join rbac.roles as role on role.id = held.role_id
        left join rbac.role_permissions as allowed on allowed.role_id = role.id
        left join rbac.permissions as permission on permission.id = allowed.permission_id and permission.is_active
        where held.user_id = get_user_permissions.user_id
          and held.is_active
          and (held.expires_at is null or held.expires_at > now())
    );
end
$$;

comment on function rbac.get_user_permissions(uuid) is
'Roles and permissions of a person
{"roles": […], "permissions": […]}, for oneself or as an admin.';

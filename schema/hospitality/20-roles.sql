-- Who may do what. The policies in `policies/hospitality` ask `has_role` and `is_staff`, so these run with their
-- owner's rights: a policy on `user_roles` that reads `user_roles` under that same policy would ask itself without end,
-- and PostgreSQL refuses it.
--
-- Every SECURITY DEFINER function names its search path, temporary tables last: nobody can slip a table of their own
-- under a function that runs with somebody else's rights.

create or replace function hospitality.has_role(_user_id uuid, _role hospitality.app_role) returns boolean
    language sql stable
    security definer
    set search_path = hospitality, pg_temp
    return exists (
        select from hospitality.user_roles
        where user_id = _user_id
          and role = _role
          and is_active
          and (expires_at is null or expires_at > now())
    );

comment on function hospitality.has_role(uuid, hospitality.app_role) is
'Whether somebody has a role
True while the role is active and has not expired. Anybody may ask about anybody: policies ask as the caller.';

create or replace function hospitality.is_staff() returns boolean
    language sql stable
    security definer
    set search_path = hospitality, pg_temp
    return exists (
        select from hospitality.user_roles
        where user_id = auth.uid()
          and is_active
          and (expires_at is null or expires_at > now())
    );

comment on function hospitality.is_staff() is
'Whether the signed-in person is staff
Staff is who has any role that is active and has not expired.';

-- Giving a role takes every other away: one active role per person. The rows of former roles stay, as history.

create or replace function hospitality.assign_user_role(
    _user_id     uuid,
    _role        hospitality.app_role,
    _assigned_by uuid,
    _expires_at  timestamptz default null
) returns void
    language plpgsql
    security definer
    set search_path = hospitality, pg_temp
as $$
begin
    -- The setting `role` still names who is asking: SECURITY DEFINER changes the current user, not the setting.
    if current_setting('role') is distinct from 'service_role'
        and not hospitality.has_role(auth.uid(), 'administrateur')
        and not hospitality.has_role(auth.uid(), 'super_admin')
    then
        raise insufficient_privilege using
            message = 'only an administrator may assign roles',
            hint = 'Ask somebody with the role administrateur or super_admin.';
    end if;

    -- Two roles given to one person at the same moment take turns here. Without that, neither would see the other's
    -- row, and both would stay active.
    perform from hospitality.profiles where user_id = _user_id for no key update;

    update hospitality.user_roles
    set is_active = false
    where user_id = _user_id and is_active;

    insert into hospitality.user_roles (user_id, role, assigned_by, expires_at, is_active)
    values (_user_id, _role, _assigned_by, _expires_at, true)
    on conflict (user_id, role) do update set
        is_active   = true,
        assigned_by = excluded.assigned_by,
        assigned_at = now(),
        expires_at  = excluded.expires_at;
end
$$;

comment on function hospitality.assign_user_role(uuid, hospitality.app_role, uuid, timestamptz) is
'Give somebody a role
It replaces whatever role the person had, and ends at `_expires_at`, or never. For administrators and the back office.';

-- Joining an organization with nothing but a code. The caller can neither read the code's row nor write a membership:
-- the function does both for them, as its owner, and only this way.

create or replace function aurentia.accept_join_code(p_code text) returns uuid
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    person constant uuid := auth.uid();
    invitation aurentia.join_codes;
begin
    if person is null then
        raise insufficient_privilege using message = 'Joining an organization takes an account';
    end if;

    -- Whoever comes first holds the row until they are in, so a code for one never lets two in: the second one waits
    -- here, and then reads the number of uses that the first one left.
    select * into invitation from aurentia.join_codes where code = p_code for update;
    if not found then
        raise invalid_parameter_value using message = 'Unknown join code';
    end if;

    -- Members are told where they are, and cost the code nothing: an answer that got lost may be asked for again.
    if exists (
        select from aurentia.user_organizations as membership
        where membership.user_id = person and membership.organization_id = invitation.organization_id
    ) then
        return invitation.organization_id;
    end if;

    if invitation.expires_at <= now() then
        raise invalid_parameter_value using message = 'This join code has expired';
    end if;
    if coalesce(invitation.uses, 0) >= invitation.max_uses then
        raise invalid_parameter_value using message = 'This join code has been used up';
    end if;

    -- The same person may be coming in through another code at this moment.
    insert into aurentia.user_organizations (user_id, organization_id, role)
    values (person, invitation.organization_id, invitation.role)
    on conflict (user_id, organization_id) do nothing;

    if found then
        update aurentia.join_codes set uses = coalesce(uses, 0) + 1 where id = invitation.id;
    end if;
    return invitation.organization_id;
end
$$;

comment on function aurentia.accept_join_code(text) is
'Join an organization by code
Makes the caller a member with the code''s role and answers with the organization''s id. Refuses (22023) a code that is
unknown, expired or used up. Somebody who is a member already stays what they are, and uses nothing up.';

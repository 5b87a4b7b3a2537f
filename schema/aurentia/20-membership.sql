-- Whose member the caller is. Policies ask these functions where they cannot ask the tables.
--
-- A policy on `user_organizations` that reads `user_organizations` is applied to its own reading, without end: 42P17.
-- A function that runs as its owner reads past the policy and ends that. It says nothing the caller may not know: the
-- only memberships it looks at are the caller's own.

create or replace function aurentia.my_org_ids(roles text[] default null) returns setof uuid
    language sql stable security definer
    set search_path = ''
as $$
    select membership.organization_id
    from aurentia.user_organizations as membership
    where membership.user_id = auth.uid()
        and (my_org_ids.roles is null or membership.role = any (my_org_ids.roles))
$$;

comment on function aurentia.my_org_ids(text[]) is
'Organizations of the caller
The ids of the organizations the caller is a member of; with `roles`, only where they have one of these.';

create or replace function aurentia.my_group_ids() returns setof uuid
    language sql stable security definer
    set search_path = ''
as $$
    select member.group_chat_id
    from aurentia.group_chat_members as member
    where member.user_id = auth.uid()
$$;

comment on function aurentia.my_group_ids() is
'Group chats of the caller
The ids of the group chats the caller is a member of.';

-- Conversations belong to those who take part, and not to the organization: its admins read no letters.
--
-- Channels of the organization and of projects are everybody's there. Which columns of a message may change,
-- `00-grants.sql` says.

alter table aurentia.direct_messages    enable row level security;
alter table aurentia.group_chats        enable row level security;
alter table aurentia.group_chat_members enable row level security;
alter table aurentia.channel_messages   enable row level security;
alter table aurentia.message_reactions  enable row level security;

-- Direct messages: between two members of one organization.

drop policy if exists "Participants read" on aurentia.direct_messages;
create policy "Participants read" on aurentia.direct_messages
    for select using (auth.uid() in (sender_id, recipient_id));

drop policy if exists "Sender sends" on aurentia.direct_messages;
create policy "Sender sends" on aurentia.direct_messages
    for insert with check (
        sender_id = auth.uid()
        and organization_id in (select aurentia.my_org_ids())
        and exists (
            select from aurentia.user_organizations as colleague
            where colleague.user_id = recipient_id
                and colleague.organization_id = direct_messages.organization_id
        )
    );

drop policy if exists "Recipient marks read" on aurentia.direct_messages;
create policy "Recipient marks read" on aurentia.direct_messages
    for update using (recipient_id = auth.uid()) with check (recipient_id = auth.uid());

-- Group chats: opened, and their members let in, by the back office.

drop policy if exists "Members see their groups" on aurentia.group_chats;
create policy "Members see their groups" on aurentia.group_chats
    for select using (created_by = auth.uid() or id in (select aurentia.my_group_ids()));

drop policy if exists "Members see members" on aurentia.group_chat_members;
create policy "Members see members" on aurentia.group_chat_members
    for select using (group_chat_id in (select aurentia.my_group_ids()));

-- Messages in channels.

drop policy if exists "Org members read non-group channels" on aurentia.channel_messages;
create policy "Org members read non-group channels" on aurentia.channel_messages
    for select using (
        organization_id in (select aurentia.my_org_ids())
        and (
            channel_type in ('organization', 'project')
            or channel_id in (select aurentia.my_group_ids())
        )
    );

drop policy if exists "Members post" on aurentia.channel_messages;
create policy "Members post" on aurentia.channel_messages
    for insert with check (
        sender_id = auth.uid()
        and organization_id in (select aurentia.my_org_ids())
        and (
            channel_type in ('organization', 'project')
            or channel_id in (select aurentia.my_group_ids())
        )
    );

drop policy if exists "Sender edits" on aurentia.channel_messages;
create policy "Sender edits" on aurentia.channel_messages
    for update using (sender_id = auth.uid()) with check (sender_id = auth.uid());

-- Reactions: seen with the message, and put under messages one can see.

drop policy if exists "Reactions on visible messages" on aurentia.message_reactions;
create policy "Reactions on visible messages" on aurentia.message_reactions
    for select using (exists (select from aurentia.channel_messages m where m.id = message_id));

drop policy if exists "Own reactions" on aurentia.message_reactions;
create policy "Own reactions" on aurentia.message_reactions
    for all using (profile_id = auth.uid())
    with check (
        profile_id = auth.uid()
        and exists (select from aurentia.channel_messages m where m.id = message_id)
    );

-- Conversations and messages. Reading leaves super_admin out, as the application always did: who runs the installation
-- has no business in what guests write. Updating does so too, and has to say it itself: an update without a condition
-- reads nothing, and is not held to what its caller may read.

alter table hospitality.conversations         enable row level security;
alter table hospitality.conversation_messages enable row level security;

drop policy if exists "Agents can view conversations" on hospitality.conversations;
create policy "Agents can view conversations" on hospitality.conversations
    for select using (
        hospitality.has_role(auth.uid(), 'agent')
        or hospitality.has_role(auth.uid(), 'superviseur')
        or hospitality.has_role(auth.uid(), 'administrateur')
    );

drop policy if exists "Staff update conversations" on hospitality.conversations;
create policy "Staff update conversations" on hospitality.conversations
    for update
    using (
        hospitality.has_role(auth.uid(), 'agent')
        or hospitality.has_role(auth.uid(), 'superviseur')
        or hospitality.has_role(auth.uid(), 'administrateur')
    )
    with check (hospitality.is_staff());

-- A message is as visible as its conversation: the subquery runs as the caller, under the policy above.

drop policy if exists "Staff read messages" on hospitality.conversation_messages;
create policy "Staff read messages" on hospitality.conversation_messages
    for select using (
        exists (
            select from hospitality.conversations as conversation
            where conversation.id = conversation_messages.conversation_id
        )
    );

-- Under one's own name only. An insert that wants the row back must also be allowed to read it.

drop policy if exists "Staff write messages" on hospitality.conversation_messages;
create policy "Staff write messages" on hospitality.conversation_messages
    for insert with check (hospitality.is_staff() and sender_id = auth.uid());

-- What belongs to one person: nobody else reads it, writes it, or learns that it is there.

alter table emotionscare.chat_conversations       enable row level security;
alter table emotionscare.chat_messages            enable row level security;
alter table emotionscare.emotions                 enable row level security;
alter table emotionscare.clinical_signals         enable row level security;
alter table emotionscare.journal_entries          enable row level security;
alter table emotionscare.medilinko_consultations  enable row level security;
alter table emotionscare.rituals                  enable row level security;
alter table emotionscare.urge_gpt_queries         enable row level security;
alter table emotionscare.urgegpt_protocols        enable row level security;
alter table emotionscare.user_favorite_flashcards enable row level security;
alter table emotionscare.badges                   enable row level security;
alter table emotionscare.notifications            enable row level security;

-- Everything, on one's own rows ---------------------------------------------------------------------------------------

drop policy if exists "Own rows" on emotionscare.chat_conversations;
create policy "Own rows" on emotionscare.chat_conversations
    for all to authenticated using (user_id = auth.uid()) with check (user_id = auth.uid());

drop policy if exists "Own rows" on emotionscare.emotions;
create policy "Own rows" on emotionscare.emotions
    for all to authenticated using (user_id = auth.uid()) with check (user_id = auth.uid());

drop policy if exists "Own rows" on emotionscare.clinical_signals;
create policy "Own rows" on emotionscare.clinical_signals
    for all to authenticated using (user_id = auth.uid()) with check (user_id = auth.uid());

drop policy if exists "Own rows" on emotionscare.journal_entries;
create policy "Own rows" on emotionscare.journal_entries
    for all to authenticated using (user_id = auth.uid()) with check (user_id = auth.uid());

drop policy if exists "Own rows" on emotionscare.medilinko_consultations;
create policy "Own rows" on emotionscare.medilinko_consultations
    for all to authenticated using (user_id = auth.uid()) with check (user_id = auth.uid());

drop policy if exists "Own rows" on emotionscare.rituals;
create policy "Own rows" on emotionscare.rituals
    for all to authenticated using (user_id = auth.uid()) with check (user_id = auth.uid());

drop policy if exists "Own rows" on emotionscare.urge_gpt_queries;
create policy "Own rows" on emotionscare.urge_gpt_queries
    for all to authenticated using (user_id = auth.uid()) with check (user_id = auth.uid());

drop policy if exists "Own rows" on emotionscare.urgegpt_protocols;
create policy "Own rows" on emotionscare.urgegpt_protocols
    for all to authenticated using (user_id = auth.uid()) with check (user_id = auth.uid());

drop policy if exists "Own rows" on emotionscare.user_favorite_flashcards;
create policy "Own rows" on emotionscare.user_favorite_flashcards
    for all to authenticated using (user_id = auth.uid()) with check (user_id = auth.uid());

-- A message carries no owner. The subquery runs as the caller, under the policy of conversations above: what it finds
-- is the caller's own.

drop policy if exists "Messages of own conversations" on emotionscare.chat_messages;
create policy "Messages of own conversations" on emotionscare.chat_messages
    for all to authenticated
    using (
        exists (
            select from emotionscare.chat_conversations as conversation
            where conversation.id = chat_messages.conversation_id
        )
    )
    with check (
        exists (
            select from emotionscare.chat_conversations as conversation
            where conversation.id = chat_messages.conversation_id
        )
    );

-- Given, not made: badges are read, notifications are read and marked -------------------------------------------------

drop policy if exists "Own badges" on emotionscare.badges;
create policy "Own badges" on emotionscare.badges
    for select to authenticated using (user_id = auth.uid());

drop policy if exists "Own notifications" on emotionscare.notifications;
create policy "Own notifications" on emotionscare.notifications
    for select to authenticated using (user_id = auth.uid());

drop policy if exists "Mark own read" on emotionscare.notifications;
create policy "Mark own read" on emotionscare.notifications
    for update to authenticated using (user_id = auth.uid()) with check (user_id = auth.uid());

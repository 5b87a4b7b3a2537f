-- What the database keeps current, so that no client can forget to.

-- The last message of a conversation ----------------------------------------------------------------------------------
-- SECURITY DEFINER, because writing a message must move the conversation even for somebody who may not see it.
-- An older message, imported late, does not push out a newer one; of two written at the same moment the second waits
-- for the first and is then compared with it. `updated_at` follows by the trigger below.

create or replace function hospitality.touch_conversation() returns trigger
    language plpgsql
    security definer
    set search_path = hospitality, pg_temp
as $$
declare
    said_at constant timestamptz := coalesce(new.created_at, now());
begin
    update hospitality.conversations
    set last_message_at = said_at,
        last_message_content = new.message_content
    where id = new.conversation_id
      and (last_message_content is null or last_message_at is null or last_message_at <= said_at);
    return null;
end
$$;

comment on function hospitality.touch_conversation() is 'Makes a new message the last one of its conversation.';

create or replace trigger touch_conversation
    after insert on hospitality.conversation_messages
    for each row execute function hospitality.touch_conversation();

-- Modification times --------------------------------------------------------------------------------------------------
-- `updated_at` is the database's to say. A client may send one; it is overwritten.

create or replace function hospitality.set_updated_at() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end
$$;

comment on function hospitality.set_updated_at() is 'Stamps a changed row with the time of its transaction.';

create or replace trigger set_updated_at
    before update on hospitality.conversations
    for each row execute function hospitality.set_updated_at();

create or replace trigger set_updated_at
    before update on hospitality.webhook_configs
    for each row execute function hospitality.set_updated_at();

create or replace trigger set_updated_at
    before update on hospitality.workflow_metrics
    for each row execute function hospitality.set_updated_at();

create or replace trigger set_updated_at
    before update on hospitality.profiles
    for each row execute function hospitality.set_updated_at();

create or replace trigger set_updated_at
    before update on hospitality.document_embeddings
    for each row execute function hospitality.set_updated_at();

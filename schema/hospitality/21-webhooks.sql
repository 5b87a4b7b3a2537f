-- Every message is told to the outside. The request is queued in the transaction of the message, so that it leaves when
-- the message is committed and never when it is not.
--
-- A notification is a courtesy: whatever goes wrong with it must not cost the guest's message. Hence WHEN OTHERS, which
-- turns a failure into a warning. It covers both steps: when the log row cannot be written, the request is not sent
-- either.

create or replace function hospitality.trigger_webhook_notification(webhook_name text, event_type text, payload jsonb)
    returns void
    language plpgsql
    security definer
    set search_path = hospitality, pg_temp
as $$
declare
    webhook_url constant text := 'https://jwulacyvagxztjopbflh.supabase.co/functions/v1/webhook-dispatcher';
begin
    perform net.http_post(
        url := webhook_url,
        headers := '{"Content-Type": "application/json"}'::jsonb,
        body := jsonb_build_object(
            'webhook_name', webhook_name,
            'event_type', event_type,
            'payload', payload
        )
    );

    insert into hospitality.webhook_logs (webhook_config_id, event_type, payload, attempt_number)
    select
        config.id,
        trigger_webhook_notification.event_type,
        trigger_webhook_notification.payload,
        1
    from hospitality.webhook_configs as config
    where config.name = webhook_name
      and config.is_active;
exception
    when others then
        raise warning 'Failed to trigger webhook: %', sqlerrm;
end
$$;

comment on function hospitality.trigger_webhook_notification(text, text, jsonb) is
'Notify a webhook
Queues the request to the dispatcher and logs it for the active webhook of that name. A failure is a warning, no error.
Back office only.';

-- SECURITY DEFINER although it only passes on: whoever writes a message may not execute what this calls.

create or replace function hospitality.notify_conversation_update() returns trigger
    language plpgsql
    security definer
    set search_path = hospitality, pg_temp
as $$
begin
    perform hospitality.trigger_webhook_notification(
        'conversation-update',
        'message_created',
        jsonb_build_object(
            'message_id', new.id,
            'conversation_id', new.conversation_id,
            'sender_type', new.sender_type,
            'message_content', new.message_content,
            'created_at', new.created_at
        )
    );
    return new;
end
$$;

comment on function hospitality.notify_conversation_update() is
'Notifies the webhook `conversation-update` of a new message.';

create or replace trigger conversation_message_webhook
    after insert on hospitality.conversation_messages
    for each row execute function hospitality.notify_conversation_update();

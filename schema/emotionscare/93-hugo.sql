-- Hugo has only just begun: one conversation, three signals.

insert into emotionscare.chat_conversations (id, user_id, title, last_message, created_at, updated_at) values
    ('c3000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000002',
     'Bonjour', 'Comment vous sentez-vous aujourd''hui ?', now() - interval '1 day', now() - interval '1 day')
on conflict do nothing;

insert into emotionscare.chat_messages (id, conversation_id, sender, text, timestamp) values
    ('c3100000-0000-4000-8000-000000000001', 'c3000000-0000-4000-8000-000000000001',
     'assistant', 'Comment vous sentez-vous aujourd''hui ?', now() - interval '1 day')
on conflict do nothing;

insert into emotionscare.clinical_signals (
    id, user_id, source_instrument, level, window_type, module_context, metadata, created_at
)
select
    ('c3200000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid,
    'c0000000-0000-4000-8000-000000000002',
    'scan_sliders',
    number,
    'instant',
    'scan',
    jsonb_build_object('valence', 0.5 - number * 0.25, 'emotion', 'calme'),
    now() - number * interval '1 day'
from generate_series(1, 3) as number
on conflict do nothing;

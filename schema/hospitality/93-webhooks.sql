-- One webhook in use, one that is not; what was told through the first a while ago; and how the workflows fared.
-- Times are counted back from the moment this file is first loaded.

insert into hospitality.webhook_configs (
    id, name, endpoint_url, secret_token, is_active, retry_count, timeout_seconds
) values
    ('b6000000-0000-4000-8000-000000000001', 'conversation-update',
     'https://n8n.hospitality.test/webhook/conversation-update', 'secret-of-the-demo-1', true, 3, 30),
    ('b6000000-0000-4000-8000-000000000002', 'reservation-update',
     'https://n8n.hospitality.test/webhook/reservation-update', 'secret-of-the-demo-2', false, 5, 10)
on conflict do nothing;

-- Four attempts from before the last thirty days: what `cleanup_old_logs` is for. The second one failed, the third is
-- the second one again.

insert into hospitality.webhook_logs (
    id, webhook_config_id, event_type, payload,
    response_status, response_body, error_message, attempt_number, processing_time_ms, created_at
)
select
    ('b7000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid,
    'b6000000-0000-4000-8000-000000000001',
    'message_created',
    jsonb_build_object(
        'conversation_id', 'b4000000-0000-4000-8000-000000000008',
        'message_id', 'b5000000-0000-4000-8000-' || lpad(message::text, 12, '0')
    ),
    status, body, error, attempt, took, now() - age
from (values
    (1, 29, 200,  '{"ok": true}', null,                        1, 180,   interval '45 days'),
    (2, 30, null, null,           'Timeout after 30 seconds', 1, 30000, interval '44 days'),
    (3, 30, 200,  '{"ok": true}', null,                        2, 240,   interval '44 days' - interval '1 minute'),
    (4, 30, 409,  'duplicate',    null,                        3, 95,    interval '44 days' - interval '2 minutes')
) as log (number, message, status, body, error, attempt, took, age)
on conflict do nothing;

-- Twelve runs. The last two are older than ninety days.

insert into hospitality.workflow_metrics (
    id, workflow_name, execution_id, status,
    started_at, completed_at, duration_ms, input_data, output_data, error_message, retry_count, created_at
)
select
    ('b8000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid,
    workflow,
    'exec-' || 1000 + number,
    status,
    now() - age,
    now() - age + make_interval(secs => took / 1000.0),
    took,
    jsonb_build_object('declencheur', case when number % 2 = 0 then 'planifie' else 'webhook' end),
    case status when 'success' then jsonb_build_object('traites', number * 3) else '{}' end,
    error, retries, now() - age
from (values
    ( 1, 'conversation-update', 'running', null,  null, 0, interval '1 minute'),
    ( 2, 'reservation-sync',    'pending', null,  null, 0, interval '5 minutes'),
    ( 3, 'conversation-update', 'success', 420,   null, 0, interval '1 hour'),
    ( 4, 'reservation-sync',    'failed',  30000, 'La plateforme de réservation ne répond pas', 3, interval '6 hours'),
    ( 5, 'reservation-sync',    'success', 2150,  null, 1, interval '7 hours'),
    ( 6, 'avis-post-sejour',    'success', 980,   null, 0, interval '1 day'),
    ( 7, 'conversation-update', 'failed',  1200,  'Jeton du modèle refusé', 1, interval '2 days'),
    ( 8, 'reservation-sync',    'success', 1890,  null, 0, interval '3 days'),
    ( 9, 'accueil-invite',      'failed',  640,   'Numéro de téléphone absent', 0, interval '10 days'),
    (10, 'accueil-invite',      'success', 710,   null, 0, interval '20 days'),
    (11, 'reservation-sync',    'success', 2040,  null, 0, interval '95 days'),
    (12, 'avis-post-sejour',    'success', 1010,  null, 0, interval '120 days')
) as run (number, workflow, status, took, error, retries, age)
on conflict do nothing;

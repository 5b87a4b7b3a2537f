-- Rows of tables that the demo leaves empty, and of the last hours that some views show: there must be something to be
-- refused.

insert into learn.assessment_analytics (user_id, assessment_id, event_type)
values ('d0000000-0000-4000-8000-000000000005', 'd6000000-0000-4000-8000-000000000001', 'submit');

insert into learn.lesson_analytics_archive (id, user_id, event_type)
values (gen_random_uuid(), 'd0000000-0000-4000-8000-000000000005', 'pause');

insert into learn.lesson_analytics (user_id, event_type)
values ('d0000000-0000-4000-8000-000000000005', 'start');

insert into assessments.certificate_revocations (certificate_id, reason, revoked_by)
select id, 'Issued to the wrong person.', 'd0000000-0000-4000-8000-000000000001'
from assessments.certificates
where user_id = 'd0000000-0000-4000-8000-000000000004'
limit 1;

-- Mia was credited twice for one thing.
insert into gamification.xp_events (user_id, source_type, action_type, xp_amount, idempotency_key)
select 'd0000000-0000-4000-8000-000000000005', 'lesson', 'completion', 10, 'twice'
from generate_series(1, 2);

insert into public.certificate_verification_logs (client_ip, success) values ('192.0.2.1', true);

insert into util.rpc_latency_log (schema_name, function_name, duration_ms) values ('gamification', 'credit_xp', 12);

insert into util.daily_salts (day, salt) values ('2025-01-01', '\x00') on conflict do nothing;

-- Six people, one for each way of standing to the conversations. Their ids are known to the tests and to every example
-- token.

insert into auth.users (id, email) values
    ('b0000000-0000-4000-8000-000000000001', 'karim@hospitality.test'),
    ('b0000000-0000-4000-8000-000000000002', 'leila@hospitality.test'),
    ('b0000000-0000-4000-8000-000000000003', 'salma@hospitality.test'),
    ('b0000000-0000-4000-8000-000000000004', 'youssef@hospitality.test'),
    ('b0000000-0000-4000-8000-000000000005', 'nadia@hospitality.test'),
    ('b0000000-0000-4000-8000-000000000006', 'omar@hospitality.test')
on conflict do nothing;

insert into hospitality.profiles (
    id, user_id,
    email, first_name, last_name, phone, profile_type, geographical_zones, is_active
) values
    ('b0100000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
     'karim@hospitality.test', 'Karim', 'Benali', '+212600000001', 'agent', '{casablanca_centre}', true),
    ('b0100000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000002',
     'leila@hospitality.test', 'Leila', 'Amrani', '+212600000002', 'agent', '{casablanca_centre}', false),
    ('b0100000-0000-4000-8000-000000000003', 'b0000000-0000-4000-8000-000000000003',
     'salma@hospitality.test', 'Salma', 'Idrissi', '+212600000003', 'superviseur',
     '{casablanca_centre,casablanca_ain_diab,rabat_centre}', true),
    ('b0100000-0000-4000-8000-000000000004', 'b0000000-0000-4000-8000-000000000004',
     'youssef@hospitality.test', 'Youssef', 'El Fassi', '+212600000004', 'administrateur',
     '{marrakech_medina,marrakech_gueliz}', true),
    ('b0100000-0000-4000-8000-000000000005', 'b0000000-0000-4000-8000-000000000005',
     'nadia@hospitality.test', 'Nadia', 'Chraibi', null, 'super_admin', '{}', true),
    ('b0100000-0000-4000-8000-000000000006', 'b0000000-0000-4000-8000-000000000006',
     'omar@hospitality.test', 'Omar', 'Tazi', null, 'agent', '{tanger_centre}', true)
on conflict do nothing;

-- Leila's contract ended yesterday: her role is still marked active, and counts no more. Omar begins tomorrow: he has a
-- profile and no role.

insert into hospitality.user_roles (id, user_id, role, assigned_by, expires_at) values
    ('b0200000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001', 'agent',
     'b0000000-0000-4000-8000-000000000004', null),
    ('b0200000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000002', 'agent',
     'b0000000-0000-4000-8000-000000000004', now() - interval '1 day'),
    ('b0200000-0000-4000-8000-000000000003', 'b0000000-0000-4000-8000-000000000003', 'superviseur',
     'b0000000-0000-4000-8000-000000000004', null),
    ('b0200000-0000-4000-8000-000000000004', 'b0000000-0000-4000-8000-000000000004', 'administrateur',
     'b0000000-0000-4000-8000-000000000005', null),
    ('b0200000-0000-4000-8000-000000000005', 'b0000000-0000-4000-8000-000000000005', 'super_admin',
     null, null)
on conflict do nothing;

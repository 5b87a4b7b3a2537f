-- The two people of the demo. Their ids are known to the tests and to every example token.

insert into auth.users (id, email) values
    ('550e8400-e29b-41d4-a716-446655440000', 'sophie@test.com'),
    ('550e8400-e29b-41d4-a716-446655440001', 'marie@test.com')
on conflict do nothing;

insert into sopk.user_profiles (id, first_name, last_name, sopk_diagnosis_date) values
    ('550e8400-e29b-41d4-a716-446655440000', 'Sophie', 'Martin', '2022-03-15'),
    ('550e8400-e29b-41d4-a716-446655440001', 'Marie', 'Dubois', '2023-01-10')
on conflict do nothing;

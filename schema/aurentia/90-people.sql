-- Six people and two companies. Chloé runs the second one, Victor works with both, everybody else is of the first. Ids
-- are known to the tests: the last digits number the rows of a table, the second character tells tables apart.
--
-- Everything here has a key of its own, so that loading it again changes nothing, and dates of its own, so that what is
-- asked about January 2025 is always answered the same.

insert into auth.users (id, email) values
    ('a0000000-0000-4000-8000-000000000001', 'alice@aurentia.test'),
    ('a0000000-0000-4000-8000-000000000002', 'oscar@aurentia.test'),
    ('a0000000-0000-4000-8000-000000000003', 'bob@aurentia.test'),
    ('a0000000-0000-4000-8000-000000000004', 'diane@aurentia.test'),
    ('a0000000-0000-4000-8000-000000000005', 'chloe@aurentia.test'),
    ('a0000000-0000-4000-8000-000000000006', 'victor@aurentia.test')
on conflict do nothing;

insert into aurentia.organizations (id, name, slug, description, website) values
    ('a1000000-0000-4000-8000-000000000001', 'Nova Conseil', 'nova-conseil',
     'Conseil et développement pour la banque et l''assurance.', 'https://nova-conseil.example'),
    ('a1000000-0000-4000-8000-000000000002', 'Bêta Systèmes', 'beta-systemes',
     'Informatique industrielle.', null)
on conflict do nothing;

-- Managers first: a colleague's row points at theirs.

insert into aurentia.profiles (
    id, email, nom, prenom, role, phone, status, last_seen, organization_id, manager_id
) values
    ('a0000000-0000-4000-8000-000000000001', 'alice@aurentia.test', 'Moreau', 'Alice', 'ADMIN',
     '+33 1 99 00 00 01', 'online', '2025-02-14 16:00Z', 'a1000000-0000-4000-8000-000000000001', null),
    ('a0000000-0000-4000-8000-000000000002', 'oscar@aurentia.test', 'Lefèvre', 'Oscar', 'OWNER',
     '+33 1 99 00 00 02', 'offline', '2025-02-10 18:30Z', 'a1000000-0000-4000-8000-000000000001', null),
    ('a0000000-0000-4000-8000-000000000003', 'bob@aurentia.test', 'Petit', 'Bob', 'CONSULTANT',
     null, 'online', '2025-02-14 16:05Z', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000001'),
    ('a0000000-0000-4000-8000-000000000004', 'diane@aurentia.test', 'Roux', 'Diane', 'CONSULTANT',
     null, 'away', '2025-02-14 11:45Z', 'a1000000-0000-4000-8000-000000000001',
     'a0000000-0000-4000-8000-000000000001'),
    ('a0000000-0000-4000-8000-000000000005', 'chloe@aurentia.test', 'Bernard', 'Chloé', 'ADMIN',
     '+33 3 99 00 00 05', 'offline', '2025-02-13 09:20Z', 'a1000000-0000-4000-8000-000000000002', null),
    ('a0000000-0000-4000-8000-000000000006', 'victor@aurentia.test', 'Nguyen', 'Victor', 'CLIENT',
     null, 'offline', '2025-02-12 14:00Z', 'a1000000-0000-4000-8000-000000000001', null)
on conflict do nothing;

insert into aurentia.user_organizations (id, user_id, organization_id, role, joined_at) values
    ('a1100000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001',
     'a1000000-0000-4000-8000-000000000001', 'ADMIN', '2023-09-01 08:00Z'),
    ('a1100000-0000-4000-8000-000000000002', 'a0000000-0000-4000-8000-000000000002',
     'a1000000-0000-4000-8000-000000000001', 'OWNER', '2023-09-01 08:00Z'),
    ('a1100000-0000-4000-8000-000000000003', 'a0000000-0000-4000-8000-000000000003',
     'a1000000-0000-4000-8000-000000000001', 'CONSULTANT', '2024-01-08 08:00Z'),
    ('a1100000-0000-4000-8000-000000000004', 'a0000000-0000-4000-8000-000000000004',
     'a1000000-0000-4000-8000-000000000001', 'CONSULTANT', '2024-03-04 08:00Z'),
    ('a1100000-0000-4000-8000-000000000005', 'a0000000-0000-4000-8000-000000000005',
     'a1000000-0000-4000-8000-000000000002', 'ADMIN', '2024-05-13 08:00Z'),
    ('a1100000-0000-4000-8000-000000000006', 'a0000000-0000-4000-8000-000000000006',
     'a1000000-0000-4000-8000-000000000001', 'MEMBER', '2024-06-03 08:00Z'),
    ('a1100000-0000-4000-8000-000000000007', 'a0000000-0000-4000-8000-000000000006',
     'a1000000-0000-4000-8000-000000000002', 'MEMBER', '2024-06-10 08:00Z')
on conflict do nothing;

insert into aurentia.join_codes (id, organization_id, code, role, created_by, max_uses) values
    ('a1200000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'NOVA-2025', 'MEMBER', 'a0000000-0000-4000-8000-000000000001', 25)
on conflict do nothing;

insert into aurentia.organization_invitations (id, organization_id, email, role, invited_by, expires_at) values
    ('a1300000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001',
     'emma@recrue.test', 'MEMBER', 'a0000000-0000-4000-8000-000000000002', '2025-03-31 22:00Z')
on conflict do nothing;

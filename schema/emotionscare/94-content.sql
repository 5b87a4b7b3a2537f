-- Content from elsewhere, one or two rows of each kind.

insert into emotionscare.ai_generated_content (id, identifier, title, content, content_type) values
    ('c4000000-0000-4000-8000-000000000001', 'IC-221', 'L''athérome en une page',
     '{"resume": "Une plaque se forme dans la paroi des artères."}', 'texte'),
    ('c4000000-0000-4000-8000-000000000002', 'IC-221', 'La plaque, en coupe',
     '{"url": "images/plaque.png", "legende": "Coupe d''une artère"}', 'image')
on conflict do nothing;

insert into emotionscare.official_content_cache (id, item_number, situation_number, content, source_url) values
    ('c4100000-0000-4000-8000-000000000001', 221, null,
     '{"rang": "A"}', 'https://programme.emotionscare.test/items/221'),
    ('c4100000-0000-4000-8000-000000000002', null, 161,
     '{"famille": "Douleur"}', 'https://programme.emotionscare.test/situations/161')
on conflict do nothing;

insert into emotionscare."official_content_cache new" (id, identifier, content_type, content, source_url) values
    ('c4200000-0000-4000-8000-000000000001', 'IC-221', 'item',
     '{"rang": "A", "version": 2}', 'https://programme.emotionscare.test/items/221'),
    ('c4200000-0000-4000-8000-000000000002', 'SD-161', 'situation',
     '{"famille": "Douleur", "version": 2}', 'https://programme.emotionscare.test/situations/161')
on conflict do nothing;

-- Ids are counted here, so the address tells whether the row is there.

insert into emotionscare."Digital Medicine" (name, email)
select 'Camille Roux', 'camille@emotionscare.test'
where not exists (select from emotionscare."Digital Medicine" where email = 'camille@emotionscare.test');

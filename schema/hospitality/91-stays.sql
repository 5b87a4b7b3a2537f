-- Four houses, six guests, five stays. Days are counted from the day this file is first loaded.

insert into hospitality.property (
    property_id, org_id, name, address, latitude, longitude, status, amenities, ext_id
) values
    ('b1000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-0000000000f0',
     'Riad Yasmine', '12 derb Sidi Bouloukat, Médina, Marrakech', 31.6258, -7.9892, 'active',
     '{"wifi": true, "piscine": true, "petit_dejeuner": true}', 'RY-001'),
    ('b1000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-0000000000f0',
     'Appartement Corniche', '48 boulevard de la Corniche, Casablanca', 33.5953, -7.6656, 'active',
     '{"wifi": true, "piscine": false, "parking": true}', 'AC-002'),
    ('b1000000-0000-4000-8000-000000000003', 'b0000000-0000-4000-8000-0000000000f0',
     'Villa Palmeraie', 'Circuit de la Palmeraie, Marrakech', 31.6710, -7.9580, 'maintenance',
     '{"wifi": true, "piscine": true, "jardin": true}', 'VP-003'),
    ('b1000000-0000-4000-8000-000000000004', 'b0000000-0000-4000-8000-0000000000f0',
     'Studio Hassan', '5 rue Hassan, Rabat', 34.0209, -6.8272, 'active',
     '{"wifi": false}', null)
on conflict do nothing;

insert into hospitality.guest (guest_id, org_id, first_name, last_name, email, phone, country, ext_id) values
    ('b2000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-0000000000f0',
     'Claire', 'Lefèvre', 'claire@guest.test', '+33600000001', 'FR', 'G-1'),
    ('b2000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-0000000000f0',
     'Javier', 'Ortega', 'javier@guest.test', '+34600000002', 'ES', 'G-2'),
    ('b2000000-0000-4000-8000-000000000003', 'b0000000-0000-4000-8000-0000000000f0',
     'Emily', 'Carter', 'emily@guest.test', '+12025550103', 'US', 'G-3'),
    ('b2000000-0000-4000-8000-000000000004', 'b0000000-0000-4000-8000-0000000000f0',
     'Klaus', 'Becker', 'klaus@guest.test', '+491500000004', 'DE', 'G-4'),
    ('b2000000-0000-4000-8000-000000000005', 'b0000000-0000-4000-8000-0000000000f0',
     'Oliver', 'Hughes', 'oliver@guest.test', null, 'GB', 'G-5'),
    ('b2000000-0000-4000-8000-000000000006', 'b0000000-0000-4000-8000-0000000000f0',
     'Amina', 'Berrada', null, '+212600000106', 'MA', null)
on conflict do nothing;

insert into hospitality.reservation (
    res_id, org_id, property_id, guest_id,
    check_in, check_out, status, total_amount, currency, ext_id
) values
    ('b3000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-0000000000f0',
     'b1000000-0000-4000-8000-000000000001', 'b2000000-0000-4000-8000-000000000001',
     current_date, current_date + 4, 'confirmed', 5200, 'MAD', 'R-1001'),
    ('b3000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-0000000000f0',
     'b1000000-0000-4000-8000-000000000002', 'b2000000-0000-4000-8000-000000000002',
     current_date + 12, current_date + 15, 'confirmed', 2850, 'MAD', 'R-1002'),
    ('b3000000-0000-4000-8000-000000000003', 'b0000000-0000-4000-8000-0000000000f0',
     'b1000000-0000-4000-8000-000000000002', 'b2000000-0000-4000-8000-000000000004',
     current_date - 2, current_date + 3, 'confirmed', 4750, 'MAD', 'R-1003'),
    ('b3000000-0000-4000-8000-000000000004', 'b0000000-0000-4000-8000-0000000000f0',
     'b1000000-0000-4000-8000-000000000004', 'b2000000-0000-4000-8000-000000000006',
     current_date + 30, current_date + 32, 'pending', 1100, 'MAD', null),
    ('b3000000-0000-4000-8000-000000000005', 'b0000000-0000-4000-8000-0000000000f0',
     'b1000000-0000-4000-8000-000000000003', 'b2000000-0000-4000-8000-000000000001',
     current_date - 40, current_date - 33, 'completed', 2100.50, 'EUR', 'R-0907')
on conflict do nothing;

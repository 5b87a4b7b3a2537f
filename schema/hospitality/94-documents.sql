-- Four passages. Their embeddings are numbers out of a formula: points of length one, and no model's work.

insert into hospitality.document_embeddings (id, document_type, document_id, content, metadata, embedding)
select
    ('b9000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid,
    kind, document, content,
    jsonb_build_object('langue', 'fr'),
    -- The squares of sines that go round a whole number of times add up to half their number.
    array(
        select (sin(2 * pi() * number * i / 1536) / sqrt(768))::float4
        from generate_series(1, 1536) as i
        order by i
    )
from (values
    (1, 'faq',   'faq-arrivee',    'L''arrivée se fait à partir de 15 h. Le code d''accès est envoyé la veille.'),
    (2, 'faq',   'faq-animaux',    'Les animaux ne sont pas admis.'),
    (3, 'faq',   'faq-transfert',  'Le transfert depuis l''aéroport coûte 300 MAD par voiture.'),
    (4, 'guide', 'guide-medina', 'Dans la médina, les voitures s''arrêtent aux portes : un porteur vous attend.')
) as document (number, kind, document, content)
on conflict do nothing;

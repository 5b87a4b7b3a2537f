-- Thirty-one countries in sixteen regions: what a place is reduced to.

insert into referrals.geo_region_mapping (
    country_code, region_code, region_name, gdpr_applicable, data_localization_required, privacy_level
)
select
    unnest(string_to_array(region.countries, ' ')),
    region.code,
    region.name,
    region.is_gdpr,
    region.is_local,
    region.privacy
from (values
    ('EU-WEST',    'Western Europe',  'FR BE NL LU', true,  false, 'sensitive'),
    ('EU-CENTRAL', 'Central Europe',  'DE AT',       true,  false, 'sensitive'),
    ('EU-SOUTH',   'Southern Europe', 'ES IT PT GR', true,  false, 'sensitive'),
    ('EU-NORTH',   'Northern Europe', 'SE FI DK',    true,  false, 'sensitive'),
    ('EU-EAST',    'Eastern Europe',  'PL CZ RO HU', true,  false, 'sensitive'),
    ('EU-ISLES',   'Ireland',         'IE',          true,  false, 'sensitive'),
    ('EEA-NORTH',  'Norway',          'NO',          true,  false, 'sensitive'),
    ('CH',         'Switzerland',     'CH',          false, true,  'restricted'),
    ('UK',         'United Kingdom',  'GB',          true,  false, 'sensitive'),
    ('NA-US',      'United States',   'US',          false, false, 'public'),
    ('NA-CA',      'Canada',          'CA',          false, false, 'sensitive'),
    ('LATAM',      'Latin America',   'BR MX',       false, false, 'sensitive'),
    ('MAGHREB',    'Maghreb',         'MA TN',       false, true,  'restricted'),
    ('AFR-WEST',   'West Africa',     'SN',          false, false, 'sensitive'),
    ('APAC',       'Asia-Pacific',    'JP AU',       false, false, 'sensitive'),
    ('APAC-SOUTH', 'South Asia',      'IN',          false, true,  'restricted')
) as region (code, name, countries, is_gdpr, is_local, privacy)
on conflict do nothing;

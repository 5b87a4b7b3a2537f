-- Personal data is reduced before it is written: an address to its network, hashed with a salt that lives for a day; a
-- place to its region. What was never kept cannot leak.

create or replace function referrals.truncate_ip_to_network(ip inet) returns inet
    language sql immutable parallel safe
    set search_path = ''
    return network(set_masklen(ip, case family(ip) when 4 then 24 else 48 end))::inet;

comment on function referrals.truncate_ip_to_network(inet) is
'Network of an address
The first 24 bits of IPv4, 48 of IPv6.';

create or replace function referrals.hash_ip_daily_salt(ip inet) returns text
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    today date := (now() at time zone 'UTC')::date;
    todays_salt bytea;
begin
    if hash_ip_daily_salt.ip is null then
        return null;
    end if;

    -- Whoever comes first on a day makes its salt. Those before yesterday go: without them their hashes mean nothing.
    insert into util.daily_salts (day, salt) values (today, extensions.gen_random_bytes(32)) on conflict do nothing;
    if found then
        delete from util.daily_salts as old where old.day < today - 1;
    end if;
    select salts.salt into todays_salt from util.daily_salts as salts where salts.day = today;

    return encode(
        sha256(
            todays_salt
            || convert_to(referrals.truncate_ip_to_network(hash_ip_daily_salt.ip)::text, 'UTF8')
        ),
        'hex'
    );
end
$$;

comment on function referrals.hash_ip_daily_salt(inet) is
'Hash of an address, for a day
SHA-256 over the salt of the UTC day and the network of the address, in hex.';

create or replace function referrals.get_region_from_country(country_code text) returns text
    language sql stable
    set search_path = ''
as $$
    select mapping.region_code
    from referrals.geo_region_mapping as mapping
    where mapping.country_code = upper(get_region_from_country.country_code)
$$;

comment on function referrals.get_region_from_country(text) is
'Region of a country
Null for a country that has none.';

create or replace function referrals.minimize_geo_data(country_code text, city text) returns jsonb
    language sql stable
    set search_path = ''
as $$
    -- The city is taken so that callers can pass what they have; it goes no further.
    select jsonb_build_object(
        'country_code', upper(minimize_geo_data.country_code),
        'city_region', referrals.get_region_from_country(minimize_geo_data.country_code)
    )
$$;

comment on function referrals.minimize_geo_data(text, text) is
'What may be kept of a place
The country and its region. Never the city.';

-- A slug for organizations that come without one.
--
-- The trigger runs with the rights of whoever inserts. That is the back office, which sees every organization; anybody
-- else would miss those that row level security hides, but nobody else may insert one.

create or replace function aurentia.organizations_set_slug() returns trigger
    language plpgsql
    set search_path = ''
as $$
declare
    longest constant integer := 50;
    shortest constant integer := 3;
    base text := trim(both '-' from
        regexp_replace(lower(extensions.unaccent(new.name)), '[^a-z0-9]+', '-', 'g'));
    suffix text := '';
    number integer := 1;
begin
    -- `ab` becomes `ab-org`, and a name without a single Latin letter `org`.
    if char_length(base) < shortest then
        base := trim(both '-' from base || '-org');
    end if;

    -- Of two organizations that get the same name at the same time, the second waits for the first to be there. One
    -- lock for all names, since `nova` can run into `nova-2`, and organizations are not founded every second.
    perform pg_advisory_xact_lock(hashtextextended('aurentia.organizations.slug', 0));

    loop
        new.slug := rtrim(left(base, longest - char_length(suffix)), '-') || suffix;
        exit when not exists (select from aurentia.organizations as other where other.slug = new.slug);
        number := number + 1;
        suffix := '-' || number;
    end loop;
    return new;
end
$$;

comment on function aurentia.organizations_set_slug() is
'Makes a slug from the name: without accents, in lower case, hyphens for everything else, and a number if it is taken.';

create or replace trigger organizations_set_slug
    before insert on aurentia.organizations
    for each row when (new.slug is null)
    execute function aurentia.organizations_set_slug();

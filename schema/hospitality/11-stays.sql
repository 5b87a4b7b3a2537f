-- Houses, the people who stay in them, and when. `ext_id` is the same thing's name in the booking system outside.
-- The organization behind `org_id` is kept by another system: no table here, so no key.

create table if not exists hospitality.property (
    property_id uuid primary key default gen_random_uuid(),
    org_id      uuid not null,

    name        text not null,
    address     text not null,
    latitude    numeric,
    longitude   numeric,

    status      text not null default 'active',
    amenities   jsonb not null default '{}',

    ext_id      text,
    created_at  timestamptz not null default now()
);

comment on table hospitality.property is
'Properties
Houses and flats for rent. Read by staff, kept by the back office.';

comment on column hospitality.property.property_id is 'Identifies the property.';
comment on column hospitality.property.org_id is 'The organization it belongs to.';
comment on column hospitality.property.name is 'Name guests know it by.';
comment on column hospitality.property.address is 'Postal address.';
comment on column hospitality.property.latitude is 'Degrees north.';
comment on column hospitality.property.longitude is 'Degrees east; all of Morocco is negative.';
comment on column hospitality.property.status is 'active or maintenance.';
comment on column hospitality.property.amenities is 'What it offers: `{"wifi": true, "piscine": true}`.';
comment on column hospitality.property.ext_id is 'Its id in the booking system.';
comment on column hospitality.property.created_at is 'When it was added.';

create table if not exists hospitality.guest (
    guest_id   uuid primary key default gen_random_uuid(),
    org_id     uuid not null,

    first_name text,
    last_name  text,
    email      text,
    phone      text,
    country    text,

    ext_id     text,
    created_at timestamptz not null default now()
);

comment on table hospitality.guest is
'Guests
People who stay, or ask whether they could. They have no account here. Read by staff.';

comment on column hospitality.guest.guest_id is 'Identifies the guest.';
comment on column hospitality.guest.org_id is 'The organization whose guest it is.';
comment on column hospitality.guest.first_name is 'Given name.';
comment on column hospitality.guest.last_name is 'Family name.';
comment on column hospitality.guest.email is 'Address to write to.';
comment on column hospitality.guest.phone is 'Telephone number, with its country code.';
comment on column hospitality.guest.country is 'Where the guest lives: two letters, as in ISO 3166.';
comment on column hospitality.guest.ext_id is 'The guest''s id in the booking system.';
comment on column hospitality.guest.created_at is 'When the guest was first heard of.';

create table if not exists hospitality.reservation (
    res_id       uuid primary key default gen_random_uuid(),
    org_id       uuid not null,
    property_id  uuid not null references hospitality.property (property_id),
    guest_id     uuid not null references hospitality.guest (guest_id),

    check_in     date not null,
    check_out    date not null,
    status       text not null default 'confirmed',
    total_amount numeric,
    currency     text not null default 'MAD',

    ext_id       text,
    created_at   timestamptz not null default now(),

    check (check_out > check_in)
);

create index if not exists reservation_guest_id_idx    on hospitality.reservation (guest_id);
create index if not exists reservation_property_id_idx on hospitality.reservation (property_id);

comment on table hospitality.reservation is
'Reservations
Who stays where, and when. Read by staff, kept by the back office.';

comment on column hospitality.reservation.res_id is 'Identifies the reservation.';
comment on column hospitality.reservation.org_id is 'The organization that was booked with.';
comment on column hospitality.reservation.property_id is 'Where the guest stays.';
comment on column hospitality.reservation.guest_id is 'Who stays.';
comment on column hospitality.reservation.check_in is 'First day.';
comment on column hospitality.reservation.check_out is 'Day of departure, at least one night later.';
comment on column hospitality.reservation.status is 'confirmed, pending, completed or cancelled.';
comment on column hospitality.reservation.total_amount is 'Price of the whole stay, in `currency`.';
comment on column hospitality.reservation.currency is 'Three letters, as in ISO 4217.';
comment on column hospitality.reservation.ext_id is 'Its id in the booking system.';
comment on column hospitality.reservation.created_at is 'When it was made.';

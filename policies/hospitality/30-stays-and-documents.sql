-- Houses, guests, stays and documents: read by staff, kept by the back office.

alter table hospitality.property            enable row level security;
alter table hospitality.guest               enable row level security;
alter table hospitality.reservation         enable row level security;
alter table hospitality.document_embeddings enable row level security;

drop policy if exists "Staff read" on hospitality.property;
create policy "Staff read" on hospitality.property
    for select using (hospitality.is_staff());

drop policy if exists "Staff read" on hospitality.guest;
create policy "Staff read" on hospitality.guest
    for select using (hospitality.is_staff());

drop policy if exists "Staff read" on hospitality.reservation;
create policy "Staff read" on hospitality.reservation
    for select using (hospitality.is_staff());

drop policy if exists "Staff read" on hospitality.document_embeddings;
create policy "Staff read" on hospitality.document_embeddings
    for select using (hospitality.is_staff());

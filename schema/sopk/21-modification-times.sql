-- `updated_at` is the database's to say. A client may send one; it is overwritten.

create or replace function sopk.set_updated_at() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end
$$;

comment on function sopk.set_updated_at() is 'Stamps a changed row with the time of its transaction.';

create or replace trigger set_updated_at
    before update on sopk.user_profiles
    for each row execute function sopk.set_updated_at();

create or replace trigger set_updated_at
    before update on sopk.daily_symptoms
    for each row execute function sopk.set_updated_at();

create or replace trigger set_updated_at
    before update on sopk.recipes
    for each row execute function sopk.set_updated_at();

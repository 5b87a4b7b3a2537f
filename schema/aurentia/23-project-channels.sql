-- A project is born with its channel. The function runs as its owner: opening the channel is part of making the
-- project, and no right of its own.

create or replace function aurentia.create_project_channel() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
begin
    insert into aurentia.project_channels (organization_id, projet_id, name)
    values (new.organization_id, new.id, new.nom);
    return null;
end
$$;

comment on function aurentia.create_project_channel() is
'Opens the channel of a new project, under the project''s name.';

create or replace trigger create_project_channel
    after insert on aurentia.projet
    for each row execute function aurentia.create_project_channel();

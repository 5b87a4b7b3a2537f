-- Words of which a column may hold one. A request that sends another is refused with 22P02.
--
-- Most lists of this application are checks instead: a check can lose a word, a type can only gain one.

do $$
begin
    if to_regtype('aurentia.user_role') is null then
        create type aurentia.user_role as enum ('OWNER', 'ADMIN', 'MANAGER', 'CONSULTANT', 'CLIENT');
    end if;

    if to_regtype('aurentia.user_status') is null then
        create type aurentia.user_status as enum ('online', 'offline', 'away');
    end if;

    if to_regtype('aurentia.statut_tache') is null then
        create type aurentia.statut_tache as enum ('TODO', 'IN_PROGRESS', 'IN_REVIEW', 'DONE');
    end if;
end
$$;

comment on type aurentia.user_role is 'What a person is by default. What they may do is for their membership to say.';
comment on type aurentia.user_status is 'Whether a person is there.';
comment on type aurentia.statut_tache is 'Column of the Kanban board that a task is in.';

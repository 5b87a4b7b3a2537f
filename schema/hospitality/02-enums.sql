-- Closed lists. A value that is none of them is refused before any row is looked at (22P02).

do $$
begin
    if to_regtype('hospitality.app_role') is null then
        create type hospitality.app_role as enum ('agent', 'superviseur', 'administrateur', 'super_admin');
    end if;

    if to_regtype('hospitality.user_profile') is null then
        create type hospitality.user_profile as enum ('agent', 'superviseur', 'administrateur', 'super_admin');
    end if;

    if to_regtype('hospitality.geographical_zone') is null then
        create type hospitality.geographical_zone as enum (
            'casablanca_centre',
            'casablanca_ain_diab',
            'rabat_centre',
            'marrakech_medina',
            'marrakech_gueliz',
            'tanger_centre',
            'agadir_marina',
            'fes_medina'
        );
    end if;
end
$$;

comment on type hospitality.app_role is 'What somebody may do. Rights are decided by this, through `user_roles`.';
comment on type hospitality.user_profile is
    'What somebody''s profile says they are. Shown to others; no right follows from it.';
comment on type hospitality.geographical_zone is 'Where a member of staff works.';

-- A closed list. A value that is none of it is refused before any row is looked at (22P02).

do $$
begin
    if to_regtype('emotionscare.invitation_status') is null then
        create type emotionscare.invitation_status as enum ('pending', 'accepted', 'expired');
    end if;
end
$$;

comment on type emotionscare.invitation_status is 'What became of an invitation.';

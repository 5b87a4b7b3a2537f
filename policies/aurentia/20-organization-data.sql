-- What belongs to the organization: members read it, admins and owners write it.
--
-- Where a policy has no WITH CHECK, PostgreSQL holds new rows to its USING expression too, so an admin of one
-- organization can neither write a row for another nor move one there.

-- Projects: the pattern, written out.

alter table aurentia.projet enable row level security;

drop policy if exists "Users can view org data" on aurentia.projet;
create policy "Users can view org data" on aurentia.projet
    for select using (
        organization_id in (select organization_id from aurentia.user_organizations where user_id = auth.uid())
    );

drop policy if exists "Admin can manage data" on aurentia.projet;
create policy "Admin can manage data" on aurentia.projet
    for all using (
        organization_id in (
            select uo.organization_id
            from aurentia.user_organizations uo
            where uo.user_id = auth.uid()
                and uo.role in ('ADMIN', 'OWNER')
        )
    );

-- The same two, word for word, on every other table whose rows are the whole organization's. A table joins by being
-- named here; conversations, notifications and the tables of milestones have policies of their own.

do $$
declare
    shared name;
begin
    foreach shared in array array[
        'activity_logs', 'affectation', 'budget_projet', 'client', 'competence', 'consultant_details',
        'detection_derive', 'facture', 'incident', 'join_codes', 'livrable', 'milestones', 'organization_channels',
        'organization_invitations', 'prediction_risque', 'profile_competences', 'project_channels',
        'recommandation_action', 'score_sante_projet', 'tache', 'temps_passe'
    ]::name[] loop
        execute format('alter table aurentia.%I enable row level security', shared);

        execute format('drop policy if exists "Users can view org data" on aurentia.%I', shared);
        execute format($policy$
            create policy "Users can view org data" on aurentia.%I
                for select using (
                    organization_id in (
                        select organization_id from aurentia.user_organizations where user_id = auth.uid()
                    )
                )
        $policy$, shared);

        execute format('drop policy if exists "Admin can manage data" on aurentia.%I', shared);
        execute format($policy$
            create policy "Admin can manage data" on aurentia.%I
                for all using (
                    organization_id in (
                        select uo.organization_id
                        from aurentia.user_organizations uo
                        where uo.user_id = auth.uid()
                            and uo.role in ('ADMIN', 'OWNER')
                    )
                )
        $policy$, shared);
    end loop;
end
$$;

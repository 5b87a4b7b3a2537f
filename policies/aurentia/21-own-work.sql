-- What people may write without being admins: the tasks they are responsible for, and their own hours. The tables are
-- those of the file before, and its policies hold as well: a row passes if any of them lets it.
--
-- A new row is held to the organization too. Otherwise one's own task could be moved into somebody else's company.

drop policy if exists "Responsable can update task" on aurentia.tache;
create policy "Responsable can update task" on aurentia.tache
    for update using (profile_responsable_id = auth.uid())
    with check (
        profile_responsable_id = auth.uid()
        and organization_id in (select aurentia.my_org_ids())
    );

-- Hours begin unvalidated, and can be corrected for as long as they are.

drop policy if exists "Consultant inserts own time" on aurentia.temps_passe;
create policy "Consultant inserts own time" on aurentia.temps_passe
    for insert with check (
        profile_id = auth.uid()
        and validation_statut = 'EN_ATTENTE'
        and organization_id in (select aurentia.my_org_ids())
    );

drop policy if exists "Consultant updates own pending time" on aurentia.temps_passe;
create policy "Consultant updates own pending time" on aurentia.temps_passe
    for update using (profile_id = auth.uid() and validation_statut = 'EN_ATTENTE')
    with check (
        profile_id = auth.uid()
        and validation_statut = 'EN_ATTENTE'
        and organization_id in (select aurentia.my_org_ids())
    );

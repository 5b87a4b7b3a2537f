-- Writes the four usual policies of a diary table. For the owner of the schema, when a table is added; the policies of
-- the tables here are written out in `policies/sopk`, where they can be read.
--
-- Names reach the statements through %I only: a table called `x; drop schema sopk` is then merely a table that does not
-- exist. Still nobody but the owner may execute it; see `policies/sopk/00-grants.sql`.

create or replace function sopk.create_user_rls_policies(table_name text) returns void
    language plpgsql
    set search_path = ''
as $$
declare
    policy record;
begin
    for policy in
        select 'Users can ' || verb || ' own ' || table_name as name, command, clause
        from (values
            ('view',   'select', 'using'),
            ('insert', 'insert', 'with check'),
            ('update', 'update', 'using'),
            ('delete', 'delete', 'using')
        ) as usual (verb, command, clause)
    loop
        execute format('drop policy if exists %I on sopk.%I', policy.name, table_name);
        execute format(
            'create policy %I on sopk.%I for %s %s (auth.uid() = user_id)',
            policy.name, table_name, policy.command, policy.clause
        );
    end loop;
end
$$;

comment on function sopk.create_user_rls_policies(text) is
'Write the four "own row" policies
On the table of this schema that is named, which must have a `user_id`. Replaces policies of the same names. Row level
security itself is left as it is. Owner only.';

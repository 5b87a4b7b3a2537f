-- Permissive policies that ask neither about the row nor about the caller: in their expression stands no column, no
-- function, no subquery and no CURRENT_USER. Each is listed for the widest audience that it is open to.
select distinct
    format(
        '%s: %s on %s.%s',
        case when audience.everybody then 'anybody' else 'signed in' end,
        case policy.polcmd
            when 'r' then 'select'
            when 'a' then 'insert'
            when 'w' then 'update'
            when 'd' then 'delete'
            else 'all'
        end,
        schema.nspname, relation.relname
    ) as finding
from pg_policy as policy
join pg_class as relation on relation.oid = policy.polrelid
join pg_namespace as schema on schema.oid = relation.relnamespace
cross join lateral (
    -- 0 is PUBLIC.
    select bool_or(role = 0 or role = 'anon'::regrole) as everybody,
           bool_or(role = 0 or role = 'authenticated'::regrole) as signed_in
    from unnest(policy.polroles) as role
) as audience
where schema.nspname = any ($1)
  and policy.polpermissive
  and (audience.everybody or audience.signed_in)
  and exists (
      select from (values (policy.polqual), (policy.polwithcheck)) as expression (tree)
      where tree is not null
        and tree::text !~ '\{(VAR|FUNCEXPR|SUBLINK|SQLVALUEFUNCTION) '
        and pg_get_expr(tree, relation.oid) <> 'false'
  );

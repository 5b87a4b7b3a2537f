-- The columns of the exposed relations, in attribute order (SCC-02).
--   $1 oid[]  the exposed schemas
with recursive domain_steps (domain, base, is_domain) as (
  select t.oid, b.oid, b.typtype = 'd'
  from pg_type t
  join pg_type b on b.oid = t.typbasetype
  where t.typtype = 'd'
  union all
  select s.domain, b.oid, b.typtype = 'd'
  from domain_steps s
  join pg_type t on t.oid = s.base
  join pg_type b on b.oid = t.typbasetype
  where s.is_domain
),
-- Each domain with the type at the end of its chain.
domains as (
  select s.domain, s.base, b.typnamespace = 'pg_catalog'::regnamespace as base_is_builtin
  from domain_steps s
  join pg_type b on b.oid = s.base
  where not s.is_domain
),
-- The sequence of an identity column is the one relation that depends on it internally.
identity_sequences as (
  select d.refobjid as relation, d.refobjsubid as number, d.objid::regclass as sequence
  from pg_depend d
  where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype = 'i'
    and d.refobjsubid > 0
)
select
  a.attrelid as relation,
  a.attnum as number,
  a.attname as name,
  descriptions.description,
  not (a.attnotnull or t.typnotnull) as nullable,
  -- A domain over a built-in type counts as that type; one over any other type keeps its own name. Built-in types lose
  -- their modifiers, others (PostGIS's geometry) keep them (OAS-13).
  case
    when domains.base_is_builtin then format_type(domains.base, null)
    when domains.base is null and t.typnamespace = 'pg_catalog'::regnamespace then format_type(a.atttypid, null)
    else format_type(a.atttypid, a.atttypmod)
  end as base_type,
  format_type(a.atttypid, a.atttypmod) as declared_type,
  -- The modifier of character types counts its own four bytes, that of bit types does not. One domain deep, no further,
  -- as information_schema.columns has it.
  case
    when declared.modifier = -1 then null
    when declared.type in ('character'::regtype, 'character varying'::regtype) then declared.modifier - 4
    when declared.type in ('bit'::regtype, 'bit varying'::regtype) then declared.modifier
  end as max_length,
  -- A default of the column's own comes before its domain's (MUT-16).
  case
    when a.attgenerated <> '' then null
    when a.attidentity = 'd' then format('nextval(%L)', identity_sequences.sequence)
    when defaults.adbin is not null then pg_get_expr(defaults.adbin, defaults.adrelid)
    when t.typdefaultbin is not null and t.typtype = 'd' then pg_get_expr(t.typdefaultbin, 0)
  end as "default",
  a.attgenerated <> '' or a.attidentity = 'a' as generated,
  coalesce(domains.base, t.oid) as enum_type
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
cross join lateral (
  select
    case when t.typtype = 'd' then t.typbasetype else a.atttypid end as type,
    case when t.typtype = 'd' then t.typtypmod else a.atttypmod end as modifier
) declared
left join domains on domains.domain = t.oid
left join pg_attrdef defaults on defaults.adrelid = a.attrelid and defaults.adnum = a.attnum
left join identity_sequences
  on a.attidentity = 'd' and identity_sequences.relation = a.attrelid and identity_sequences.number = a.attnum
left join pg_description descriptions
  on descriptions.objoid = a.attrelid and descriptions.classoid = 'pg_class'::regclass
  and descriptions.objsubid = a.attnum
where c.relnamespace = any ($1)
  and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and not c.relispartition
order by a.attrelid, a.attnum

-- Schemas and their comments.
--   $1 text[]  the schemas to look up; a name that is missing from the result does not exist
--   $2 bool    whether to return all schemas that are not the system's, whatever $1 says
select
  n.oid,
  n.nspname as name,
  d.description
from pg_namespace n
left join pg_description d on d.objoid = n.oid and d.classoid = 'pg_namespace'::regclass and d.objsubid = 0
where n.nspname = any ($1)
   or $2 and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'

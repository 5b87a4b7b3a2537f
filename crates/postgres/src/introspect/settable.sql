-- Which settings the connection's role has been granted SET on. PostgreSQL 15 and later.
--   $1 text[]  names of settings
select name
from unnest($1) name
where has_parameter_privilege(name, 'set')

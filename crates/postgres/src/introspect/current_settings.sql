-- Settings as they are in this transaction.
--   $1 text[]  names to look for, prefix included
select name, current_setting(name, true) as value
from unnest($1) name
where current_setting(name, true) is not null

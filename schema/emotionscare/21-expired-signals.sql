-- What has expired counts no more, and is not kept. Medical data that nobody needs is a burden to everybody.

create or replace function emotionscare.purge_expired_signals() returns integer
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    purged integer;
begin
    delete from emotionscare.clinical_signals where expires_at <= now();
    get diagnostics purged = row_count;
    return purged;
end
$$;

comment on function emotionscare.purge_expired_signals() is
'Delete expired signals
Returns how many there were. For a nightly job. Back office only.';

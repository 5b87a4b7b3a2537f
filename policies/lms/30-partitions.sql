-- A partition that is asked directly is not under its parent's policies. So each has row level security of its own,
-- with no policy, and no grants; the API shows the parents.

do $$
declare
    part regclass;
begin
    for part in
        select inheritance.inhrelid::regclass
        from pg_catalog.pg_inherits as inheritance
        where inheritance.inhparent in ('gamification.xp_events'::regclass, 'referrals.tracking_clicks'::regclass)
    loop
        execute format('alter table %s enable row level security', part);
        execute format('revoke all on %s from anon, authenticated, service_role', part);
    end loop;
end
$$;

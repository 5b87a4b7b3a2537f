-- Jobs that keep the events in shape. Each can be run at any time, and again.

-- Partitions ----------------------------------------------------------------------------------------------------------
-- A month whose rows already sit in the default partition cannot simply be created: PostgreSQL would find them where
-- they no longer belong, and refuse. So the table is made apart, takes its rows, and is attached in the same
-- transaction, with the default partition locked against newcomers meanwhile.

create or replace function gamification.maintain_partitions() returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    this_month timestamp := date_trunc('month', now() at time zone 'UTC');
    month timestamp;
    part text;
    moved bigint;
    moved_total bigint := 0;
    created text[] := '{}';
    expired text[] := '{}';
    drops_expired boolean;
begin
    perform pg_advisory_xact_lock(hashtextextended('gamification.maintain_partitions', 0));

    for month in select this_month + make_interval(months => ahead) from generate_series(0, 3) as ahead loop
        part := 'xp_events_' || to_char(month, 'YYYY_MM');
        continue when to_regclass('gamification.' || part) is not null;

        lock table gamification.xp_events_default in access exclusive mode;
        execute format('create table gamification.%I (like gamification.xp_events including all)', part);
        execute format(
            'with moved as (delete from gamification.xp_events_default
                            where created_at >= $1 and created_at < $2 returning *)
             insert into gamification.%I select * from moved',
            part
        ) using month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC';
        get diagnostics moved = row_count;
        execute format(
            'alter table gamification.xp_events attach partition gamification.%I for values from (%L) to (%L)',
            part, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC'
        );
        execute format('alter table gamification.%I enable row level security', part);
        execute format(
            'comment on table gamification.%I is %L', part, format('Events of %s.', to_char(month, 'YYYY-MM'))
        );
        created := created || part;
        moved_total := moved_total + moved;
    end loop;

    -- Twelve months are kept. A switch can suspend that; where there is no such switch, nothing suspends it.
    drops_expired := coalesce(
        (select flag.is_enabled from util.feature_flags as flag where flag.flag_key = 'drop_expired_xp_partitions'),
        true
    );
    for part in
        select child.relname
        from pg_catalog.pg_inherits as inheritance
        join pg_catalog.pg_class as child on child.oid = inheritance.inhrelid
        where inheritance.inhparent = 'gamification.xp_events'::regclass
          and child.relname ~ '^xp_events_\d{4}_\d{2}$'
          and to_timestamp(right(child.relname, 7), 'YYYY_MM')::timestamp < this_month - interval '12 months'
        order by child.relname
    loop
        expired := expired || part;
        continue when not drops_expired;
        -- Points outlive their events: what goes is carried in the total's metadata.
        execute format(
            'update gamification.user_xp as held
             set metadata = jsonb_set(
                 held.metadata, ''{archived_xp}'',
                 to_jsonb(coalesce((held.metadata ->> ''archived_xp'')::bigint, 0) + gone.xp)
             )
             from (select user_id, sum(xp_amount) as xp from gamification.%I group by user_id) as gone
             where gone.user_id = held.user_id',
            part
        );
        execute format('drop table gamification.%I', part);
    end loop;

    return jsonb_build_object(
        'success', true,
        'created', created,
        'moved_from_default', moved_total,
        'expired', expired,
        'dropped', drops_expired
    );
end
$$;

comment on function gamification.maintain_partitions() is
'Make and drop months of events
Makes the current month and the next three, moving their rows out of the default partition, and drops months more than
twelve months old, unless the switch `drop_expired_xp_partitions` is off.';

create or replace function gamification.verify_partition_health() returns jsonb
    language plpgsql stable
    security definer
    set search_path = ''
as $$
declare
    missing text[];
    strays bigint;
begin
    select coalesce(array_agg(expected.part order by expected.part), '{}') into missing
    from (
        select 'xp_events_' || to_char(now() at time zone 'UTC' + make_interval(months => ahead), 'YYYY_MM') as part
        from generate_series(0, 3) as ahead
    ) as expected
    where to_regclass('gamification.' || expected.part) is null;
    select count(*) into strays from gamification.xp_events_default;

    return jsonb_build_object(
        'status', case
            when cardinality(missing) > 0 then 'CRITICAL'
            when strays > 0 then 'WARNING'
            else 'HEALTHY'
        end,
        'missing', missing,
        'default_rows', strays,
        'partitions', (
            select count(*) from pg_catalog.pg_inherits as inheritance
            where inheritance.inhparent = 'gamification.xp_events'::regclass
        )
    );
end
$$;

comment on function gamification.verify_partition_health() is
'Whether months are in order
Missing months are critical; rows in the default partition are a warning.';

-- Integrity -----------------------------------------------------------------------------------------------------------

create or replace function gamification.check_integrity_alerts() returns jsonb
    language plpgsql stable
    security definer
    set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'status', case when count(*) = 0 then 'HEALTHY' else 'CRITICAL' end,
            'alerts', coalesce(jsonb_agg(to_jsonb(checked) order by checked.user_id), '[]')
        )
        from gamification.integrity_dashboard as checked
        where not checked.is_consistent
    );
end
$$;

comment on function gamification.check_integrity_alerts() is
'Totals that differ from their events';

create or replace function gamification.cleanup_idempotency_ledger(days integer default 90) returns integer
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    removed integer;
begin
    if cleanup_idempotency_ledger.days is null or cleanup_idempotency_ledger.days < 1 then
        raise invalid_parameter_value using message = 'A key has to be kept for a day at least.';
    end if;
    delete from gamification.idempotency_ledger as ledger
    where ledger.created_at < now() - make_interval(days => cleanup_idempotency_ledger.days);
    get diagnostics removed = row_count;
    return removed;
end
$$;

comment on function gamification.cleanup_idempotency_ledger(integer) is
'Forget old keys
Older than so many days: nobody repeats a request after that. Returns how many.';

-- Notifications -------------------------------------------------------------------------------------------------------
-- Several workers may run this at once: each takes rows that no other has locked. Handing a notification over is
-- writing a job; when that fails, the attempt counts, and the last one marks the notification failed.

create or replace function gamification.process_notification_outbox(batch_size integer default 100) returns integer
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    waiting record;
    handed_over integer := 0;
begin
    for waiting in
        select outbox.id, outbox.user_id, outbox.notification_type, outbox.payload
        from gamification.notification_outbox as outbox
        where outbox.status = 'pending'
        order by outbox.created_at
        limit greatest(process_notification_outbox.batch_size, 0)
        for update skip locked
    loop
        begin
            insert into util.job_queue (job_type, payload)
            select 'email_send', jsonb_build_object(
                'to', person.email,
                'template', waiting.notification_type,
                'data', waiting.payload
            )
            from public.profiles as person
            where person.id = waiting.user_id and person.email is not null and person.deleted_at is null;
            if not found then
                raise exception 'nobody to send it to';
            end if;
            update gamification.notification_outbox as outbox
            set status = 'processed', attempts = outbox.attempts + 1, processed_at = now(), last_error = null
            where outbox.id = waiting.id;
            handed_over := handed_over + 1;
        exception when others then
            update gamification.notification_outbox as outbox
            set attempts = outbox.attempts + 1,
                last_error = sqlerrm,
                status = case when outbox.attempts + 1 >= outbox.max_attempts then 'failed' else 'pending' end
            where outbox.id = waiting.id;
        end;
    end loop;
    return handed_over;
end
$$;

comment on function gamification.process_notification_outbox(integer) is
'Hand notifications over
Turns the oldest waiting notifications into jobs, and returns how many. One that cannot be sent is tried again until its
attempts are used up.';

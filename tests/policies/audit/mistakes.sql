-- One schema with every mistake that the audit looks for. What has `fine` in its name is none.
--
-- Comments are missing where the names say so, and nowhere else: the block at the end writes the others.

create schema mistakes;
grant usage on schema mistakes to anon, authenticated;
grant create on schema mistakes to anon;

create table mistakes.unprotected (silent int);
grant truncate on mistakes.unprotected to authenticated;

create table mistakes.rows (
    id     int primary key,
    owner  uuid,
    half   int references mistakes.rows,
    fine   int references mistakes.rows,
    first  int,
    second int,
    unique (first, id),
    unique (first, second, id),
    foreign key (first, id) references mistakes.rows (first, id),
    foreign key (second, first) references mistakes.rows (first, id),
    foreign key (second, id) references mistakes.rows (first, id)
);
-- Neither an index on some rows nor one that begins elsewhere serves a key.
create index on mistakes.rows (half) where half > 0;
create index on mistakes.rows (owner, half);
create index on mistakes.rows (fine);

alter table mistakes.rows enable row level security;
create policy always on mistakes.rows using (1 = 1);
create policy known on mistakes.rows for select to authenticated using (true);
create policy fine on mistakes.rows for select using (owner = auth.uid());
create policy also_fine on mistakes.rows for update using (auth.uid() is not null);
create policy for_the_back_office on mistakes.rows to service_role using (true);
create policy fine_for_some on mistakes.rows as restrictive for select to anon using (true);
create policy for_nobody on mistakes.rows for delete using (false);

create table mistakes.events (at date not null) partition by range (at);
alter table mistakes.events enable row level security;
create policy letter_box on mistakes.events for insert to anon with check (true);
create table mistakes.events_2025 partition of mistakes.events for values from ('2025-01-01') to ('2026-01-01');
create table mistakes.events_fine partition of mistakes.events for values from ('2026-01-01') to ('2027-01-01');
alter table mistakes.events_fine enable row level security;
grant select on mistakes.events to anon;
grant select on mistakes.events_2025 to anon;

create function mistakes.everybodys() returns int language sql return 1;
grant execute on function mistakes.everybodys() to public;
create function mistakes.no_path() returns int language sql security definer return 1;
create function mistakes.temporary_tables_first(int, text) returns int
    language sql security definer set search_path = mistakes return 1;
create function mistakes.fine() returns int
    language sql security definer set search_path = mistakes, pg_temp return 1;
create function mistakes.fine_too() returns int language sql security definer set search_path = '' return 1;

create view mistakes.all_columns as select * from mistakes.rows;
create view mistakes.one_column as select id, owner from mistakes.rows;
create view mistakes.counted as select count(*) from mistakes.rows;
create view mistakes.fine_view with (security_invoker) as select * from mistakes.rows;
create view mistakes.closed as select * from mistakes.rows;
grant select, insert on mistakes.all_columns, mistakes.fine_view to authenticated;
grant select (id) on mistakes.one_column to authenticated;
grant select, insert, update, delete on mistakes.counted to anon;

create materialized view mistakes.summary as select count(*) from mistakes.rows;
create materialized view mistakes.fine_summary as select count(*) from mistakes.rows;
grant select (count) on mistakes.summary to anon;
grant select on mistakes.fine_summary to service_role;

do $$
declare
    thing record;
begin
    for thing in
        select case relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end as kind,
               oid::regclass as name,
               oid as relation
        from pg_class
        where relnamespace = 'mistakes'::regnamespace
          and relkind in ('r', 'p', 'v', 'm')
          and not relispartition
          and relname <> 'unprotected'
    loop
        execute format('comment on %s %s is %L', thing.kind, thing.name, 'Said.');
        execute (
            select string_agg(format('comment on column %s.%I is %L', thing.name, attname, 'Said.'), ';')
            from pg_attribute
            where attrelid = thing.relation and attnum > 0
        );
    end loop;
    for thing in
        select oid::regprocedure as name
        from pg_proc
        where pronamespace = 'mistakes'::regnamespace and proname <> 'everybodys'
    loop
        execute format('comment on function %s is %L', thing.name, 'Said.');
    end loop;
end
$$;

-- What pg_net offers, as far as this application calls it: a queue that HTTP requests are put in, from SQL, within the
-- transaction. The real extension has a worker that empties the queue over the network and fills in the responses.
-- Here there is none, and nothing is ever sent: to see what would have been, read `net.http_request_queue`.
--
-- Names and arguments are pg_net's, so that the same functions run unchanged where the extension is installed. In that
-- case this file does nothing.
--
-- Nobody is granted anything here. Who may cause a request is decided by the functions that call this one; letting a
-- client name a URL would turn the database into its proxy.

do $$
begin
    if exists (select from pg_catalog.pg_extension where extname = 'pg_net') then
        return;
    end if;

    create schema if not exists net;
    comment on schema net is 'Stand-in for the extension pg_net: requests are queued, and never sent. Never exposed.';

    create table if not exists net.http_request_queue (
        id                   bigserial primary key,
        method               text not null default 'POST',
        url                  text not null,
        headers              jsonb,
        body                 jsonb,
        timeout_milliseconds integer not null default 5000,
        created_at           timestamptz not null default now()
    );

    comment on table net.http_request_queue is 'Requests that wait to be sent.';
    comment on column net.http_request_queue.id is 'Identifies the request; `net.http_post` returns it.';
    comment on column net.http_request_queue.method is 'HTTP method.';
    comment on column net.http_request_queue.url is 'Where it goes, query string included.';
    comment on column net.http_request_queue.headers is 'Header fields, by name.';
    comment on column net.http_request_queue.body is 'What is sent, as JSON.';
    comment on column net.http_request_queue.timeout_milliseconds is 'How long to wait for the response.';
    comment on column net.http_request_queue.created_at is 'When it was queued.';

    create table if not exists net._http_response (
        id           bigint,
        status_code  integer,
        content_type text,
        headers      jsonb,
        content      text,
        timed_out    boolean,
        error_msg    text,
        created      timestamptz not null default now()
    );

    comment on table net._http_response is 'What came back. Always empty here, for nothing is sent.';
    comment on column net._http_response.id is 'The request it answers.';
    comment on column net._http_response.status_code is 'HTTP status; null when there was no response.';
    comment on column net._http_response.content_type is 'Media type of the content.';
    comment on column net._http_response.headers is 'Header fields, by name.';
    comment on column net._http_response.content is 'Body of the response.';
    comment on column net._http_response.timed_out is 'Whether waiting for it was given up.';
    comment on column net._http_response.error_msg is 'Why there was no response.';
    comment on column net._http_response.created is 'When it came.';

    -- No grant opens these tables. Should one ever be made by mistake, there is still no policy that lets a row pass.
    alter table net.http_request_queue enable row level security;
    alter table net._http_response     enable row level security;

    -- Parameters go behind the URL with every byte in hexadecimal: longer than need be, and never wrong.
    create or replace function net.http_post(
        url                  text,
        body                 jsonb default '{}',
        params               jsonb default '{}',
        headers              jsonb default '{"Content-Type": "application/json"}',
        timeout_milliseconds integer default 5000
    ) returns bigint
        language sql volatile
        security definer
        set search_path = net, pg_temp
        begin atomic
            insert into net.http_request_queue (url, headers, body, timeout_milliseconds)
            select
                http_post.url || coalesce((
                    select case when strpos(http_post.url, '?') > 0 then '&' else '?' end || string_agg(
                        regexp_replace(encode(convert_to(param.key, 'UTF8'), 'hex'), '(..)', '%\1', 'g')
                            || '='
                            || regexp_replace(encode(convert_to(param.value, 'UTF8'), 'hex'), '(..)', '%\1', 'g'),
                        '&' order by param.key
                    )
                    from jsonb_each_text(http_post.params) as param
                ), ''),
                http_post.headers,
                http_post.body,
                http_post.timeout_milliseconds
            returning id;
        end;

    comment on function net.http_post(text, jsonb, jsonb, jsonb, integer) is
        'Queues a POST request and returns its id. Real ones leave when the transaction commits; here they stay.';

    revoke all on function net.http_post(text, jsonb, jsonb, jsonb, integer) from public;
end
$$;

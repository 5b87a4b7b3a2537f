-- What anybody may ask, and leaving.

-- The one question strangers ask: is this certificate real? Every question is written down, refused ones too; that is
-- why a refusal is an answer here and not an error, which would take its own record back.
create or replace function public.verify_certificate_public(certificate_hash text) returns jsonb
    language plpgsql
    security definer
    set search_path = public, assessments, pg_temp
as $$
#variable_conflict use_column
declare
    began timestamptz := clock_timestamp();
    headers json := nullif(current_setting('request.headers', true), '')::json;
    asking inet;
    problem text;
    answer jsonb;
begin
    -- The client's word, or that of the last proxy: it tells honest clients apart and stops nobody who lies.
    begin
        asking := trim(split_part(coalesce(headers ->> 'x-forwarded-for', headers ->> 'x-real-ip'), ',', 1))::inet;
    exception when invalid_text_representation then
        asking := null;
    end;

    -- One address at a time, so that its count cannot be overtaken.
    perform pg_advisory_xact_lock(hashtextextended('verify_certificate_public:' || coalesce(host(asking), ''), 0));
    if exists (
        select from public.certificate_verification_rate_limit as rate
        where rate.client_ip is not distinct from asking and rate.is_rate_limited
    ) then
        problem := 'rate_limited';
    elsif verify_certificate_public.certificate_hash is null
       or verify_certificate_public.certificate_hash !~ '^[a-fA-F0-9]{64}$' then
        problem := 'invalid_format';
    else
        select jsonb_build_object(
            'recipient_name', coalesce(
                person.display_name, nullif(concat_ws(' ', person.first_name, person.last_name), '')
            ),
            'course_title', course.title,
            'revocation_status', case
                when not certificate.passed or exists (
                    select from assessments.certificate_revocations as revocation
                    where revocation.certificate_id = certificate.id
                ) then 'revoked'
                else 'valid'
            end
        ) into answer
        from assessments.certificates as certificate
        join public.profiles as person on person.id = certificate.user_id
        left join content.lessons as lesson on lesson.id = certificate.lesson_id
        left join content.modules as module on module.id = lesson.module_id
        left join content.courses as course on course.id = coalesce(certificate.course_id, module.course_id)
        where certificate.verify_hash in (
            verify_certificate_public.certificate_hash, lower(verify_certificate_public.certificate_hash)
        );
        if answer is null then
            problem := 'not_found';
        end if;
    end if;

    insert into public.certificate_verification_logs (
        client_ip, certificate_hash, user_agent, success, error_message, response_time_ms
    )
    values (
        asking,
        left(verify_certificate_public.certificate_hash, 128),
        left(headers ->> 'user-agent', 256),
        problem is null,
        problem,
        extract(milliseconds from clock_timestamp() - began)::integer
    );
    return coalesce(answer, jsonb_build_object('success', false, 'error', problem));
end
$$;

comment on function public.verify_certificate_public(text) is
'Verify a certificate
By the 64 hex digits printed on it. Answers with the name, the course and whether it was revoked, and nothing else. An
address can ask 100 times an hour.';

create or replace function public.soft_delete_profile(profile_id uuid) returns jsonb
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    left_at timestamptz;
begin
    if not coalesce(soft_delete_profile.profile_id = auth.uid(), false) and not rbac.is_admin() then
        raise insufficient_privilege using message = 'A profile is closed by its owner or an admin.';
    end if;

    -- The first date stands, however often it is asked.
    update public.profiles as person
    set deleted_at = coalesce(person.deleted_at, now()), is_public = false
    where person.id = soft_delete_profile.profile_id
    returning person.deleted_at into left_at;
    if left_at is null then
        return jsonb_build_object('success', false, 'error', 'not_found');
    end if;
    return jsonb_build_object('success', true, 'profile_id', soft_delete_profile.profile_id, 'deleted_at', left_at);
end
$$;

comment on function public.soft_delete_profile(uuid) is
'Close a profile
One''s own, or any as an admin. It is hidden, not removed: certificates and payouts refer to it.';

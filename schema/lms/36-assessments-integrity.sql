-- What keeps attempts honest: the questions of an attempt are frozen with a hash, every step of grading is logged, and
-- questions know how often they are asked.

-- Snapshots -----------------------------------------------------------------------------------------------------------
-- jsonb has one text for each value, whatever order its keys came in; so hashing that text hashes the value.

create or replace function assessments.calculate_content_snapshot_hash(content_snapshot jsonb) returns text
    language sql immutable parallel safe
    set search_path = ''
    return encode(sha256(convert_to(content_snapshot::text, 'UTF8')), 'hex');

comment on function assessments.calculate_content_snapshot_hash(jsonb) is
'Hash of a snapshot
SHA-256, in hex.';

create or replace function assessments.set_content_snapshot_hash() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.content_snapshot_hash := assessments.calculate_content_snapshot_hash(new.content_snapshot);
    return new;
end
$$;

comment on function assessments.set_content_snapshot_hash() is 'Hashes the snapshot of an attempt that is written.';

create or replace trigger set_content_snapshot_hash
    before insert or update of content_snapshot on assessments.attempts
    for each row execute function assessments.set_content_snapshot_hash();

create or replace function assessments.verify_content_snapshot_integrity(attempt_id uuid) returns boolean
    language plpgsql stable
    security definer
    set search_path = ''
as $$
declare
    attempt assessments.attempts;
begin
    select * into attempt from assessments.attempts as a where a.id = verify_content_snapshot_integrity.attempt_id;
    if not coalesce(attempt.user_id = auth.uid() or auth.role() = 'service_role', false)
       and not rbac.has_permission('assessments:grade') then
        raise insufficient_privilege using message = 'An attempt is between its author and the graders.';
    end if;
    return attempt.content_snapshot_hash
        = assessments.calculate_content_snapshot_hash(attempt.content_snapshot);
end
$$;

comment on function assessments.verify_content_snapshot_integrity(uuid) is
'Whether an attempt''s questions are as they were
For its author and for graders.';

create or replace function assessments.detect_content_corruption(
    check_all boolean default false,
    limit_count integer default 100
) returns setof uuid
    language sql stable
    security definer
    set search_path = ''
as $$
    select suspect.id
    from (
        select attempt.id, attempt.content_snapshot, attempt.content_snapshot_hash
        from assessments.attempts as attempt
        order by attempt.created_at desc
        limit case when check_all then null else limit_count end
    ) as suspect
    where suspect.content_snapshot_hash
        is distinct from assessments.calculate_content_snapshot_hash(suspect.content_snapshot)
$$;

comment on function assessments.detect_content_corruption(boolean, integer) is
'Attempts whose questions changed
Among the newest `limit_count`, or among all.';

-- The log of grading --------------------------------------------------------------------------------------------------

create or replace function assessments.log_grading_changes() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
begin
    if (old.status, old.score, old.needs_review) is not distinct from (new.status, new.score, new.needs_review) then
        return null;
    end if;

    insert into assessments.grading_audit (
        attempt_id, action_type, performed_by, previous_state, new_state, reason
    )
    values (
        new.id,
        case
            when old.status = new.status and new.status = 'graded' then 'score_changed'
            when new.status = 'graded' and new.graded_by is null then 'auto_graded'
            when new.status = 'graded' then 'manual_graded'
            when new.status = 'needs_review' or new.needs_review then 'review_requested'
            when new.status in ('abandoned', 'expired') then 'abandoned'
            when new.status = 'submitted' then 'submitted'
            else 'score_changed'
        end,
        -- Whoever asks may have no profile: the back office has none.
        (select person.id from public.profiles as person where person.id = auth.uid()),
        jsonb_build_object('status', old.status, 'score', old.score, 'needs_review', old.needs_review),
        jsonb_build_object('status', new.status, 'score', new.score, 'needs_review', new.needs_review),
        case when new.status = 'expired' then 'The deadline has passed.' end
    );
    return null;
end
$$;

comment on function assessments.log_grading_changes() is 'Logs each change of an attempt''s status or score.';

create or replace trigger log_grading_changes
    after update on assessments.attempts
    for each row execute function assessments.log_grading_changes();

-- How often a question is asked ---------------------------------------------------------------------------------------
-- Adding one rather than counting all: no matter how long the bank gets, an item costs the same.

create or replace function assessments.sync_question_usage() returns trigger
    language plpgsql
    security definer
    set search_path = ''
as $$
begin
    if tg_op = 'INSERT' then
        update assessments.questions set usage_count = usage_count + 1 where id = new.question_id;
    else
        update assessments.questions set usage_count = greatest(usage_count - 1, 0) where id = old.question_id;
    end if;
    return null;
end
$$;

comment on function assessments.sync_question_usage() is 'Counts a question that an assessment took in or left out.';

create or replace trigger sync_question_usage
    after insert or delete on assessments.assessment_items
    for each row execute function assessments.sync_question_usage();

create or replace function assessments.recalculate_question_usage() returns integer
    language plpgsql
    security definer
    set search_path = ''
as $$
declare
    corrected integer;
begin
    update assessments.questions as question
    set usage_count = counted.uses
    from (
        select bank.id, count(item.id)::integer as uses
        from assessments.questions as bank
        left join assessments.assessment_items as item on item.question_id = bank.id
        group by bank.id
    ) as counted
    where counted.id = question.id and counted.uses <> question.usage_count;
    get diagnostics corrected = row_count;
    return corrected;
end
$$;

comment on function assessments.recalculate_question_usage() is
'Count uses of questions anew
Returns how many counts were wrong.';

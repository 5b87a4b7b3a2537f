-- Closed lists that several tables or functions share. A list that only one column uses is a check on that column.
--
-- There is no `create type if not exists`. Asking the catalog first keeps the file repeatable; a value added later goes
-- below, as `alter type … add value if not exists`.

do $$
declare
    enum record;
begin
    for enum in
        select * from (values
            ('assessments.attempt_status',
             array['in_progress', 'submitted', 'graded', 'needs_review', 'abandoned', 'expired']),
            ('learn.analytics_event_type',
             array['start', 'pause', 'resume', 'complete', 'quiz_submit', 'assessment_start', 'assessment_submit',
                   'assessment_graded', 'certificate_issued']),
            ('content.lesson_type', array['video', 'article', 'quiz', 'project']),
            ('learn.progress_status', array['not_started', 'in_progress', 'completed']),
            ('media.asset_type', array['video', 'audio', 'document', 'image']),
            ('referrals.referral_status',
             array['pending', 'clicked', 'registered', 'converted', 'confirmed', 'paid', 'expired', 'cancelled']),
            ('referrals.payout_status', array['pending', 'processing', 'paid', 'failed', 'disputed', 'cancelled'])
        ) as known (type_name, labels)
    loop
        if to_regtype(enum.type_name) is null then
            -- The names are this file's own, never a caller's.
            execute format(
                'create type %s as enum (%s)',
                enum.type_name,
                (select string_agg(quote_literal(label), ', ' order by place)
                 from unnest(enum.labels) with ordinality as listed (label, place))
            );
        end if;
    end loop;
end
$$;

comment on type assessments.attempt_status is
'Where an attempt is. in_progress, submitted and needs_review are active: one of these at a time per assessment.';
comment on type learn.analytics_event_type is
'What happened while learning. The assessment and certificate events are written by functions only.';
comment on type content.lesson_type is 'What a lesson mostly is.';
comment on type learn.progress_status is 'How far somebody is with a lesson.';
comment on type media.asset_type is 'What kind of file an asset is.';
comment on type referrals.referral_status is
'The life of a referral, in order; confirmed is when the commission is owed, paid is when it was paid.';
comment on type referrals.payout_status is 'The life of a commission payout.';

-- What is paid out. A payout lists the referrals it pays for, each at most once, so that any cent can be traced back.

create table if not exists referrals.commission_payouts (
    id                        uuid default gen_random_uuid() primary key,
    user_id                   uuid not null references public.profiles (id) on delete restrict,
    referral_code_id          uuid references referrals.referral_codes (id) on delete restrict,
    period_start              date not null,
    period_end                date not null,
    total_referrals           integer not null default 0,
    gross_amount_cents        integer not null default 0,
    fee_cents                 integer not null default 0,
    net_amount_cents          integer not null default 0,
    status                    referrals.payout_status not null default 'pending',
    payment_method            text,
    payment_reference         text,
    payment_provider          text,
    payment_batch_id          text,
    calculated_at             timestamptz not null default now(),
    processing_started_at     timestamptz,
    paid_at                   timestamptz,
    failed_at                 timestamptz,
    next_retry_at             timestamptz,
    retry_count               integer not null default 0,
    max_retries               integer not null default 3,
    failure_reason            text,
    error_details             jsonb not null default '{}',
    calculation_details       jsonb not null default '{}',
    calculation_version       text not null default '1',
    payment_confirmation_data jsonb not null default '{}',
    created_by                uuid references public.profiles (id) on delete set null,
    updated_at                timestamptz not null default now(),

    check (period_end >= period_start),
    check (net_amount_cents = gross_amount_cents - fee_cents)
);

create index if not exists idx_commission_payouts_user_period
    on referrals.commission_payouts (user_id, period_end desc);
create index if not exists idx_commission_payouts_status_calc on referrals.commission_payouts (status, calculated_at);
create index if not exists commission_payouts_referral_code_id_idx on referrals.commission_payouts (referral_code_id);
create index if not exists commission_payouts_created_by_idx on referrals.commission_payouts (created_by);

comment on table referrals.commission_payouts is
'Payouts
One row per ambassador and period. Written by the back office only.';

comment on column referrals.commission_payouts.id is 'Identifies the row.';
comment on column referrals.commission_payouts.user_id is 'Who is paid.';
comment on column referrals.commission_payouts.referral_code_id is 'For which code; null for all of them.';
comment on column referrals.commission_payouts.period_start is 'First day of the period.';
comment on column referrals.commission_payouts.period_end is 'Last day of the period.';
comment on column referrals.commission_payouts.total_referrals is 'How many referrals it pays for.';
comment on column referrals.commission_payouts.gross_amount_cents is 'Commission, in cents.';
comment on column referrals.commission_payouts.fee_cents is 'Kept back for the transfer, in cents.';
comment on column referrals.commission_payouts.net_amount_cents is 'Transferred: gross less fee.';
comment on column referrals.commission_payouts.status is 'pending, processing, paid, failed, disputed or cancelled.';
comment on column referrals.commission_payouts.payment_method is 'transfer, card or voucher.';
comment on column referrals.commission_payouts.payment_reference is 'What the statement says.';
comment on column referrals.commission_payouts.payment_provider is 'Who transfers it.';
comment on column referrals.commission_payouts.payment_batch_id is 'The batch it went in.';
comment on column referrals.commission_payouts.calculated_at is 'When it was computed.';
comment on column referrals.commission_payouts.processing_started_at is 'When the transfer began.';
comment on column referrals.commission_payouts.paid_at is 'When it arrived.';
comment on column referrals.commission_payouts.failed_at is 'When it last failed.';
comment on column referrals.commission_payouts.next_retry_at is 'When it is tried again.';
comment on column referrals.commission_payouts.retry_count is 'How often it was.';
comment on column referrals.commission_payouts.max_retries is 'How often it may be.';
comment on column referrals.commission_payouts.failure_reason is 'Why it failed.';
comment on column referrals.commission_payouts.error_details is 'What the provider said.';
comment on column referrals.commission_payouts.calculation_details is 'How the amount came about.';
comment on column referrals.commission_payouts.calculation_version is 'Version of the computation.';
comment on column referrals.commission_payouts.payment_confirmation_data is 'The provider''s receipt.';
comment on column referrals.commission_payouts.created_by is 'Who ordered it.';
comment on column referrals.commission_payouts.updated_at is 'When the row last changed.';

create table if not exists referrals.commission_payout_items (
    id                      uuid default gen_random_uuid() primary key,
    payout_id               uuid not null references referrals.commission_payouts (id) on delete restrict,
    referral_id             uuid not null references referrals.referrals (id) on delete restrict,
    commission_amount_cents integer not null,
    order_amount_cents      integer,
    commission_rate_percent numeric,
    calculated_at           timestamptz not null default now(),
    metadata                jsonb not null default '{}',

    unique (payout_id, referral_id)
);

create index if not exists commission_payout_items_referral_id_idx on referrals.commission_payout_items (referral_id);

comment on table referrals.commission_payout_items is
'Referrals of a payout
One row per referral that a payout pays for.';

comment on column referrals.commission_payout_items.id is 'Identifies the row.';
comment on column referrals.commission_payout_items.payout_id is 'The payout.';
comment on column referrals.commission_payout_items.referral_id is 'The referral.';
comment on column referrals.commission_payout_items.commission_amount_cents is 'Its commission, in cents.';
comment on column referrals.commission_payout_items.order_amount_cents is 'What was bought, in cents.';
comment on column referrals.commission_payout_items.commission_rate_percent is 'The rate that applied.';
comment on column referrals.commission_payout_items.calculated_at is 'When it was computed.';
comment on column referrals.commission_payout_items.metadata is 'Anything else worth keeping, as an object.';

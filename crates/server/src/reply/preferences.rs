//! `Preference-Applied` (PRF-05 … PRF-12).

use http::{HeaderName, HeaderValue};
use rowgate_plan::MutatePlan;
use rowgate_request::{
    ApiRequest, Count, Handling, Missing, Mutation, Preferences, Resolution, Return, TransactionEnd,
};

use super::{PREFERENCE_APPLIED, header_value_of};

type Header = (HeaderName, HeaderValue);

/// The preferences a read heeds.
pub(crate) fn applied_to_read(sent: &Preferences, allows_tx: bool) -> Option<Header> {
    header(&always(sent, allows_tx))
}

/// The preferences a call heeds.
pub(crate) fn applied_to_call(sent: &Preferences, allows_tx: bool) -> Option<Header> {
    header(&Preferences { max_affected: sent.max_affected, ..always(sent, allows_tx) })
}

/// The preferences a change heeds.
pub(crate) fn applied_to_mutation(plan: &MutatePlan, request: &ApiRequest, allows_tx: bool) -> Option<Header> {
    let sent = &request.preferences;
    let mutation = plan.mutation;
    let can_conflict = !plan.primary_key.is_empty() || request.query.on_conflict.is_some();
    header(&Preferences {
        resolution: sent.resolution.filter(|_| mutation == Mutation::Insert && can_conflict),
        missing: sent.missing.filter(|_| matches!(mutation, Mutation::Insert | Mutation::Update)),
        representation: sent.representation,
        max_affected: sent.max_affected.filter(|_| matches!(mutation, Mutation::Update | Mutation::Delete)),
        ..always(sent, allows_tx)
    })
}

/// What is heeded whatever is done.
fn always(sent: &Preferences, allows_tx: bool) -> Preferences {
    Preferences {
        count: sent.count,
        transaction: sent.transaction.filter(|_| allows_tx),
        handling: sent.handling,
        timezone: sent.timezone.clone(),
        ..Preferences::default()
    }
}

/// In the fixed order of PRF-05.
fn header(applied: &Preferences) -> Option<Header> {
    let strict = applied.handling == Some(Handling::Strict);
    let words = [
        applied.resolution.map(resolution),
        applied.missing.map(missing),
        applied.representation.map(representation),
        applied.count.map(count),
        applied.transaction.map(transaction),
        applied.handling.map(handling),
    ];
    let mut text = String::new();
    let mut add = |preference: &str| {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(preference);
    };
    words.into_iter().flatten().for_each(&mut add);
    if let Some(timezone) = &applied.timezone {
        add(&format!("timezone={timezone}"));
    }
    if let Some(rows) = applied.max_affected.filter(|_| strict) {
        add(&format!("max-affected={rows}"));
    }
    (!text.is_empty()).then(|| (PREFERENCE_APPLIED, header_value_of(text)))
}

fn resolution(it: Resolution) -> &'static str {
    match it {
        Resolution::Merge => "resolution=merge-duplicates",
        Resolution::Ignore => "resolution=ignore-duplicates",
    }
}

fn missing(it: Missing) -> &'static str {
    match it {
        Missing::Default => "missing=default",
        Missing::Null => "missing=null",
    }
}

fn representation(it: Return) -> &'static str {
    match it {
        Return::Representation => "return=representation",
        Return::HeadersOnly => "return=headers-only",
        Return::Minimal => "return=minimal",
    }
}

fn count(it: Count) -> &'static str {
    match it {
        Count::Exact => "count=exact",
        Count::Planned => "count=planned",
        Count::Estimated => "count=estimated",
    }
}

fn transaction(it: TransactionEnd) -> &'static str {
    match it {
        TransactionEnd::Commit => "tx=commit",
        TransactionEnd::Rollback => "tx=rollback",
    }
}

fn handling(it: Handling) -> &'static str {
    match it {
        Handling::Strict => "handling=strict",
        Handling::Lenient => "handling=lenient",
    }
}

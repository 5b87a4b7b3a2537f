//! Where a request stands in a distributed trace (W3C Trace Context).
//!
//! ```text
//! traceparent = version "-" trace-id "-" parent-id "-" flags
//! version     = 2 hex digits, not "ff"
//! trace-id    = 32 hex digits, not all zeros
//! parent-id   = 16 hex digits, not all zeros
//! flags       = 2 hex digits
//! ```
//!
//! Digits are in lower case. A version later than 00 may go on behind the flags, after another "-".

use std::fmt;

use rowgate_request::RawRequest;

/// The length of version 00.
const LENGTH: usize = 55;
/// The flag that says that the trace is recorded.
const SAMPLED: u8 = 1;

/// A span of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TraceContext {
    /// The trace; never 0.
    pub(crate) trace_id: u128,
    /// The span; never 0.
    pub(crate) span_id: u64,
    /// Whether the span is recorded.
    pub(crate) sampled: bool,
}

impl TraceContext {
    /// The span of the caller that a request belongs to, if it says one. Two say none: nobody knows which is meant.
    pub(crate) fn of(request: &RawRequest) -> Option<Self> {
        let mut values = request.headers.iter().filter(|(name, _)| name == "traceparent").map(|(_, value)| value);
        match (values.next(), values.next()) {
            (Some(value), None) => Self::parse(value.trim_matches([' ', '\t'])),
            _ => None,
        }
    }

    /// Reads a `traceparent`.
    fn parse(text: &str) -> Option<Self> {
        let (known, rest) = text.split_at_checked(LENGTH)?;
        let mut fields = known.split('-');
        let mut next = |digits| fields.next().filter(|field| field.len() == digits).and_then(hexadecimal);
        let (version, trace_id, span_id, flags) = (next(2)?, next(32)?, next(16)?, next(2)?);
        let ends_well = rest.is_empty() || version > 0 && rest.starts_with('-');
        let is_valid = version != 0xff && trace_id != 0 && span_id != 0 && ends_well;
        let sampled = flags & u128::from(SAMPLED) != 0;
        is_valid.then_some(Self { trace_id, span_id: u64::try_from(span_id).ok()?, sampled })
    }

    /// The trace's id in its 32 digits.
    pub(crate) fn trace_id(&self) -> String {
        format!("{:032x}", self.trace_id)
    }

    /// The span's id in its 16 digits.
    pub(crate) fn span_id(&self) -> String {
        format!("{:016x}", self.span_id)
    }
}

/// As `traceparent` says it.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trace_id, span_id, sampled } = self;
        write!(f, "00-{trace_id:032x}-{span_id:016x}-{:02x}", u8::from(*sampled))
    }
}

fn hexadecimal(digits: &str) -> Option<u128> {
    let is_lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    digits.bytes().all(is_lower).then(|| u128::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rowgate_core::Blob;

    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const SPAN: &str = "00f067aa0ba902b7";

    #[test]
    fn a_traceparent_names_trace_and_span() {
        let context = TraceContext::parse(&format!("00-{TRACE}-{SPAN}-01")).unwrap();
        assert_eq!((context.trace_id().as_str(), context.span_id().as_str()), (TRACE, SPAN));
        assert!(context.sampled);
        for (flags, sampled) in [("00", false), ("02", false), ("03", true), ("ff", true)] {
            assert_eq!(TraceContext::parse(&format!("00-{TRACE}-{SPAN}-{flags}")).unwrap().sampled, sampled, "{flags}");
        }
    }

    #[test]
    fn later_versions_may_say_more() {
        assert!(TraceContext::parse(&format!("01-{TRACE}-{SPAN}-01")).is_some());
        assert!(TraceContext::parse(&format!("01-{TRACE}-{SPAN}-01-more")).is_some());
        assert_eq!(TraceContext::parse(&format!("01-{TRACE}-{SPAN}-01more")), None);
        assert_eq!(TraceContext::parse(&format!("00-{TRACE}-{SPAN}-01-more")), None);
    }

    #[test]
    fn what_is_not_one_is_ignored() {
        let (upper, zeros) = (TRACE.to_uppercase(), "0".repeat(32));
        for text in [
            String::new(),
            format!("ff-{TRACE}-{SPAN}-01"),
            format!("00-{upper}-{SPAN}-01"),
            format!("00-{zeros}-{SPAN}-01"),
            format!("00-{TRACE}-{}-01", "0".repeat(16)),
            format!("00-{TRACE}-{SPAN}-0"),
            format!("00-{TRACE}-{SPAN}-+1"),
            format!("0-0{TRACE}-{SPAN}-01"),
            format!("00_{TRACE}_{SPAN}_01"),
            format!("00-{TRACE}-{}é-01", &SPAN[..14]),
        ] {
            assert_eq!(TraceContext::parse(&text), None, "{text}");
        }
    }

    #[test]
    fn one_of_two_is_none() {
        let line = ("traceparent".into(), format!("00-{TRACE}-{SPAN}-01").into());
        let mut request = RawRequest {
            method: "GET".into(),
            path: "/".into(),
            query: "".into(),
            headers: vec![line.clone()],
            body: Blob::default(),
        };
        assert!(TraceContext::of(&request).is_some());
        request.headers.push(line);
        assert_eq!(TraceContext::of(&request), None);
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(trace_id in 1..=u128::MAX, span_id in 1..=u64::MAX, sampled in any::<bool>()) {
            let context = TraceContext { trace_id, span_id, sampled };
            prop_assert_eq!(TraceContext::parse(&context.to_string()), Some(context));
        }

        #[test]
        fn any_text_is_read_without_harm(text in "\\PC{0,70}") {
            let _ = TraceContext::parse(&text);
        }
    }
}

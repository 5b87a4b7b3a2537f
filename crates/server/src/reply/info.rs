//! Answers to OPTIONS (contract §1.4).

use bytes::Bytes;
use http::StatusCode;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW};
use rowgate_plan::Info;

use super::{Reply, content_length, header_value};

/// Says which methods the resource takes.
pub(crate) fn info(info: &Info) -> Reply {
    let headers =
        vec![content_length(0), (ACCESS_CONTROL_ALLOW_ORIGIN, header_value("*")), (ALLOW, header_value(&allow(info)))];
    Reply::new(StatusCode::OK, headers, Bytes::new())
}

/// OPT-02, OPT-05, RTE-23
fn allow(info: &Info) -> String {
    match info {
        Info::Root => "OPTIONS,GET,HEAD".into(),
        Info::Function { volatile: true } => "OPTIONS,POST".into(),
        Info::Function { volatile: false } => "OPTIONS,GET,HEAD,POST".into(),
        Info::Relation { insertable, updatable, deletable, has_primary_key } => {
            let methods = [
                (*insertable, ",POST"),
                (*insertable && *updatable && *has_primary_key, ",PUT"),
                (*updatable, ",PATCH"),
                (*deletable, ",DELETE"),
            ];
            let possible = methods.into_iter().filter(|(possible, _)| *possible).map(|(_, method)| method);
            std::iter::once("OPTIONS,GET,HEAD").chain(possible).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn put_needs_a_primary_key() {
        let view = |has_primary_key| {
            allow(&Info::Relation { insertable: true, updatable: true, deletable: false, has_primary_key })
        };
        assert_eq!(view(true), "OPTIONS,GET,HEAD,POST,PUT,PATCH");
        assert_eq!(view(false), "OPTIONS,GET,HEAD,POST,PATCH");
    }
}

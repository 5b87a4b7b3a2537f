//! What is refused before any SQL is made, and in which order (ORD-E5 … ORD-E13).

use insta::assert_snapshot;
use rowgate_plan::{Info, Plan};
use rowgate_request::RequestConfig;

use crate::builder::Database;
use crate::gateway::{Gateway, raw, refusal, sql};

/// ERR-53, QRK-41
#[test]
fn an_unknown_relation_suggests_one_with_a_similar_name() {
    assert_snapshot!(refusal("GET /film"), @"
    PGRST205: Could not find the table 'api.film' in the schema cache
    hint: Perhaps you meant the table 'api.films'
    ");
    assert_snapshot!(refusal("GET /recentfilms"), @"
    PGRST205: Could not find the table 'api.recentfilms' in the schema cache
    hint: Perhaps you meant the table 'api.recent_films'
    ");
    assert_snapshot!(refusal("GET /unrelated"), @"PGRST205: Could not find the table 'api.unrelated' in the schema cache");
    assert_snapshot!(refusal("DELETE /filmz\nContent-Profile: archive"), @"
    PGRST205: Could not find the table 'archive.filmz' in the schema cache
    hint: Perhaps you meant the table 'archive.films'
    ");
}

/// ERR-53
#[test]
fn in_a_schema_of_500_relations_nothing_is_suggested() {
    let with_relations = |number: usize| {
        let mut database = Database::default();
        for number in 0..number {
            database.table(&format!("table_{number}"), "id integer");
        }
        database.catalog()
    };
    let refused = |number| {
        let catalog = with_relations(number);
        Gateway { catalog: &catalog, ..Gateway::default() }.refusal("GET /table_0x")
    };
    assert!(refused(499).contains("hint: Perhaps you meant"));
    assert!(!refused(500).contains("hint:"));
}

/// A name in a URL may hold a NUL; no relation's can.
#[test]
fn a_name_with_a_nul_finds_no_relation() {
    let refused = refusal("GET /films%00x");
    assert!(refused.starts_with("PGRST205"), "{refused}");
}

/// PRF-03
#[test]
fn unknown_preferences_are_refused_where_that_is_asked_for() {
    let prefer = "Prefer: handling=strict, count=none, tx=commit, anything";
    assert_snapshot!(refusal(&format!("GET /films\n{prefer}")), @"
    PGRST122: Invalid preferences given with handling=strict
    details: Invalid preferences: count=none, anything
    ");
    assert_eq!(refusal(&format!("DELETE /films\n{prefer}")), refusal(&format!("GET /films\n{prefer}")));
    assert_eq!(refusal(&format!("GET /rpc/years\n{prefer}")), refusal(&format!("GET /films\n{prefer}")));
    assert_eq!(sql("GET /films\nPrefer: handling=lenient, anything"), sql("GET /films"));
}

/// ORD-E11 … ORD-E13: reads and calls negotiate first, changes check preferences first.
#[test]
fn the_order_of_the_last_checks_depends_on_the_action() {
    let headers = "Prefer: handling=strict, x\nAccept: text/plain";
    let code = |line: &str| refusal(&format!("{line}\n{headers}"))[..8].to_owned();
    assert_eq!(code("GET /films"), "PGRST107");
    assert_eq!(code("GET /rpc/years"), "PGRST107");
    assert_eq!(code("DELETE /films"), "PGRST122");
}

/// ORD-E11 … ORD-E13
#[test]
fn names_are_looked_up_before_anything_is_negotiated() {
    let headers = "Prefer: handling=strict, x\nAccept: text/plain";
    let code = |request: &str| refusal(&request.replacen("\n\n", &format!("\n{headers}\n\n"), 1))[..8].to_owned();
    assert_eq!(code("GET /nope?select=a(b)\n\n"), "PGRST205");
    assert_eq!(code("GET /films?select=nope(id)&nope.id=eq.1\n\n"), "PGRST200");
    assert_eq!(code("GET /films?select=id&nope.id=eq.1\n\n"), "PGRST108");
    assert_eq!(code("POST /films?select=nope(id)\n\n{\"nope\": 1}"), "PGRST200");
    assert_eq!(code("POST /films\n\n{\"nope\": 1}"), "PGRST204");
    assert_eq!(code("POST /rpc/nope?select=nope(id)\n\n{}"), "PGRST202");
    assert_eq!(code("POST /rpc/years?select=nope(id)\n\n{}"), "PGRST200");
}

/// RPC-51: a function of values has no relationships.
#[test]
fn a_function_of_values_embeds_nothing() {
    assert_snapshot!(refusal("GET /rpc/add?a=1&b=2&select=films(id)"), @"
    PGRST200: Could not find a relationship between 'add' and 'films' in the schema cache
    details: Searched for a foreign key relationship between 'add' and 'films' in the schema 'api', but no matches were found.
    hint: Perhaps you meant 'awards' instead of 'add'.
    ");
}

/// PRF-15, ORD-E13
#[test]
fn the_shape_that_max_affected_needs_is_checked_last() {
    let request = "POST /rpc/purge\nPrefer: handling=strict, max-affected=1, x";
    assert!(refusal(request).starts_with("PGRST122"), "{}", refusal(request));
}

/// RTE-06, RTE-21, RTE-25
#[test]
fn paths_and_methods_are_refused() {
    assert_snapshot!(refusal("GET /films/"), @"PGRST125: Invalid path specified in request URL");
    assert_snapshot!(refusal("PUT /rpc/years"), @"PGRST101: Cannot use the PUT method on RPC");
    assert_snapshot!(refusal("TRACE /films"), @"PGRST117: Unsupported HTTP method: TRACE");
}

/// OAS-01
#[test]
fn the_root_is_described_to_whoever_accepts_json() {
    assert_snapshot!(refusal("GET /\nAccept: text/html"), @"PGRST107: None of these media types are available: text/html");
    let described = |accept: &str| Gateway::default().planned(&raw(&format!("GET /\nAccept: {accept}")));
    for accept in ["*/*", "application/json", "text/html, application/openapi+json;q=0"] {
        assert!(matches!(described(accept), Ok(Plan::Describe(_))), "{accept}");
    }
}

/// RTE-07
#[test]
fn a_disabled_root_is_refused() {
    let config = RequestConfig { root_disabled: true, ..Gateway::default().request };
    assert_snapshot!(Gateway { request: config, ..Gateway::default() }.refusal("GET /"), @"PGRST126: Root endpoint metadata is disabled");
}

fn info(request: &str) -> Info {
    match Gateway::default().planned(&raw(request)) {
        Ok(Plan::Info(info)) => info,
        other => panic!("{other:?}"),
    }
}

/// OPT-02, OPT-03
#[test]
fn options_tells_what_a_relation_can_do() {
    let relation = |can_change: bool, has_primary_key: bool| Info::Relation {
        insertable: can_change,
        updatable: can_change,
        deletable: can_change,
        has_primary_key,
    };
    assert_eq!(info("OPTIONS /films"), relation(true, true));
    assert_eq!(info("OPTIONS /logs"), relation(true, false));
    assert_eq!(info("OPTIONS /yearly"), relation(false, false));
    assert_eq!(info("OPTIONS /"), Info::Root);
    assert!(refusal("OPTIONS /nope").starts_with("PGRST205"), "OPT-04");
}

/// OPT-05, OPT-06
#[test]
fn options_tells_whether_a_function_is_volatile() {
    assert_eq!(info("OPTIONS /rpc/purge"), Info::Function { volatile: true });
    assert_eq!(info("OPTIONS /rpc/years"), Info::Function { volatile: false });
    assert!(refusal("OPTIONS /rpc/years\nAccept: text/plain").starts_with("PGRST107"));
    assert!(refusal("OPTIONS /rpc/years?a=1").starts_with("PGRST100"));
}

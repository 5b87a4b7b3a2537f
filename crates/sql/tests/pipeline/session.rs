//! What comes before the main statement (§10.4).

use insta::assert_snapshot;
use rowgate_catalog::IsolationLevel;
use rowgate_core::Ident;
use rowgate_plan::PlanConfig;
use rowgate_sql::{End, PreRequest, Session};

use crate::gateway::{Gateway, shown};

/// The preamble's statements, one after the other.
fn preamble(gateway: &Gateway<'_>, request: &str) -> String {
    let statements = gateway.transaction(request).preamble;
    statements.iter().map(shown).collect::<Vec<_>>().join("\n\n")
}

/// AUT-41, AUT-50 … AUT-53
#[test]
fn a_read_is_made_read_only_and_told_about_its_request() {
    assert_snapshot!(preamble(&Gateway::default(), "GET /films?select=id"), @r#"
    select set_config('transaction_read_only', 'on', true),
      set_config('search_path', $1, true),
      set_config('role', $2, true),
      set_config('request.jwt.claims', $3, true),
      set_config('request.method', $4, true),
      set_config('request.path', $5, true),
      set_config('request.headers', $6, true),
      set_config('request.cookies', $7, true)
    $1 = '"api"'
    $2 = 'web_anon'
    $3 = '{"role":"web_anon"}'
    $4 = 'GET'
    $5 = '/films'
    $6 = '{}'
    $7 = '{}'
    "#);
}

/// AUT-40
#[test]
fn a_change_is_not_read_only() {
    let gateway = Gateway::default();
    let statements = preamble(&gateway, "DELETE /films");
    assert!(!statements.contains("transaction_read_only"), "{statements}");
    assert!(!gateway.transaction("DELETE /films").read_only);
    assert!(gateway.transaction("GET /films").read_only);
}

/// AUT-41, AUT-42, AUT-56 … AUT-59, PRF-13
#[test]
fn all_settings_stand_in_a_fixed_order_before_the_pre_request() {
    let pre_request: PreRequest = (Some("api".into()), "check_request".into());
    let session = Session {
        claims: r#"{"role":"editor"}"#,
        role: "editor",
        headers: r#"{"host":"example.org"}"#,
        cookies: r#"{"a":"b"}"#,
        role_settings: &[("statement_timeout".into(), "5s".into()), ("work_mem".into(), "64MB".into())],
        app_settings: &[("app.settings.a".into(), "1".into())],
        pre_request: Some(&pre_request),
        ..Gateway::default().session
    };
    let gateway = Gateway { session, ..Gateway::default() };
    assert_snapshot!(preamble(&gateway, "POST /rpc/audit\nPrefer: timezone=America/Lima"), @r#"
    select set_config('search_path', $1, true),
      set_config($2, $3, true),
      set_config($4, $5, true),
      set_config('role', $6, true),
      set_config('request.jwt.claims', $7, true),
      set_config('request.method', $8, true),
      set_config('request.path', $9, true),
      set_config('request.headers', $10, true),
      set_config('request.cookies', $11, true),
      set_config('timezone', $12, true),
      set_config($13, $14, true),
      set_config($15, $16, true)
    $1 = '"api"'
    $2 = 'statement_timeout'
    $3 = '5s'
    $4 = 'work_mem'
    $5 = '64MB'
    $6 = 'editor'
    $7 = '{"role":"editor"}'
    $8 = 'POST'
    $9 = '/rpc/audit'
    $10 = '{"host":"example.org"}'
    $11 = '{"a":"b"}'
    $12 = 'America/Lima'
    $13 = 'statement_timeout'
    $14 = '1s'
    $15 = 'app.settings.a'
    $16 = '1'

    select "api"."check_request"()
    "#);
}

#[test]
fn the_span_of_a_traced_request_is_a_setting_of_its_own() {
    let session = Session { traceparent: Some("00-1-2-01"), ..Gateway::default().session };
    let transaction = Gateway { session, ..Gateway::default() }.transaction("GET /films");
    let settings = &transaction.preamble[0];
    assert!(settings.text.contains("set_config('request.traceparent', $"), "{}", settings.text);
    assert!(settings.params.iter().any(|it| it.held() == Some(b"00-1-2-01")), "{:?}", settings.params);
    let untraced = Gateway::default().transaction("GET /films");
    assert!(!untraced.preamble[0].text.contains("traceparent"));
}

/// AUT-42: without a schema it is found on the search path.
#[test]
fn a_pre_request_may_have_no_schema() {
    let pre_request: PreRequest = (None, "check".into());
    let session = Session { pre_request: Some(&pre_request), ..Gateway::default().session };
    let gateway = Gateway { session, ..Gateway::default() };
    let last = gateway.transaction("GET /films").preamble.pop().unwrap();
    assert_eq!(last.text, r#"select "check"()"#);
}

/// AUT-50, SCH-06
#[test]
fn the_search_path_is_the_requests_schema_and_the_extra_ones_quoted() {
    let extra: [Ident; 2] = ["extensions".into(), "we\"ird".into()];
    let session = Session { extra_search_path: &extra, ..Gateway::default().session };
    let gateway = Gateway { session, ..Gateway::default() };
    let statements = preamble(&gateway, "GET /films\nAccept-Profile: archive");
    assert!(statements.contains(r#"= '"archive", "extensions", "we""ird"'"#), "{statements}");
}

/// AUT-56, RPC-57
#[test]
fn a_function_sets_its_own_isolation_level_before_the_roles() {
    let session = Session { role_isolation: IsolationLevel::RepeatableRead, ..Gateway::default().session };
    let gateway = Gateway { session, ..Gateway::default() };
    let isolation = |request: &str| gateway.transaction(request).isolation;
    assert_eq!(isolation("POST /rpc/audit"), IsolationLevel::Serializable);
    assert_eq!(isolation("POST /rpc/purge"), IsolationLevel::RepeatableRead);
    assert_eq!(isolation("GET /films"), IsolationLevel::RepeatableRead);
    assert_eq!(isolation("DELETE /films"), IsolationLevel::RepeatableRead);
}

/// PRF-16
#[test]
fn a_rollback_ends_reads_and_changes_alike() {
    let session = Session { end: End::Rollback, ..Gateway::default().session };
    let gateway = Gateway { session, ..Gateway::default() };
    for request in ["GET /films", "DELETE /films", "POST /rpc/purge"] {
        assert_eq!(gateway.transaction(request).end, End::Rollback, "{request}");
        assert!(!gateway.transaction(request).checked, "{request}");
    }
}

/// Values never change the text: the settings of all requests are one prepared statement.
#[test]
fn the_text_of_the_settings_depends_on_their_number_alone() {
    let gateway = |role: &'static str| Gateway {
        session: Session { role, claims: role, headers: role, ..Gateway::default().session },
        plan: PlanConfig::default(),
        ..Gateway::default()
    };
    let text = |role: &'static str, request: &str| gateway(role).transaction(request).preamble.remove(0).text;
    assert_eq!(text("a", "GET /films"), text("b'; drop role b; --", "GET /rpc/years\nAccept-Profile: api"));
    assert_ne!(text("a", "GET /films"), text("a", "DELETE /films"), "read-only");
}

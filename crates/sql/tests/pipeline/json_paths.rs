//! Paths into JSON, composites and arrays (§3).

use insta::assert_snapshot;

use crate::gateway::sql;

/// JSN-01, JSN-04, JSN-08, SEL-11
#[test]
fn a_path_is_bound_key_by_key_and_named_after_its_last_key() {
    assert_snapshot!(sql("GET /films?select=meta->studio->>name,credits->0->>1,meta->list->0,tags->-1"), @"");
}

/// JSN-01, FLT-40
#[test]
fn columns_that_are_no_json_become_jsonb_first() {
    assert_snapshot!(sql("GET /films?select=id&tags->0=eq.x&meta->a=gt.20&credits->>b=eq.c&nope->d=is.null"), @"");
}

/// JSN-05
#[test]
fn an_alias_and_a_cast_follow_the_path() {
    assert_snapshot!(sql("GET /films?select=budget:meta->>budget::int"), @"");
}

/// JSN-06, ORD-03
#[test]
fn an_order_takes_a_path() {
    assert_snapshot!(sql("GET /films?select=id&order=meta->>a.desc,tags->0.asc"), @"");
}

/// ORD-03: where PostgREST takes the type of an embed's column from the root.
#[test]
fn an_order_of_an_embed_takes_its_types_from_the_root() {
    assert_snapshot!(sql("GET /directors?select=id,films(id)&films.order=meta->a"), @"");
    assert_snapshot!(sql("GET /films?select=id,directors(id)&directors.order=meta->a"), @"");
}

/// LEX-03
#[test]
fn keys_may_contain_almost_anything() {
    assert_snapshot!(sql(r#"GET /films?select=id&meta->>!@^_a b="eq.1"#.replace("=\"", "=").as_str()), @"");
    assert_snapshot!(sql(r#"GET /films?select=id&meta->"a-b:c.(d)"->>'x'=eq.1"#), @"");
}

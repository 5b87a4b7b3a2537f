//! Calls whose results come as rows and are made JSON in the gateway: nobody can tell.
//!
//! A function that returns the statement it runs in tells all the same.

use std::fmt::Write as _;

use serde_json::json;

use crate::library::{Library, own_films};

/// Functions that tell how they are called, and one that says something about the response.
const SCHEMA: &str = r#"
    create type library.pair as (a int, b text);
    create function library.way() returns text language sql stable
        as $$ select case when current_query() like '%json_agg%' then 'body' else 'rows' end $$;
    create function library.volatile_way() returns text language sql volatile as 'select library.way()';
    create function library.say(n int) returns setof int language plpgsql stable as $$ begin
        for i in 1..n loop
            perform set_config('response.headers', '[{"X-Last": "' || i || '"}]', true);
            return next i;
        end loop;
        perform set_config('response.status', '299', true);
    end $$;
    create function library.inverse(n int) returns int language sql immutable return 1 / n;
"#;

/// What functions of every kind return: a name, the type, and a query that gives it.
const RETURNS: &[(&str, &str, &str)] = &[
    ("text", "text", r#"select E' "a"\\\n '::text"#),
    ("null", "int", "select null::int"),
    ("number", "numeric", "select 'NaN'::numeric"),
    ("json", "json", r#"select E'\n {"a" : [1, 2]} '::json"#),
    ("jsonb", "jsonb", r#"select '{"a" : [1, 2]}'::jsonb"#),
    ("array", "int[]", "select '{{1,2},{3,null}}'::int[]"),
    ("pair", "library.pair", "select 1, 'x'"),
    ("nulls", "library.pair", "select null::int, null::text"),
    ("void", "void", "select"),
    ("texts", "setof text", r#"select unnest(array['a', null, 'b"'])"#),
    ("arrays", "setof int[]", "values ('{1,2}'::int[]), (null), ('{}'), ('{{3},{4}}')"),
    ("jsons", "setof json", r#"values ('{"a": 1}'::json), (null), (' 1 '), ('null')"#),
    ("nothing", "setof int", "select 1 where false"),
    ("pairs", "setof library.pair", "values (1, 'x'), (null, null), (3, 'z')"),
    ("moments", "table(at timestamptz)", "values ('2001-02-03 04:05:06.5+00'::timestamptz), (null)"),
    ("films", "setof library.films", "select * from library.films"),
];

const OBJECT: &str = "application/vnd.pgrst.object+json";

/// Each function twice: `s_…` may be called again, `v_…` may not.
async fn functions() -> Library {
    let films = own_films().await;
    let mut schema = SCHEMA.to_owned();
    for (name, returns, query) in RETURNS {
        for volatility in ["stable", "volatile"] {
            let function = format!("library.{}_{name}()", &volatility[..1]);
            writeln!(
                schema,
                "create function {function} returns {returns} language sql {volatility} as $f${query}$f$;"
            )
            .unwrap();
        }
    }
    schema.push_str("grant execute on all functions in schema library to anon;");
    films.database().execute(&schema).await;
    films.gateway().gateway().reload().await.unwrap();
    films
}

#[tokio::test]
async fn calls_come_as_rows_from_the_second_on() {
    let films = functions().await;
    for expected in ["body", "rows", "rows"] {
        films.get("/rpc/way").await.expect(200, expected);
    }
    // Without arguments it is the same call.
    films.post("/rpc/way").json(&json!({})).await.expect(200, "rows");
    films.get("/rpc/way").prefer("count=exact").await.expect(200, "body");
    for _ in 0..3 {
        films.get("/rpc/volatile_way").await.expect(200, "body");
        films.post("/rpc/volatile_way").await.expect(200, "body");
    }
}

/// RPC-40 … RPC-46, RPC-50, RPC-52, RPC-55: PostgreSQL makes the body for a volatile function, and whatever is asked of
/// another one that returns the same, it answers the same.
#[tokio::test]
async fn results_are_the_same_however_they_come() {
    let films = functions().await;
    for (name, ..) in RETURNS {
        let queries: &[&str] = match *name {
            "pairs" => {
                &["", "?select=b", "?a=gt.1", "?order=a.desc.nullslast&limit=1", "?limit=0", "?offset=9", "?a=eq.9"]
            }
            "films" => &["?order=id", "?select=title,directors(name)&order=id&limit=2", "?select=no_such_column"],
            _ => &["", "?limit=1", "?limit=0"],
        };
        for query in queries {
            for accept in ["*/*", OBJECT, "text/csv", "application/vnd.pgrst.array+json;nulls=stripped"] {
                let call = async |kind: &str| films.get(&format!("/rpc/{kind}_{name}{query}")).accept(accept).await;
                let expected = call("v").await;
                for _ in 0..3 {
                    assert_eq!(call("s").await.seen(), expected.seen(), "{name}{query} as {accept}");
                }
            }
        }
    }
}

/// AUT-70, AUT-72, AUT-73
#[tokio::test]
async fn the_function_has_its_say_after_its_last_row() {
    let films = functions().await;
    for _ in 0..3 {
        films.get("/rpc/say?n=3").await.expect(299, json!([1, 2, 3])).expect_header("x-last", "3");
        films.get("/rpc/say?n=0").await.expect(299, json!([])).expect_no_header("x-last");
    }
}

#[tokio::test]
async fn an_error_is_one_however_the_results_come() {
    let films = functions().await;
    for _ in 0..3 {
        let answer = films.get("/rpc/inverse?n=0").await;
        answer.expect_status(400);
        assert_eq!(answer.json()["code"], "22012");
        films.get("/rpc/inverse?n=1").await.expect(200, 1);
    }
}

/// A function that is replaced may return something else, before the gateway hears of it.
#[tokio::test]
async fn what_a_function_returns_now_is_what_comes() {
    let films = functions().await;
    let replace = "drop function library.s_texts; \
        create function library.s_texts() returns setof int language sql stable as 'select generate_series(1, 2)'; \
        grant execute on function library.s_texts to anon";
    for _ in 0..2 {
        films.get("/rpc/s_texts").await.expect(200, json!(["a", null, "b\""]));
    }
    films.database().execute(replace).await;
    for _ in 0..2 {
        films.get("/rpc/s_texts").await.expect(200, json!([1, 2]));
    }
}

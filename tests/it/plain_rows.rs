//! Reads that come as rows and are made JSON in the gateway: nobody can tell.
//!
//! A function that returns the statement it runs in tells all the same.

use serde_json::{Value, json};

use crate::exchange::Answer;
use crate::library::{Library, own_films};

/// A table with a column of every kind, and a view that tells how it is read.
const SCHEMA: &str = r#"
    create type library.mood as enum ('calm', 'tense');
    create type library.pair as (a int, b text);
    create table library.moments (
        id int primary key, label text, at timestamptz, day date, price numeric(8,2), ratio float8, mood library.mood default 'tense', is_good boolean,
        tags text[], facts jsonb, raw json, "odd ""name""" text
    );
    insert into library.moments (id, label, at, day, price, ratio, is_good, tags, facts, raw, "odd ""name""")
    select n, nullif(E'a"\\\n\t' || chr(n), 'x'), '2001-02-03 04:05:06.5+00'::timestamptz + n * interval '1 hour',
           '2001-02-03'::date + n, n / 3.0, 'NaN', n % 2 = 0, array['a', null, 'b c"' || n], jsonb_build_object('n', n),
           '{"n" : 1}', 'é'
    from generate_series(1, 40) n;
    insert into library.moments (id) values (41);
    create function library.way() returns text language sql volatile
        as $$ select case when current_query() like 'WITH %' then 'body' else 'rows' end $$;
    create view library.ways as select id, library.way() as way from library.moments;
    create function library.say(id int) returns int language plpgsql as $$ begin
        perform set_config('response.headers', '[{"X-Last": "' || id || '"}]', true);
        perform set_config('response.status', '299', true);
        return id;
    end $$;
    create view library.sayings as select library.say(id) as id from library.moments order by id;
    create view library.faults as select 1 / (41 - id) as x from library.moments order by id;
    grant select on library.moments, library.ways, library.sayings, library.faults to anon;
    grant execute on function library.way, library.say to anon;
"#;

const OBJECT: &str = "application/vnd.pgrst.object+json";

async fn moments() -> Library {
    let films = own_films().await;
    films.database().execute(SCHEMA).await;
    films.gateway().gateway().reload().await.unwrap();
    films
}

/// How the last read of `/ways` came: as a body, or as rows.
fn way(answer: &Answer) -> Value {
    answer.json()[0]["way"].clone()
}

/// What the database itself makes of a query.
async fn aggregated(films: &Library, query: &str) -> String {
    let query = format!("select coalesce(json_agg(t), '[]')::text from ({query}) t");
    films.database().connect().await.query_one(&query, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn rows_are_the_same_to_the_byte_however_they_come() {
    let films = moments().await;
    let expected = aggregated(&films, "select * from library.moments order by id").await;
    for _ in 0..3 {
        let answer = films.get("/moments?order=id").await;
        answer.expect_status(200).expect_header("content-range", "0-40/*");
        answer.expect_header("content-length", &expected.len().to_string());
        assert_eq!(String::from_utf8_lossy(&answer.body), expected);
    }
}

#[tokio::test]
async fn reads_come_as_rows_from_the_second_on() {
    let films = moments().await;
    for expected in ["body", "rows", "rows"] {
        assert_eq!(way(&films.get("/ways").await), expected);
    }
    // Of other shapes.
    for path in ["/ways?id=eq.1", "/ways?limit=2"] {
        for expected in ["body", "rows", "rows"] {
            assert_eq!(way(&films.get(path).await), expected, "{path}");
        }
    }
    // Of the same shape; whatever came of the last one.
    films.get("/ways?id=eq.-1").await.expect(200, json!([]));
    assert_eq!(way(&films.get("/ways?id=eq.2").await), "rows");
    // What needs more than rows.
    for preference in ["count=exact", "count=planned", "count=estimated"] {
        films.get("/ways").prefer(preference).await;
        assert_eq!(way(&films.get("/ways").prefer(preference).await), "body");
    }
}

/// REP-13: an object is one row, as text what it is in an array.
#[tokio::test]
async fn an_object_is_the_same_however_it_comes() {
    let films = moments().await;
    let array = aggregated(&films, "select * from library.moments where id = 7").await;
    for _ in 0..3 {
        let answer = films.get("/moments?id=eq.7").header("accept", OBJECT).await;
        answer.expect_status(200).expect_header("content-range", "0-0/*");
        assert_eq!(String::from_utf8_lossy(&answer.body), array[1..array.len() - 1]);
    }
    assert_eq!(films.get("/ways?id=eq.1").header("accept", OBJECT).await.json()["way"], "body");
    assert_eq!(films.get("/ways?id=eq.1").header("accept", OBJECT).await.json()["way"], "rows");
    // The array has the same shape.
    assert_eq!(way(&films.get("/ways?id=eq.1").await), "rows");
    for (path, rows) in [("/moments?id=in.(1,2,90)", 2), ("/moments?id=in.(90,91)", 0)] {
        for _ in 0..2 {
            let answer = films.get(path).header("accept", OBJECT).await;
            answer.expect_status(406);
            assert_eq!(answer.json()["code"], "PGRST116");
            assert_eq!(answer.json()["details"], format!("The result contains {rows} rows"));
        }
    }
}

/// AUT-70, AUT-72, AUT-73: what is said while rows are read counts, up to the last of them.
#[tokio::test]
async fn the_database_has_its_say_after_the_last_row() {
    let films = moments().await;
    for _ in 0..3 {
        let answer = films.get("/sayings").await;
        answer.expect_status(299).expect_header("x-last", "41");
        assert_eq!(answer.json().as_array().unwrap().len(), 41);
        // No row is left, and still it was said.
        films.get("/sayings?id=eq.0").await.expect_status(299).expect_header("x-last", "41");
    }
}

#[tokio::test]
async fn an_error_after_some_rows_is_an_error() {
    let films = moments().await;
    for _ in 0..2 {
        films.get("/faults?limit=40").await.expect_status(200);
    }
    for _ in 0..2 {
        let answer = films.get("/faults?limit=41").await;
        answer.expect_status(400);
        assert_eq!(answer.json()["code"], "22012");
        films.get("/faults?limit=40").await.expect_status(200);
    }
}

/// SEL-02: all columns are all that the table has now.
#[tokio::test]
async fn a_column_that_the_gateway_has_not_heard_of_is_there() {
    let films = moments().await;
    let read = async || {
        let answer = films.get("/moments?order=id&limit=30").await;
        answer.expect_status(200);
        String::from_utf8_lossy(&answer.body).into_owned()
    };
    let query = "select * from library.moments order by id limit 30";
    for change in [
        "select 1",
        "alter table library.moments add column late int default 7",
        "alter table library.moments rename column label to title",
        "alter table library.moments alter column late type text",
        "alter table library.moments drop column raw",
        "alter table library.moments add column humour library.mood default 'calm'",
        "alter table library.moments drop column humour",
        "alter table library.moments add column pair library.pair default (1, 'a')",
        "alter table library.moments drop column pair",
    ] {
        films.database().execute(change).await;
        for _ in 0..3 {
            assert_eq!(read().await, aggregated(&films, query).await, "{change}");
        }
    }
}

#[tokio::test]
async fn a_result_that_outgrows_the_gateway_is_served_all_the_same() {
    let films = moments().await;
    let read = async || films.get("/moments?select=id,label&order=id").await;
    for _ in 0..2 {
        assert_eq!(read().await.json().as_array().unwrap().len(), 41);
    }
    films.database().execute("update library.moments set label = repeat('é', 50000)").await;
    let query = "select id, label from library.moments order by id";
    for _ in 0..2 {
        assert_eq!(String::from_utf8_lossy(&read().await.body), aggregated(&films, query).await);
    }
    films.get("/moments?select=id&id=eq.1").await.expect(200, json!([{"id": 1}]));
}

#[tokio::test]
async fn a_session_with_another_date_style_is_served_all_the_same() {
    let films = moments().await;
    let german = "do $$ begin execute format('alter database %I set datestyle = german', current_database()); end $$";
    films.database().execute(german).await;
    films.gateway().gateway().reload().await.unwrap();
    let expected = aggregated(&films, "select id, day, at from library.moments order by id").await;
    for _ in 0..3 {
        let answer = films.get("/moments?select=id,day,at&order=id").await;
        assert_eq!(String::from_utf8_lossy(&answer.body), expected);
    }
}

//! Values in, values out.

use rowgate_postgres::DatabaseError;
use rowgate_sql::{Format, ParamType, Statement, Transaction};

use crate::{one_connection, read, refusal, statement, text, value, with_params, write};

#[tokio::test]
async fn rows_are_text_and_null_is_not_the_empty_text() {
    let (_scratch, database) = one_connection("").await;
    let tx = read("select n, nullif(n, 2), '', array[n] from generate_series(1, 2) n");
    let rows = database.fetch(&tx).await.unwrap().rows;
    let rows: Vec<Vec<_>> = rows.iter().map(|row| row.iter().collect()).collect();
    assert_eq!(rows[0], [Some(&b"1"[..]), Some(b"1"), Some(b""), Some(b"{1}")]);
    assert_eq!(rows[1], [Some(&b"2"[..]), None, Some(b""), Some(b"{2}")]);
}

#[tokio::test]
async fn the_statements_around_have_rows_of_their_own_and_the_preamble_none() {
    let (_scratch, database) = one_connection("").await;
    let around = |text| Some(statement(text));
    let tx =
        Transaction { before: around("select 'before'"), after: around("select 'after'"), ..read("select 'main'") };
    let result = database.fetch(&tx).await.unwrap();
    assert_eq!(value(&result), "main");
    assert_eq!((result.before.len(), result.after.len()), (1, 1));
    assert_eq!(text(&result.before[0], 0), "before");
    assert_eq!(text(&result.after[0], 0), "after");
}

#[tokio::test]
async fn a_result_may_be_empty_or_no_result_at_all() {
    let (_scratch, database) = one_connection("create table t ()").await;
    for nothing in ["select 1 where false", "insert into t default values", "", "-- nothing"] {
        assert_eq!(database.fetch(&write(nothing)).await.unwrap().rows, [], "{nothing}");
    }
}

#[tokio::test]
async fn each_kind_of_value_arrives_as_its_type() {
    let (_scratch, database) = one_connection("").await;
    let kinds: [(ParamType, &[u8], &str, &str); 6] = [
        (ParamType::Text, b"a'\"\\", "text", "a'\"\\"),
        (ParamType::TextArray, b"{a,NULL}", "text[]", "{a,NULL}"),
        (ParamType::Json, b"{\"a\" : 1}", "json", "{\"a\" : 1}"),
        (ParamType::Jsonb, b"{\"a\" : 1}", "jsonb", "{\"a\": 1}"),
        (ParamType::BigInt, b"-9223372036854775808", "bigint", "-9223372036854775808"),
        (ParamType::Bytea, b"\x00\xff", "bytea", "\\x00ff"),
    ];
    for (kind, bytes, type_name, shown) in kinds {
        for (bytes, shown) in [(Some(bytes), Some(shown)), (None, None)] {
            let main = with_params("select pg_typeof($1), $1", &[(kind, bytes)]);
            let rows = database.fetch(&Transaction { main, ..read("") }).await.unwrap().rows;
            assert_eq!(text(&rows[0], 0), type_name);
            assert_eq!(rows[0].get(1), shown.map(str::as_bytes), "{kind:?}");
        }
    }
}

#[tokio::test]
async fn an_unknown_value_takes_the_type_a_literal_would() {
    let (_scratch, database) = one_connection("").await;
    for context in ["{} + 1.5", "now() + {}", "{} || array[1]", "coalesce(null::uuid, {})", "{} = any('{1}'::int[])"] {
        let of_literal = write(&format!("select pg_typeof({})", context.replace("{}", "null")));
        let of_literal = database.fetch(&of_literal).await.unwrap();
        let main =
            with_params(&format!("select pg_typeof({})", context.replace("{}", "$1")), &[(ParamType::Unknown, None)]);
        let of_value = database.fetch(&Transaction { main, ..write("") }).await.unwrap();
        assert_eq!(value(&of_value), value(&of_literal), "{context}");
    }
}

#[tokio::test]
async fn binary_results_are_the_bytes_themselves() {
    let (_scratch, database) = one_connection("").await;
    let main =
        Statement { results: Format::Binary, ..statement(r"select '\x00ff'::bytea, 'text', '{}'::json, 1::bigint") };
    let rows = database.fetch(&Transaction { main: main.clone(), ..read("") }).await.unwrap().rows;
    let values: Vec<_> = rows[0].iter().collect();
    assert_eq!(values, [Some(&b"\x00\xff"[..]), Some(b"text"), Some(b"{}"), Some(b"\0\0\0\0\0\0\0\x01")]);
    // The format belongs to the request, not to the prepared statement.
    let main = Statement { results: Format::Text, ..main };
    let rows = database.fetch(&Transaction { main, ..read("") }).await.unwrap().rows;
    assert_eq!(rows[0].get(0), Some(&br"\x00ff"[..]));
}

#[tokio::test]
async fn large_values_pass_both_ways() {
    let (_scratch, database) = one_connection("").await;
    let large = vec![b'x'; 50 << 20];
    let main = with_params("select $1, length($1)", &[(ParamType::Text, Some(&large))]);
    let rows = database.fetch(&Transaction { main, ..read("") }).await.unwrap().rows;
    assert_eq!(text(&rows[0], 1), (50 << 20).to_string());
    assert!(rows[0].get(0) == Some(&large[..]));
}

#[tokio::test]
async fn many_rows_pass() {
    let (_scratch, database) = one_connection("").await;
    let rows =
        database.fetch(&read("select n, repeat('x', n % 100) from generate_series(1, 200000) n")).await.unwrap().rows;
    assert_eq!(rows.len(), 200_000);
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(text(row, 0), (at + 1).to_string());
        assert_eq!(row.get(1).unwrap().len(), (at + 1) % 100);
    }
}

#[tokio::test]
async fn what_the_protocol_cannot_say_is_said_to_nobody() {
    let (_scratch, database) = one_connection("").await;
    let result = database.fetch(&read("select '\0'")).await;
    assert!(matches!(result, Err(DatabaseError::Unsendable(_))), "{result:?}");
    assert_eq!(value(&database.fetch(&read("select 1")).await.unwrap()), "1");
}

#[tokio::test]
async fn a_bad_value_is_refused() {
    let (_scratch, database) = one_connection("").await;
    let main = with_params("select $1", &[(ParamType::BigInt, Some(b"many"))]);
    assert_eq!(refusal(database.fetch(&Transaction { main, ..read("") }).await).sqlstate, "22P02");
    let main = with_params("select $1", &[(ParamType::Text, Some(b"\xff"))]);
    assert_eq!(refusal(database.fetch(&Transaction { main, ..read("") }).await).sqlstate, "22021");
}

//! What is gathered, compared with what PostgreSQL makes of the same rows.

mod samples;

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use rowgate_catalog::IsolationLevel;
use rowgate_postgres::{CatalogOptions, ConnInfo, Database, ExposedSchemas, PoolConfig};
use rowgate_sql::{End, Format, Statement, Transaction};
use rowgate_testkit::{Template, TestDatabase};
use tokio::runtime::Runtime;

use super::*;
use samples::{Sample, UNFIT, sample};

/// Domains stand for the type below them, to whatever depth.
const SCHEMA: &str = r#"
    create domain positive as int check (value > 0);
    create domain tiny as positive;
    create domain label as text;
    create domain moment as timestamptz;
    create domain labels as text[];
    create type mood as enum ('calm', 'so so', 'a"\b');
    create domain feeling as mood;
    create type span as range (subtype = float8);
    create extension citext;
    create type temper as enum ('hot', 'cold');
    create function "json"(temper) returns json language sql immutable as $$ select '{"temper": 1}'::json $$;
    create cast (temper as json) with function "json"(temper);
    create type pair as (a int, b text);
    create table pairs (a int, b text);
    create table nothing ();
    insert into nothing default values;
    insert into nothing default values;
"#;

/// A database that outlives the tests, and goes with the run's cluster.
struct Server {
    runtime: Runtime,
    database: Database,
    text_types: HashSet<u32>,
    _scratch: TestDatabase,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let runtime = Runtime::new().unwrap();
    let scratch = runtime.block_on(TestDatabase::new(&Template::new().sql(SCHEMA)));
    let config = PoolConfig {
        size: 2,
        acquisition_timeout: Duration::from_secs(30),
        max_lifetime: Duration::from_secs(1800),
        max_idle: Duration::from_secs(1800),
        prepared: true,
    };
    let info = ConnInfo::parse(&scratch.uri()).unwrap();
    let database = runtime.block_on(async { Database::new(info, &config) });
    let options = CatalogOptions {
        schemas: ExposedSchemas::Named(vec!["public".into()]),
        extra_search_path: Vec::new(),
        hoisted_settings: Vec::new(),
    };
    let load = async { rowgate_postgres::load(&mut scratch.connect().await, &options).await };
    let text_types = runtime.block_on(load).unwrap().text_types;
    Server { runtime, database, text_types, _scratch: scratch }
});

const ROWS: Whole = Whole { item: Item::Object, extent: Extent::All };
const ROW: Whole = Whole { item: Item::Object, extent: Extent::First };
const VALUES: Whole = Whole { item: Item::Value, extent: Extent::All };
const VALUE: Whole = Whole { item: Item::Value, extent: Extent::Only };

fn statement(text: &str) -> Statement {
    Statement { text: text.into(), params: Vec::new(), results: Format::Text }
}

/// A transaction that only reads, with settings of its own.
fn transaction(settings: &[(&str, &str)], main: &str) -> Transaction {
    let set = |(name, value): &(&str, &str)| statement(&format!("select set_config('{name}', '{value}', true)"));
    Transaction {
        isolation: IsolationLevel::ReadCommitted,
        read_only: true,
        preamble: settings.iter().map(set).collect(),
        before: None,
        main: statement(main),
        after: Some(statement("select 'after'")),
        checked: false,
        end: End::Commit,
    }
}

/// The JSON array that is gathered from a query; `None` where it cannot be.
fn gathered(settings: &[(&str, &str)], query: &str) -> Option<String> {
    text(ROWS, settings, query)
}

fn text(whole: Whole, settings: &[(&str, &str)], query: &str) -> Option<String> {
    gathered_as(whole, settings, query).map(|it| String::from_utf8(it.body).unwrap())
}

fn gathered_as(whole: Whole, settings: &[(&str, &str)], query: &str) -> Option<Gathered> {
    let mut gathering = Gathering::new(whole, 0, &SERVER.text_types);
    let transaction = transaction(settings, query);
    let mut waited = None;
    let collecting = SERVER.database.collect_timed(&transaction, &mut gathering, &mut waited);
    let after = SERVER.runtime.block_on(collecting).unwrap_or_else(|error| panic!("{query}\n{error:?}"));
    assert_eq!(after?[0].get(0), Some(&b"after"[..]));
    gathering.finish()
}

/// The JSON array that PostgreSQL makes of a query.
fn aggregated(settings: &[(&str, &str)], query: &str) -> String {
    aggregated_as("coalesce(json_agg(_postgrest_t), '[]')", settings, query)
}

/// The JSON that PostgreSQL makes of a query in one way or another.
fn aggregated_as(expression: &str, settings: &[(&str, &str)], query: &str) -> String {
    let main = format!("select ({expression})::text from ({query}) _postgrest_t");
    let results = SERVER.runtime.block_on(SERVER.database.fetch(&transaction(settings, &main)));
    let results = results.unwrap_or_else(|error| panic!("{query}\n{error:?}"));
    String::from_utf8(results.rows[0].get(0).unwrap().to_vec()).unwrap()
}

#[track_caller]
fn assert_same(query: &str) {
    assert_eq!(gathered(&[], query), Some(aggregated(&[], query)), "{query}");
}

fn quoted(sign: char, text: &str) -> String {
    format!("{sign}{}{sign}", text.replace(sign, &format!("{sign}{sign}")))
}

/// A name for a column: short ones often, so that some are the same; not too long, so that none is cut.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ab]",
        1 => "[\u{1}-\u{1f}\"\\\\a'é😀\u{7f}\u{2028} ]{1,12}",
    ]
}

const ZONES: &[&str] = &["UTC", "Asia/Kolkata", "America/St_Johns", "Africa/Monrovia", "Pacific/Apia"];
const DATE_STYLES: &[&str] = &["iso, mdy", "iso, dmy"];
const INTERVAL_STYLES: &[&str] = &["postgres", "iso_8601", "sql_standard", "postgres_verbose"];
const BYTEA_OUTPUTS: &[&str] = &["hex", "escape"];
const FLOAT_DIGITS: &[&str] = &["-1", "0", "1", "3"];

/// What decides how PostgreSQL prints values.
fn settings() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let one_of = |name: &'static str, values| select::<&str>(values).prop_map(move |value| (name, value));
    let settings = (
        one_of("timezone", ZONES),
        one_of("datestyle", DATE_STYLES),
        one_of("intervalstyle", INTERVAL_STYLES),
        one_of("bytea_output", BYTEA_OUTPUTS),
        one_of("extra_float_digits", FLOAT_DIGITS),
    );
    settings.prop_map(|(zone, date, interval, bytea, digits)| vec![zone, date, interval, bytea, digits])
}

/// A column: its name, its type, and a value for each of four rows.
fn columns() -> impl Strategy<Value = Vec<(String, Sample, Vec<Option<String>>)>> {
    let column = (name(), sample()).prop_flat_map(|(name, sample)| {
        let value = prop::option::weighted(0.85, sample.values());
        (Just(name), Just(sample), prop::collection::vec(value, 4))
    });
    prop::collection::vec(column, 1..8)
}

/// `select 'v'::t as "n", … union all select …`
fn query(columns: &[(String, Sample, Vec<Option<String>>)], rows: usize) -> String {
    let mut text = String::new();
    for row in 0..rows.max(1) {
        text.push_str(if row == 0 { "select " } else { " union all select " });
        for (index, (name, sample, values)) in columns.iter().enumerate() {
            let value = values[row].as_ref().map_or("null".to_owned(), |value| quoted('\'', value));
            let comma = if index == 0 { "" } else { ", " };
            write!(text, "{comma}{value}::{} as {}", sample.type_name, quoted('"', name)).unwrap();
        }
    }
    // A set operation decides on names alone; without rows there must be one all the same.
    if rows == 0 { format!("select * from ({text}) none where false") } else { text }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_gathered_is_what_json_agg_makes(columns in columns(), rows in 1..=4_usize, settings in settings()) {
        let query = query(&columns, rows);
        prop_assert_eq!(gathered(&settings, &query), Some(aggregated(&settings, &query)), "{}", query);
    }

    /// RPC-40, RPC-42: what a function returns that returns no rows.
    #[test]
    fn values_are_what_json_agg_makes_of_them(mut columns in columns(), rows in 0..=4_usize, settings in settings()) {
        columns.truncate(1);
        columns[0].0 = "pgrst_scalar".to_owned();
        let query = query(&columns, rows);
        let values = "coalesce(json_agg(_postgrest_t.pgrst_scalar), '[]')";
        prop_assert_eq!(text(VALUES, &settings, &query), Some(aggregated_as(values, &settings, &query)), "{}", query);
        let value = "coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null')";
        prop_assert_eq!(text(VALUE, &settings, &query), Some(aggregated_as(value, &settings, &query)), "{}", query);
    }
}

#[test]
fn every_character_is_escaped_as_postgresql_does() {
    assert_same(
        "select chr(n) as c, repeat(chr(n), 3) || 'a' || chr(n) as t, array[chr(n)] as a \
                 from generate_series(1, 700) n",
    );
    assert_same(r#"select '' as "é", 'ü😀' || chr(8232) || chr(127) as " \" "#);
}

#[test]
fn no_rows_and_no_columns_are_what_json_agg_makes_of_them() {
    assert_same("select 1 as a where false");
    assert_same("select * from nothing");
    assert_same("select * from nothing where false");
    assert_eq!(gathered(&[], "select * from nothing").unwrap(), "[{}, \n {}]");
}

#[test]
fn an_object_is_the_only_row() {
    let object = |query: &str| gathered_as(ROW, &[], query).unwrap();
    for row in ["select 1 as a, 'x' as b", "select from nothing limit 1", "select '[1, 2]'::json as j"] {
        let array = aggregated(&[], row);
        let expected = Gathered { body: array[1..array.len() - 1].into(), rows: 1 };
        assert_eq!(object(row), expected, "{row}");
    }
    assert_eq!(object("select 1 as a where false"), Gathered { body: "null".into(), rows: 0 });
    assert_eq!(object("select n from generate_series(1, 3) n"), Gathered { body: r#"{"n":1}"#.into(), rows: 3 });
}

/// RPC-52: the one row or value that a function returns counts as one, whatever became of it.
#[test]
fn what_a_function_returns_is_not_counted() {
    let only = Whole { item: Item::Object, extent: Extent::Only };
    for (whole, query, body) in [
        (only, "select 1 as a", r#"{"a":1}"#),
        (only, "select 1 as a where false", "null"),
        (VALUE, "select 1 as a", "1"),
        (VALUE, "select null::int", "null"),
        (VALUE, "select 1 where false", "null"),
        (VALUE, "select e' \n{\"a\" : 1}\t '::json", r#"{"a" : 1}"#),
        (VALUE, "select ' a '::text", r#"" a ""#),
        (VALUE, "select '{1,2}'::int[]", "[1,2]"),
    ] {
        assert_eq!(gathered_as(whole, &[], query), Some(Gathered { body: body.into(), rows: 1 }), "{query}");
    }
    let values = |query: &str| gathered_as(VALUES, &[], query).map(|it| it.rows);
    assert_eq!(values("select n from generate_series(1, 3) n"), Some(3));
    assert_eq!(values("select 1 where false"), Some(0));
    // Not a function's value.
    assert_eq!(values("select 1, 2"), None);
    assert_eq!(values("select"), None);
}

#[test]
fn labels_and_names_that_repeat_are_kept() {
    assert_same("select 1 as a, 2 as a, 'x' || 'y', count(*), 'b'::text from pg_class");
    assert_same("select * from pairs p, pairs q");
}

#[test]
fn domains_are_their_base_types() {
    assert_same("select 1::tiny, 'a\"b'::label, '2001-02-03 04:05:06+00'::moment, '{a,\"b c\"}'::labels");
}

/// The ordinary statement would take the column for the row.
#[test]
fn a_column_with_the_name_of_the_rows_is_left_to_postgresql() {
    assert_eq!(gathered(&[], "select 1 as a, 2 as _postgrest_t"), None);
    assert_eq!(aggregated(&[], "select 1 as a, 2 as _postgrest_t"), "[2]");
}

/// Those that PostgreSQL knows no other JSON for than their text.
#[test]
fn types_of_users_are_texts_where_nothing_else_is_said() {
    assert_same("select unnest(enum_range(null::mood)) as m, 'so so'::feeling as f, '[1.5,2)'::span as s");
    assert_same(r#"select E'A"\n'::citext as c, null::mood as m"#);
    assert_eq!(aggregated(&[], "select 'hot'::temper as t"), r#"[{"t":{"temper": 1}}]"#);
}

/// Another `DateStyle` than ISO prints what cannot be turned into JSON's form. What it prints the same way is kept.
#[test]
fn dates_in_another_style_are_left_to_postgresql() {
    for style in ["sql, dmy", "sql, mdy", "german", "postgres, mdy", "postgres, dmy"] {
        let settings = [("datestyle", style)];
        for value in ["'2001-02-03'::date", "'2001-02-03 04:05:06'::timestamp", "'2001-02-03 04:05:06+00'::timestamptz"]
        {
            assert_eq!(gathered(&settings, &format!("select {value} as v")), None, "{style} {value}");
            assert_eq!(gathered(&settings, &format!("select array[{value}] as v")), None, "{style} {value}");
        }
        let query = "select 'infinity'::date, '-infinity'::timestamptz, null::timestamp";
        assert_eq!(gathered(&settings, query), Some(aggregated(&settings, query)), "{style}");
    }
}

#[test]
fn types_without_a_form_are_left_to_postgresql() {
    for value in UNFIT {
        assert_eq!(gathered(&[], &format!("select 1 as a, {value} as v")), None, "{value}");
    }
}

/// The numbers stand for the types that the comparison above has been made for, and for no others.
#[test]
fn the_types_with_a_form_are_those_that_are_compared() {
    let all = "select oid, format_type(oid, null) from pg_type where oid < 10000 order by oid";
    let rows = SERVER.runtime.block_on(SERVER.database.fetch(&transaction(&[], all))).unwrap().rows;
    let text = |row: &Row, column| String::from_utf8(row.get(column).unwrap().to_vec()).unwrap();
    let known = rows.iter().filter(|row| Form::of(text(row, 0).parse().unwrap(), &HashSet::new()).is_some());
    let known: std::collections::BTreeSet<String> = known.map(|row| text(row, 1)).collect();
    let compared = samples::BUILT_IN.iter().map(|sample| {
        let name = format!("select format_type('{}'::regtype, null)", sample.type_name);
        let row = SERVER.runtime.block_on(SERVER.database.fetch(&transaction(&[], &name))).unwrap().rows.remove(0);
        text(&row, 0)
    });
    assert_eq!(known, compared.collect());
}

#[test]
fn a_body_that_is_too_large_is_not_gathered() {
    let row = LARGEST / 10;
    assert!(gathered(&[], &format!("select repeat('x', {row}) from generate_series(1, 9)")).is_some());
    assert_eq!(gathered(&[], &format!("select repeat('x', {row}) from generate_series(1, 11)")), None);
    // It was cancelled, and the pool is as good as before.
    assert_same("select 1 as a");
}

#[test]
fn what_comes_after_an_unfit_result_is_not_affected() {
    for _ in 0..3 {
        assert_eq!(gathered(&[], "select row(1, 'calm')::pair as m from generate_series(1, 100)"), None);
        assert_same("select 1 as a");
    }
}

/// A statement that is prepared gives the columns it gave, or has to be prepared anew.
#[test]
fn columns_follow_the_table() {
    let change = |sql: &str| {
        let transaction = Transaction { read_only: false, after: None, ..transaction(&[], sql) };
        SERVER.runtime.block_on(SERVER.database.fetch(&transaction)).unwrap();
    };
    change("create table moving (a int)");
    change("insert into moving values (1)");
    let query = "select * from moving";
    assert_eq!(gathered(&[], query).unwrap(), r#"[{"a":1}]"#);
    change("alter table moving add column b text");
    assert_eq!(gathered(&[], query).unwrap(), r#"[{"a":1,"b":null}]"#);
    change("alter table moving rename column a to c");
    assert_eq!(gathered(&[], query).unwrap(), r#"[{"c":1,"b":null}]"#);
    change("alter table moving alter column c type text");
    assert_eq!(gathered(&[], query).unwrap(), r#"[{"c":"1","b":null}]"#);
    change("alter table moving alter column b type temper using 'hot'");
    assert_eq!(gathered(&[], query), None);
    change("alter table moving drop column b");
    assert_eq!(gathered(&[], query).unwrap(), r#"[{"c":"1"}]"#);
}

//! Values of every type that has a form.

use proptest::prelude::*;
use proptest::sample::select;

/// A type with values that are likely to go wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) type_name: &'static str,
    values: &'static [&'static str],
    /// Whether any text is a value.
    takes_text: bool,
}

impl Sample {
    /// The texts of values.
    pub(crate) fn values(self) -> BoxedStrategy<String> {
        let known = select(self.values).prop_map(str::to_owned);
        if !self.takes_text {
            return known.boxed();
        }
        prop_oneof![known, "[\u{1}-\u{1f}\"\\\\/a'é😀\u{7f}\u{2028}{},:\\[\\] ]{0,20}", "\\PC{0,20}"].boxed()
    }
}

/// Any of them, and domains.
pub(crate) fn sample() -> impl Strategy<Value = Sample> {
    prop_oneof![10 => select(BUILT_IN), 1 => select(DOMAINS)]
}

const fn of(type_name: &'static str, values: &'static [&'static str]) -> Sample {
    Sample { type_name, values, takes_text: false }
}

const fn text(type_name: &'static str) -> Sample {
    Sample { type_name, values: &["", " ", "null", "NULL", "true", "1", "\"", "\\", "\n", "a\tb"], takes_text: true }
}

const FLOATS: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1.5",
    "0.1",
    "1e20",
    "1e-20",
    "3.4e38",
    "1.17e-38",
    "123456789",
    "NaN",
    "Infinity",
    "-Infinity",
];
const DATES: &[&str] = &[
    "2001-02-03",
    "0001-01-01",
    "0044-03-15 BC",
    "4713-01-01 BC",
    "9999-12-31",
    "12345-06-07",
    "5874897-12-31",
    "infinity",
    "-infinity",
];
const TIMESTAMPS: &[&str] = &[
    "2001-02-03 04:05:06",
    "2001-02-03 04:05:06.5",
    "1999-12-31 23:59:59.999999",
    "0044-03-15 12:00:00.25 BC",
    "12345-06-07 00:00:00",
    "294276-12-31 23:59:59.999999",
    "infinity",
    "-infinity",
    "1883-11-18 12:03:57",
];
const TIMESTAMPS_TZ: &[&str] = &[
    "2001-02-03 04:05:06+00",
    "2001-02-03 04:05:06.5+05:30",
    "1999-12-31 23:59:59.999999-08",
    "infinity",
    "-infinity",
    "0044-03-15 12:00:00.25+00 BC",
    "12345-06-07 00:00:00+00",
    "1890-01-01 00:00:00+00",
    "1850-06-01 12:00:00-03:30:52",
];
const TEXT_ARRAYS: &[&str] = &[
    "{}",
    "{a}",
    "{a,b}",
    "{NULL}",
    r#"{"NULL","null",nuLL}"#,
    r#"{"",a," b ","c,d","{e}","\"f\"","\\"}"#,
    "{{a,b},{c,NULL}}",
    "[0:1]={a,b}",
    "[-1:0][5:5]={{a},{=}}",
    "{\"a\nb\",\"\u{1}\"}",
    "{é,😀}",
];

/// The built-in types with a form.
pub(crate) const BUILT_IN: &[Sample] = &[
    of("int2", &["0", "-1", "32767", "-32768"]),
    of("int4", &["0", "-1", "2147483647", "-2147483648"]),
    of("int8", &["0", "-1", "9223372036854775807", "-9223372036854775808"]),
    of("float4", FLOATS),
    of("float8", FLOATS),
    of(
        "numeric",
        &["0", "-0.00", "1.50", "1e100", "-1e-100", "0.1", "NaN", "Infinity", "-Infinity", "12345678901234567890.5"],
    ),
    of("bool", &["t", "f"]),
    text("text"),
    text("varchar"),
    of("bpchar", &["", "a ", "\"", "\\b", "\n"]),
    of("name", &["", "a", "\"q\"", "é\\"]),
    of("\"char\"", &["", "a", "\"", "\\", "\t"]),
    of("uuid", &["00000000-0000-0000-0000-000000000000", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"]),
    of("time", &["00:00:00", "24:00:00", "12:34:56.789"]),
    of("timetz", &["00:00:00+00", "12:34:56.789-03:30"]),
    of("interval", &["0", "1 year 2 mons -3 days 04:05:06.7", "-1 day"]),
    of("bytea", &["", "\\x00ff22", "abc\"", "\\\\"]),
    of("oid", &["0", "4294967295"]),
    of("money", &["0", "-1234567.89"]),
    of("xml", &["<a/>", "<a b=\"c\">\n&lt;</a>", "text"]),
    of("bit(3)", &["101", "000"]),
    of("varbit", &["", "1", "10101"]),
    of("inet", &["127.0.0.1", "10.0.0.0/8", "::1", "fe80::1/64"]),
    of("cidr", &["10.0.0.0/8", "::/0"]),
    of("macaddr", &["08:00:2b:01:02:03"]),
    of("macaddr8", &["08:00:2b:01:02:03:04:05"]),
    of("tsvector", &["", "a:1 b:2,3A", "'quoted '' \"q\" \\\\ word'"]),
    of("tsquery", &["", "a & !b", "'a \" b' | c:*"]),
    of("point", &["(1,2)", "(NaN,Infinity)"]),
    of("lseg", &["[(0,0),(1,1)]"]),
    of("path", &["[(0,0),(1,1)]", "((0,0),(1,1))"]),
    of("box", &["(1,1),(0,0)"]),
    of("polygon", &["((0,0),(1,1),(1,0))"]),
    of("line", &["{1,2,3}"]),
    of("circle", &["<(0,0),1>"]),
    of("int4range", &["empty", "[1,5)", "(,)"]),
    of("int8range", &["empty", "[1,)"]),
    of("numrange", &["[1.5,2.5]", "(,1)"]),
    of("tsrange", &["[2001-02-03 04:05:06,infinity)", "empty"]),
    of("tstzrange", &["[2001-02-03 04:05:06+00,)", "empty"]),
    of("daterange", &["[2001-02-03,2001-02-04]", "empty"]),
    of("date", DATES),
    of("timestamp", TIMESTAMPS),
    of("timestamptz", TIMESTAMPS_TZ),
    of("json", &["{\"a\" : [1,\n2] }", "null", " \"x\" ", "1.50"]),
    of("jsonb", &["{\"b\": 1, \"a\": [1, null, \"\\u00e9\\n\"]}", "null", "\"x\"", "1.50"]),
    of("bool[]", &["{}", "{t,f,NULL}"]),
    of("int2[]", &["{}", "{1,-2,NULL}"]),
    of("int4[]", &["{}", "{1,-2,NULL}", "{{1,2},{3,4}}", "[2:3]={5,6}", "{{{1}}}"]),
    of("int8[]", &["{9223372036854775807}"]),
    of("float4[]", &["{1.5,NaN,-Infinity}"]),
    of("float8[]", &["{1.5,NaN,-Infinity,1e300}"]),
    of("numeric[]", &["{1.50,NaN,NULL}"]),
    of("text[]", TEXT_ARRAYS),
    of("varchar[]", TEXT_ARRAYS),
    of("bpchar[]", &["{a,\"b \"}"]),
    of("name[]", &["{a,\"b c\"}"]),
    of("uuid[]", &["{00000000-0000-0000-0000-000000000000,NULL}"]),
    of("json[]", &[r#"{"{\"a\" : 1}",1,"\"x\"","null"}"#]),
    of("jsonb[]", &[r#"{"{\"a\" : 1}",1,"\"x\\\\\"","null"}"#]),
    of("date[]", &["{2001-02-03,infinity,\"0044-03-15 BC\"}"]),
    of("timestamp[]", &["{\"2001-02-03 04:05:06\",-infinity}"]),
    of("timestamptz[]", &["{\"2001-02-03 04:05:06+00\",NULL}"]),
    of("time[]", &["{12:34:56}"]),
    of("interval[]", &["{\"1 year 2 days\",0}"]),
    of("bytea[]", &[r#"{"\\x00ff","\\x"}"#]),
    of("inet[]", &["{127.0.0.1,::1/64}"]),
    of("cidr[]", &["{10.0.0.0/8}"]),
];

const DOMAINS: &[Sample] = &[
    of("positive", &["1", "2147483647"]),
    of("tiny", &["1"]),
    text("label"),
    of("moment", TIMESTAMPS_TZ),
    of("labels", TEXT_ARRAYS),
];

/// Values of types without one.
pub(crate) const UNFIT: &[&str] = &[
    "'hot'::temper",
    "array['calm'::mood]",
    "row(1, 'a')::pair",
    "array[row(1, 'a')::pair]",
    "(select p from (select 1 as x) p)",
    "'1 2'::int2vector",
    "'1 2'::oidvector",
    "array['1,2'::point]",
    "array['((0,0),(1,1))'::box]",
    "'pg_class'::regclass",
    "array['a'::\"char\"]",
    "'$.a'::jsonpath",
];

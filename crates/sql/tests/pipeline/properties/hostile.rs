//! Names that try to leave their quotes.
//!
//! Each statement is made twice, with plain names and with hostile ones. Both must be the same words in the same
//! order, but for the names themselves.

use proptest::prelude::*;
use rowgate_catalog::{Catalog, Column, ComputedRelationship, RelationKind, Returns, RoutineType};
use rowgate_core::QualifiedName;
use rowgate_plan::PlanConfig;
use rowgate_request::RequestConfig;
use rowgate_sql::Statement;
use sqlparser::tokenizer::Token;

use super::requests::encoded;
use super::statements::{is_one_statement, tokens};
use crate::builder::{Database, column, function, parameter, row_type};
use crate::gateway::{Gateway, raw};

/// How many names a database and the requests to it have.
const NAMES: usize = 12;

/// A name of any characters, but those that have a meaning of their own.
fn name() -> impl Strategy<Value = String> {
    let dangerous = prop::sample::select(vec![
        "\"",
        "\"\"",
        "'",
        "''",
        "\\",
        ";",
        "--",
        "/*",
        "*/",
        "$$",
        "$1",
        "$a$",
        "(",
        ")",
        "::",
        ".",
        ",",
        "E'",
        "\n",
        "\r",
        "\t",
        " ",
        "%",
        "?",
        ":=",
        "\u{feff}",
        "é",
        "𝒳",
        "\"; drop table films; --",
        "x' or ''='",
        "U&\"",
    ]);
    let piece = prop_oneof![dangerous.prop_map(str::to_owned), "[a-z]{1,3}", any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 1..5)
        .prop_map(|pieces| pieces.concat().replace('\0', ""))
        // A star is all columns, whatever it is quoted with. An empty name is none.
        .prop_filter("a name", |name| !name.is_empty() && name != "*")
}

/// Different names in their order, so that what is sorted by name is sorted like the plain ones.
fn names() -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(name(), NAMES).prop_map(|names| names.into_iter().collect())
}

/// `name00`, `name01` …
fn plain_names() -> Vec<String> {
    (0..NAMES).map(|number| format!("name{number:02}")).collect()
}

/// What the names stand for.
struct Named<'a> {
    schema: &'a str,
    parents: &'a str,
    children: &'a str,
    key: &'a str,
    column: &'a str,
    reference: &'a str,
    function: &'a str,
    parameter: &'a str,
    related: &'a str,
    alias: &'a str,
    member: &'a str,
    other: &'a str,
}

impl<'a> Named<'a> {
    fn of(names: &'a [String]) -> Self {
        let name = |index: usize| names[index].as_str();
        Self {
            schema: name(0),
            parents: name(1),
            children: name(2),
            key: name(3),
            column: name(4),
            reference: name(5),
            function: name(6),
            parameter: name(7),
            related: name(8),
            alias: name(9),
            member: name(10),
            other: name(11),
        }
    }

    fn catalog(&self) -> Catalog {
        let name = |text: &str| QualifiedName::new(self.schema, text);
        let (parents, children, related) = (name(self.parents), name(self.children), name(self.related));
        let default = |name| Column { default: Some("7".into()), ..column(name, "integer") };
        let mut database = Database::default();
        let columns = vec![column(self.key, "integer"), column(self.column, "jsonb")];
        database.add_relation(&parents, RelationKind::Table, columns);
        let columns = vec![default(self.key), column(self.reference, "integer"), column(self.other, "text")];
        database.add_relation(&children, RelationKind::Table, columns);
        database.add_primary_key(&(&parents, vec![self.key]));
        database.add_primary_key(&(&children, vec![self.key]));
        database.add_foreign_key(&(&children, vec![self.reference]), &(&parents, vec![self.key]));
        database.add_computed(ComputedRelationship {
            function: related.clone(),
            origin: children,
            target: parents.clone(),
            to_one: false,
            is_self: false,
        });
        let parameters = vec![parameter(self.parameter, "integer")];
        database.add_routine(function(name(self.function), parameters, Returns::SetOf(row_type(parents))));
        let parameters = vec![parameter(self.parameter, "text"), parameter(self.other, "text")];
        let text = Returns::Single(RoutineType::Scalar(QualifiedName::new("pg_catalog", "text")));
        database.add_routine(function(related, parameters, text));
        database.catalog()
    }

    /// Requests that write every name wherever a name can stand.
    fn requests(&self) -> Vec<String> {
        let Self { key, column, reference, parameter, alias, member, other, .. } = *self;
        let [parents, children, function, related] =
            [self.parents, self.children, self.function, self.related].map(encoded);
        let [children_, related_] = [self.children, self.related].map(in_query);
        let body = |names: [&str; 2]| serde_json::json!({ names[0]: 1, names[1]: "x" });
        let (changed, given, both) = (body([key, column]), body([parameter, parameter]), body([parameter, other]));
        let [key, column, reference, parameter, alias, member, other] =
            [key, column, reference, parameter, alias, member, other].map(in_query);
        vec![
            format!("GET /{parents}?select=*,{alias}:{column}->{member}::text,{column}->{member}->>0,{key}"),
            format!(
                "GET /{parents}?{column}=eq.1&{column}->>{member}=in.(1)\
                 &or=({key}.is.null,not.and({column}->{member}.eq.1))"
            ),
            format!("GET /{parents}?order={column}.desc,{column}->{member},{key}&limit=1"),
            format!(
                "GET /{parents}?select={alias}:{children_}({other},{reference}({key}))\
                 &{alias}.{reference}.{key}=eq.1&{alias}=is.null"
            ),
            format!(
                "GET /{parents}?select={key},...{children_}!inner(*,{reference}())\
                 &{children_}.order={other},{reference}({key})"
            ),
            format!("GET /{parents}?select={column}.count(),{alias}:{key}.max()::int,{children_}({other},count())"),
            format!(
                "GET /{children}?select={alias}:{reference}({column})&order={alias}({column})&{alias}.limit=1&limit=5\n\
                 Prefer: count=exact"
            ),
            format!(
                "GET /{children}?select=...{reference}({alias}:{column},{key}.sum()),{related_}({key})\n\
                 Prefer: count=planned"
            ),
            format!(
                "POST /{parents}?select={key},{children_}({other})&on_conflict={key}\n\
                 Prefer: return=representation, resolution=merge-duplicates\n\n{changed}"
            ),
            format!("POST /{children}?columns={key},{other}\nPrefer: return=headers-only, missing=default\n\n[{{}}]"),
            format!(
                "PATCH /{parents}?{key}=eq.1&select={column}->{member}\nPrefer: return=representation\n\n{changed}"
            ),
            format!("DELETE /{parents}?not.or=({key}.eq.1)&{column}=fts(english).x"),
            format!(
                "GET /rpc/{function}?{parameter}=v&{column}->{member}=eq.1&select={alias}:{key},{children_}({other})"
            ),
            format!("POST /rpc/{function}\n\n{given}"),
            format!("POST /rpc/{related}?select=*\n\n{both}"),
        ]
    }
}

/// The statements that a database of these names answers its requests with.
fn statements(names: &[String]) -> Vec<(String, Statement)> {
    let world = Named::of(names);
    let catalog = world.catalog();
    let gateway = Gateway {
        catalog: &catalog,
        request: RequestConfig { schemas: vec![world.schema.into()], root_spec: None, root_disabled: false },
        plan: PlanConfig { aggregates_enabled: true, ..PlanConfig::default() },
        ..Gateway::default()
    };
    let statements = world.requests().into_iter().flat_map(|request| {
        let made = gateway.transaction(&request);
        let all = made.preamble.into_iter().chain(made.before).chain([made.main]).chain(made.after);
        all.map(move |statement| (request.clone(), statement)).collect::<Vec<_>>()
    });
    statements.collect()
}

/// A word of a statement.
#[derive(Debug, PartialEq)]
enum Word {
    /// What stands in quotes of one kind or the other, without them.
    Name(String),
    Literal(String),
    /// Anything else.
    Plain(Token),
}

fn words(text: &str) -> Result<Vec<Word>, TestCaseError> {
    let word = |token| match token {
        Token::Word(word) if word.quote_style == Some('"') => Word::Name(word.value),
        Token::SingleQuotedString(text) | Token::EscapedStringLiteral(text) => Word::Literal(text),
        other => Word::Plain(other),
    };
    Ok(tokens(text).map_err(TestCaseError::fail)?.into_iter().map(word).collect())
}

/// The word with each plain name in it replaced by the hostile one.
fn renamed(word: Word, plain: &[String], hostile: &[String]) -> Word {
    let rename = |text: String| {
        let mut renamed = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find("name") {
            let (before, after) = rest.split_at(at);
            renamed.push_str(before);
            match plain.iter().position(|name| after.starts_with(name.as_str())) {
                Some(index) => renamed.push_str(&hostile[index]),
                None => renamed.push_str(&after[.."name01".len().min(after.len())]),
            }
            rest = &after["name01".len().min(after.len())..];
        }
        renamed + rest
    };
    match word {
        Word::Name(text) => Word::Name(rename(text)),
        Word::Literal(text) => Word::Literal(rename(text)),
        Word::Plain(token) => Word::Plain(token),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_never_leave_their_quotes(hostile in names()) {
        let plain = plain_names();
        let made = statements(&hostile);
        let expected = statements(&plain);
        prop_assert_eq!(made.len(), expected.len());
        for ((request, statement), (_, expected)) in made.into_iter().zip(expected) {
            let expected: Vec<_> =
                words(&expected.text)?.into_iter().map(|word| renamed(word, &plain, &hostile)).collect();
            prop_assert_eq!(words(&statement.text)?, expected, "{}\n{}", &request, &statement.text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A cast is the one thing of a client's that stands in a statement without quotes (SEL-07).
    #[test]
    fn a_cast_is_nothing_but_words(cast in "[a-z0-9_$ A-Zé]{1,8}|[$ 1]{1,5}|[^,().:\\p{C}]{1,6}") {
        // sqlparser 0.63 reads words like `0x` and `0_` in ways of its own.
        let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        let is_odd = |word: &str| is_number(word) && word.contains(|c: char| c.is_alphabetic() || c == '_');
        prop_assume!(!cast.replace('$', "").split(' ').any(is_odd));
        let request = format!("GET /films?select=id::{},title", encoded(&cast));
        let Ok(Some(made)) = Gateway::default().respond(&raw(&request)) else { return Ok(()) };
        let plain = words(&Gateway::default().transaction("GET /films?select=id::int,title").main.text)?;
        let made = words(&made.main.text)?;
        let at = plain.iter().position(|word| is_word(word, "int")).expect("the cast");
        let behind = plain.len() - at - 1;
        prop_assert!(made.len() >= at + behind, "{:?}", made);
        prop_assert_eq!(&made[..at], &plain[..at]);
        prop_assert_eq!(&made[made.len() - behind..], &plain[at + 1..]);
        for word in &made[at..made.len() - behind] {
            prop_assert!(matches!(word, Word::Plain(Token::Word(_) | Token::Number(..))), "{:?}", word);
        }
    }
}

/// The plain database's requests are what they should be: otherwise the comparison would prove nothing.
#[test]
fn the_requests_with_plain_names_are_statements() {
    let made = statements(&plain_names());
    assert!(made.len() > 2 * 15);
    for (request, statement) in made {
        assert!(is_one_statement(&statement.text).is_ok(), "{request}\n{}", statement.text);
    }
}

fn is_word(word: &Word, text: &str) -> bool {
    matches!(word, Word::Plain(Token::Word(word)) if word.value == text)
}

/// A name in double quotes, as a query string has it.
fn in_query(name: &str) -> String {
    encoded(&format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")))
}

//! What holds for every request, not only for those that somebody thought of.

mod dice;
mod hostile;
mod query;
mod requests;
mod statements;

use proptest::prelude::*;
use rowgate_plan::PlanConfig;
use rowgate_sql::Transaction;

use crate::gateway::{Gateway, raw};
use dice::Dice;
use requests::Template;
use statements::{Kind, is_one_statement, text_and_values_agree};

/// Everything that can be enabled is, so that as much as possible is planned.
fn gateway(rolls: &[u16]) -> Gateway<'static> {
    let max_rows = if rolls.first().is_some_and(|roll| roll % 2 == 1) { Some(100) } else { None };
    let plan = PlanConfig { max_rows, aggregates_enabled: true, plans_enabled: true, ..PlanConfig::default() };
    let inert = rolls.get(1).is_some_and(|roll| roll % 2 == 1);
    Gateway { plan, inert, ..Gateway::default() }
}

/// The transaction of a request that is well-formed and names nothing wrong.
fn transaction(gateway: &Gateway<'_>, request: &str) -> Result<Transaction, TestCaseError> {
    match gateway.respond(&raw(request)) {
        Ok(Some(transaction)) => Ok(transaction),
        other => Err(TestCaseError::fail(format!("{request}\n{other:?}"))),
    }
}

fn texts(transaction: &Transaction) -> Vec<&str> {
    let statements =
        transaction.preamble.iter().chain(&transaction.before).chain([&transaction.main]).chain(&transaction.after);
    statements.map(|statement| statement.text.as_str()).collect()
}

/// A value of any characters, as a client sends it: nothing but percent signs and hexadecimal digits.
fn value() -> impl Strategy<Value = String> {
    "\\PC{0,12}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each text is one statement of the kind it should be, and its placeholders are the values bound, each at least
    /// once.
    #[test]
    fn every_statement_is_one_statement(rolls in dice::rolls(), values in prop::collection::vec(value(), 8)) {
        let template = Template::throw(&mut Dice::new(&rolls));
        let request = template.with(&values);
        let transaction = transaction(&gateway(&rolls), &request)?;

        for statement in &transaction.preamble {
            prop_assert_eq!(is_one_statement(&statement.text), Ok(Kind::Query), "{}", &request);
            text_and_values_agree(statement)?;
        }
        let kind = match &transaction.after {
            _ if template.explains => Kind::Explain,
            Some(_) => Kind::Write,
            None => Kind::Query,
        };
        prop_assert_eq!(is_one_statement(&transaction.main.text), Ok(kind), "{}\n{}", &request, &transaction.main.text);
        text_and_values_agree(&transaction.main)?;
        if let Some(after) = &transaction.after {
            prop_assert_eq!(is_one_statement(&after.text), Ok(Kind::Query), "{}\n{}", &request, &after.text);
            text_and_values_agree(after)?;
        }
        if let Some(before) = &transaction.before {
            prop_assert_eq!(is_one_statement(&before.text), Ok(Kind::Explain), "{}\n{}", &request, &before.text);
            text_and_values_agree(before)?;
        }
        if let Some(rows) = crate::rows::rows(&gateway(&rolls), &request) {
            for statement in [&rows.main].into_iter().chain(&rows.after) {
                prop_assert_eq!(is_one_statement(&statement.text), Ok(Kind::Query), "{}\n{}", &request, &statement.text);
                text_and_values_agree(statement)?;
            }
        }
    }

    /// A prepared statement serves all requests of one shape.
    #[test]
    fn values_never_change_the_text(
        rolls in dice::rolls(),
        values in prop::collection::vec(value(), 8),
        others in prop::collection::vec(value(), 9),
    ) {
        let template = Template::throw(&mut Dice::new(&rolls));
        let gateway = gateway(&rolls);
        let (request, other) = (template.with(&values), template.with(&others));
        let (one, two) = (transaction(&gateway, &request)?, transaction(&gateway, &other)?);
        prop_assert_eq!(texts(&one), texts(&two), "{}\n{}", &request, &other);
        prop_assert_eq!(one.main.params.len(), two.main.params.len());
        let rows = |request| crate::rows::rows(&gateway, request).map(|rows| rows.main.text);
        prop_assert_eq!(rows(&request), rows(&other), "{}\n{}", &request, &other);
    }
}

/// What a client changes from page to page, or from one list of ids to the next, is bound.
#[test]
fn lists_and_limits_of_any_length_are_one_text() {
    let text = |query: &str| Gateway::default().transaction(&format!("GET /films?{query}")).main.text;
    let first = text("select=title,reviews(body)&id=in.(1)&reviews.limit=1&limit=10&offset=10");
    for query in [
        "select=title,reviews(body)&id=in.(1,2,3,4,5)&reviews.limit=99&limit=1&offset=2000",
        "select=title,reviews(body)&id=in.()&reviews.limit=5&reviews.offset=5&limit=10&offset=20",
        "select=title,reviews(body)&id=in.(\"'%3B drop table films%3B --\")&reviews.limit=0&limit=9",
    ] {
        assert_eq!(text(query), first, "{query}");
    }
}

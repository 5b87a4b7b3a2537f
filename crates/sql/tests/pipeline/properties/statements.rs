//! Statements as another parser of PostgreSQL's SQL reads them.

use proptest::prelude::*;
use rowgate_sql::Statement;
use sqlparser::ast;
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer, Whitespace};

/// What kind of statement a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Query,
    Write,
    Explain,
    Other,
}

/// The kind of the one statement that the text is; else why it is not one.
pub(crate) fn is_one_statement(text: &str) -> Result<Kind, String> {
    let statements = Parser::parse_sql(&PostgreSqlDialect {}, &readable(text)).map_err(|error| error.to_string())?;
    match statements.as_slice() {
        [ast::Statement::Query(_)] => Ok(Kind::Query),
        [ast::Statement::Insert(_) | ast::Statement::Update(_) | ast::Statement::Delete(_)] => Ok(Kind::Write),
        [ast::Statement::Explain { .. }] => Ok(Kind::Explain),
        [_] => Ok(Kind::Other),
        several => Err(format!("{} statements", several.len())),
    }
}

/// The text without what PostgreSQL reads and sqlparser 0.63 does not: VARIADIC before an argument.
fn readable(text: &str) -> String {
    text.replace("(VARIADIC \"", "(\"")
}

/// Each value is named by a placeholder, and each placeholder names a value.
pub(crate) fn text_and_values_agree(statement: &Statement) -> Result<(), TestCaseError> {
    let tokens = tokens(&statement.text).map_err(TestCaseError::fail)?;
    let mut numbers: Vec<usize> = Vec::new();
    for token in &tokens {
        if let Token::Placeholder(sign) = token {
            numbers.push(sign[1..].parse().map_err(|_| TestCaseError::fail(statement.text.clone()))?);
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    prop_assert_eq!(numbers, (1..=statement.params.len()).collect::<Vec<_>>(), "{}", &statement.text);
    Ok(())
}

/// The words of a text, without blanks.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, text).tokenize().map_err(|error| error.to_string())?;
    // Comments stay: none of our statements has one.
    let is_blank =
        |token: &Token| matches!(token, Token::Whitespace(Whitespace::Space | Whitespace::Newline | Whitespace::Tab));
    Ok(tokens.into_iter().filter(|token| !is_blank(token)).collect())
}

#[test]
fn what_is_not_one_statement_is_noticed() {
    for text in ["select 1; select 2", "select 'a", "select \"a", "select (1", "", "select 1 /*"] {
        assert!(is_one_statement(text).is_err(), "{text}");
    }
    assert_eq!(is_one_statement("delete from films"), Ok(Kind::Write));
    assert_eq!(is_one_statement("truncate films"), Ok(Kind::Other));
}

#[test]
fn values_without_a_placeholder_are_noticed() {
    let param = rowgate_sql::Param { value: None, kind: rowgate_sql::ParamType::Text };
    let agree = |text: &str| {
        text_and_values_agree(&Statement {
            text: text.into(),
            params: vec![param.clone()],
            results: rowgate_sql::Format::Text,
        })
        .is_ok()
    };
    assert!(agree("select $1, $1"));
    for text in ["select 1", "select $2", "select $1, $2", "select '$1'"] {
        assert!(!agree(text), "{text}");
    }
}

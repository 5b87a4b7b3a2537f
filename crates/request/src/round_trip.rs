//! Properties of the grammars: what is printed parses to the same again, and no input does harm.

use compact_str::CompactString;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rowgate_core::Ident;

use crate::ast::{
    Aggregate, Arrow, Connective, Direction, Field, Filter, FullTextOperator, IsValue, JoinType, JsonOperand, JsonStep,
    LogicTree, Nulls, Operation, OrderTerm, QuantOperator, Quantifier, SelectColumn, SelectItem, SimpleOperator,
};
use crate::grammar::{self, QueryPart};
use crate::words::Word;
use crate::{RawRequest, RequestConfig};

fn word<T: Word + std::fmt::Debug>() -> impl Strategy<Value = T> {
    proptest::sample::select(T::WORDS).prop_map(|(value, _)| value)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", "[-a-z0-9 .,:()\"\\\\{}>*]{0,12}", any::<String>()]
}

fn name() -> impl Strategy<Value = CompactString> {
    text().prop_map(Into::into)
}

fn identifier() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-zé_$0-9]([a-z0-9_ $]{0,6}[a-z$])?"]
}

/// A field. An index can be the last step only where no parenthesis follows (LEX-04).
fn field(may_end_in_index: bool) -> impl Strategy<Value = Field> {
    let index = "-?[0-9]{1,3}".prop_map(JsonOperand::Index);
    let operand = prop_oneof![text().prop_map(JsonOperand::Key), index];
    let arrow = prop_oneof![Just(Arrow::Json), Just(Arrow::Text)];
    let step = (arrow, operand).prop_map(|(arrow, operand)| JsonStep { arrow, operand });
    (name(), vec(step, 0..4)).prop_map(move |(name, mut path)| {
        while !may_end_in_index && path.last().is_some_and(|step| matches!(step.operand, JsonOperand::Index(_))) {
            path.pop();
        }
        Field { name, path }
    })
}

fn column(may_end_in_index: bool) -> impl Strategy<Value = SelectColumn> {
    let cast = || option::of(identifier().prop_map(Into::into));
    (field(may_end_in_index), option::of(name()), cast(), option::of(word::<Aggregate>()), cast()).prop_map(
        |(field, alias, cast, aggregate, aggregate_cast)| {
            // With nothing between them, the first cast is the field's.
            let aggregate_cast = aggregate_cast.filter(|_| cast.is_some() || aggregate.is_some());
            SelectColumn { field, alias, cast, aggregate, aggregate_cast }
        },
    )
}

fn select() -> impl Strategy<Value = Vec<SelectItem>> {
    let nested = column(false).prop_map(SelectItem::Column).prop_recursive(4, 24, 4, |item| {
        let target = name().prop_filter("a relation called count cannot be embedded (QRK-25)", |name| name != "count");
        let parts = (target, option::of(name()), option::of(name()), option::of(word::<JoinType>()), vec(item, 0..4));
        (any::<bool>(), parts).prop_map(|(spread, (target, alias, hint, join, select))| {
            if spread {
                SelectItem::Spread { target, hint, join, select }
            } else {
                SelectItem::Embed { target, alias, hint, join, select }
            }
        })
    });
    vec(prop_oneof![column(true).prop_map(SelectItem::Column), nested], 0..5)
}

fn operation() -> impl Strategy<Value = Operation> {
    let full_text = (word::<FullTextOperator>(), option::of(identifier().prop_map(Into::into)), name())
        .prop_map(|(operator, language, value)| Operation::FullText { operator, language, value });
    prop_oneof![
        (word::<SimpleOperator>(), name()).prop_map(|(operator, value)| Operation::Simple(operator, value)),
        (word::<QuantOperator>(), option::of(word::<Quantifier>()), name())
            .prop_map(|(operator, quantifier, value)| Operation::Quantifiable(operator, quantifier, value)),
        vec(text(), 1..4).prop_map(Operation::In),
        word::<IsValue>().prop_map(Operation::Is),
        name().prop_map(Operation::IsDistinctFrom),
        full_text,
    ]
}

fn logic_tree() -> impl Strategy<Value = LogicTree> {
    let filter = (field(true), any::<bool>(), operation()).prop_map(|(field, negated, operation)| Filter {
        field,
        negated,
        operation,
    });
    filter.prop_map(LogicTree::Condition).prop_recursive(4, 24, 4, |tree| {
        (any::<bool>(), word::<Connective>(), vec(tree, 1..4))
            .prop_map(|(negated, connective, members)| LogicTree::Group { negated, connective, members })
    })
}

fn order() -> impl Strategy<Value = Vec<OrderTerm>> {
    let target = prop_oneof![
        field(true).prop_map(|field| (None, field)),
        (name(), field(false)).prop_map(|(relation, field)| (Some(relation), field)),
    ];
    let term = (target, option::of(word::<Direction>()), option::of(word::<Nulls>()))
        .prop_map(|((relation, field), direction, nulls)| OrderTerm { relation, field, direction, nulls });
    vec(term, 1..4)
}

fn print<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn parse_select(text: &str) -> Option<Vec<SelectItem>> {
    grammar::parse(QueryPart::Select, text, grammar::select).ok()
}

fn parse_logic(text: &str) -> Option<LogicTree> {
    grammar::parse(QueryPart::LogicTree, text, grammar::logic_tree).ok()
}

fn parse_order(text: &str) -> Option<Vec<OrderTerm>> {
    grammar::parse(QueryPart::Order, text, grammar::order).ok()
}

fn parse_filter(text: &str) -> Option<(bool, Operation)> {
    grammar::parse(QueryPart::Filter, text, grammar::condition).ok()
}

/// Text that is close to the grammars.
fn almost() -> impl Strategy<Value = String> {
    let token = proptest::sample::select(vec![
        "a",
        "id",
        "count",
        "count()",
        "and",
        "or",
        "not.",
        "eq.",
        "in.(",
        "is.null",
        "...",
        "!inner",
        "->",
        "->>",
        "0",
        "-1",
        "::",
        ":",
        ".",
        ",",
        "(",
        ")",
        "*",
        "\"",
        "\\",
        "{",
        "}",
        " ",
        "\t",
        ".desc",
        ".nullsfirst",
        ".sum()",
        "é",
        "1",
    ]);
    vec(token, 0..16).prop_map(|tokens| tokens.concat())
}

proptest! {
    #[test]
    fn a_printed_select_parses_to_itself(items in select()) {
        prop_assert_eq!(parse_select(&print(&items)), Some(items));
    }

    #[test]
    fn a_printed_tree_parses_to_itself(tree in logic_tree()) {
        prop_assert_eq!(parse_logic(&tree.to_string()), Some(tree));
    }

    #[test]
    fn a_printed_order_parses_to_itself(terms in order()) {
        prop_assert_eq!(parse_order(&print(&terms)), Some(terms));
    }

    #[test]
    fn a_printed_operation_parses_to_itself(operation in operation()) {
        prop_assert_eq!(parse_filter(&operation.to_string()), Some((false, operation)));
    }

    #[test]
    fn whatever_parses_survives_printing(text in prop_oneof![almost(), any::<String>()]) {
        if let Some(items) = parse_select(&text) {
            prop_assert_eq!(parse_select(&print(&items)), Some(items));
        }
        if let Some(tree) = parse_logic(&text) {
            prop_assert_eq!(parse_logic(&tree.to_string()), Some(tree));
        }
        if let Some(terms) = parse_order(&text) {
            prop_assert_eq!(parse_order(&print(&terms)), Some(terms));
        }
        if let Some((negated, operation)) = parse_filter(&text) {
            prop_assert_eq!(parse_filter(&operation.to_string()), Some((false, operation)), "{}", negated);
        }
    }

    #[test]
    fn no_request_does_harm(
        method in prop_oneof!["GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS", any::<String>()],
        path in prop_oneof!["/[a-z%]{0,4}", "/rpc/[a-z%0-9]{0,4}", any::<String>()],
        keys in vec("select|order|a\\.order|or|limit|offset|x\\.limit|columns|on_conflict|[a-z.%&;+]{0,4}", 0..4),
        values in vec(prop_oneof![almost(), any::<String>(), "(%[0-9a-f]{2}){0,6}"], 4),
        headers in vec(("prefer|accept|range|content-type|accept-profile", any::<String>()), 0..4),
        body in vec(any::<u8>(), 0..40),
    ) {
        let query = keys.iter().zip(&values).map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&");
        let config = RequestConfig { schemas: vec![Ident::new("api")], root_spec: None, root_disabled: false };
        for content_type in ["application/json", "text/csv", "application/x-www-form-urlencoded"] {
            let mut headers = headers.clone();
            headers.push(("content-type".into(), content_type.into()));
            let raw = RawRequest {
                method: method.as_str().into(),
                path: path.as_str().into(),
                query: query.as_str().into(),
                headers: headers.iter().map(|(name, value)| (name.into(), value.into())).collect(),
                body: body.clone().into(),
            };
            if let Err(error) = crate::parse(&raw, &config) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}

//! Fields, conditions and orders.

use rowgate_core::QualifiedName;
use rowgate_plan::{
    Arrow, Comparison, Condition, Connective, Direction, FieldRef, Filter, From, FullTextOperator, IsValue,
    JoinCondition, JsonOperand, JsonStep, Nulls, Order, OrderKey, Qualifier, QuantOperator, Quantifier, SimpleOperator,
};

use crate::SqlWriter;

/// What qualifies a field's column.
pub(crate) enum Scope<'a> {
    /// The rows of a FROM clause.
    From(&'a From),
    /// An alias of our own.
    Alias(&'a rowgate_core::Ident),
    /// The rows taken out of a request's body.
    Body,
    /// A relation that is being changed.
    Relation(&'a QualifiedName),
}

impl Scope<'_> {
    pub(crate) fn write(&self, w: &mut SqlWriter) {
        match *self {
            Self::Relation(name) | Self::From(From::Relation { name, alias: None, .. }) => w.qualified(name),
            Self::Alias(alias)
            | Self::From(
                From::Relation { alias: Some(alias), .. } | From::Source { alias } | From::Function { alias, .. },
            ) => w.ident(alias),
            Self::Body => w.sql("pgrst_body"),
        };
    }

    /// The row itself, by its unqualified name.
    fn write_row(&self, w: &mut SqlWriter) {
        match *self {
            Self::Relation(name) | Self::From(From::Relation { name, alias: None, .. }) => w.ident(&name.name),
            Self::Alias(alias)
            | Self::From(
                From::Relation { alias: Some(alias), .. } | From::Source { alias } | From::Function { alias, .. },
            ) => w.ident(alias),
            Self::Body => w.sql("pgrst_body"),
        };
    }
}

pub(crate) fn qualifier(qualifier: &Qualifier, w: &mut SqlWriter) {
    match qualifier {
        Qualifier::Relation(name) => w.qualified(name),
        Qualifier::Alias(alias) => w.ident(alias),
    };
}

/// `"q"."column"`, `"q".*`, `to_jsonb("q"."column")->$1`
pub(crate) fn field(scope: &Scope<'_>, field: &FieldRef, w: &mut SqlWriter) {
    if field.whole_row {
        scope.write_row(w);
        return;
    }
    let to_json = field.to_json && !field.path.is_empty();
    if to_json {
        w.sql("to_jsonb(");
    }
    scope.write(w);
    w.sql(".");
    if field.name == "*" {
        w.sql("*");
    } else {
        w.ident(&field.name);
    }
    if to_json {
        w.sql(")");
    }
    field.path.iter().for_each(|step| json_step(step, w));
}

fn json_step(step: &JsonStep, w: &mut SqlWriter) {
    w.sql(match step.arrow {
        Arrow::Json => "->",
        Arrow::Text => "->>",
    });
    match &step.operand {
        JsonOperand::Key(key) => w.literal(key),
        JsonOperand::Index(index) => w.literal(index).sql("::int"),
    };
}

/// A field as it is shown: formatted where its type has a representation.
pub(crate) fn shown_field(scope: &Scope<'_>, it: &FieldRef, w: &mut SqlWriter) {
    call_unary(it.formatter.as_ref(), w, |w| field(scope, it, w));
}

/// `"schema"."function"(…)`, or the argument alone.
fn call_unary(function: Option<&QualifiedName>, w: &mut SqlWriter, argument: impl FnOnce(&mut SqlWriter)) {
    match function {
        Some(function) => {
            w.qualified(function).sql("(");
            argument(w);
            w.sql(")");
        }
        None => argument(w),
    }
}

/// ` WHERE c1 AND c2`, or nothing.
pub(crate) fn where_clause(scope: &Scope<'_>, conditions: &[Condition], joins: &[JoinCondition], w: &mut SqlWriter) {
    if conditions.is_empty() && joins.is_empty() {
        return;
    }
    w.sql(" WHERE ");
    all(scope, conditions, w);
    if !conditions.is_empty() && !joins.is_empty() {
        w.sql(" AND ");
    }
    w.list(" AND ", joins, |w, join| join_condition(join, w));
}

/// `c1 AND c2`
pub(crate) fn all(scope: &Scope<'_>, conditions: &[Condition], w: &mut SqlWriter) {
    w.list(" AND ", conditions, |w, it| condition(scope, it, w, &mut embed_test));
}

/// A condition. How an embed is tested depends on whether the embed is joined here or only counted.
pub(crate) fn condition(
    scope: &Scope<'_>,
    it: &Condition,
    w: &mut SqlWriter,
    test: &mut impl FnMut(bool, &rowgate_core::Ident, &mut SqlWriter),
) {
    match it {
        Condition::Filter(it) => filter(scope, it, w),
        Condition::Embed { empty, alias } => test(*empty, alias, w),
        Condition::Group { negated, connective, members } => {
            w.sql(if *negated { "NOT (" } else { "(" });
            let separator = match connective {
                Connective::And => " AND ",
                Connective::Or => " OR ",
            };
            w.list(separator, members, |w, member| condition(scope, member, w, test));
            w.sql(")");
        }
    }
}

/// The joined row is compared as a whole, so one whose fields are all NULL still counts as found (EMB-61).
fn embed_test(empty: bool, alias: &rowgate_core::Ident, w: &mut SqlWriter) {
    w.ident(alias).sql(if empty { " IS NOT DISTINCT FROM NULL" } else { " IS DISTINCT FROM NULL" });
}

pub(crate) fn join_condition(join: &JoinCondition, w: &mut SqlWriter) {
    qualifier(&join.inner, w);
    w.sql(".").ident(&join.inner_column).sql(" = ");
    qualifier(&join.outer, w);
    w.sql(".").ident(&join.outer_column);
}

fn filter(scope: &Scope<'_>, filter: &Filter, w: &mut SqlWriter) {
    if filter.negated {
        w.sql("NOT ");
    }
    if let Comparison::FullText { to_tsvector: true, language, .. } = &filter.comparison {
        w.sql("to_tsvector(");
        full_text_language(language.as_deref(), w);
        field(scope, &filter.field, w);
        w.sql(")");
    } else {
        field(scope, &filter.field, w);
    }
    comparison(&filter.comparison, w);
}

fn comparison(comparison: &Comparison, w: &mut SqlWriter) {
    match comparison {
        Comparison::Simple { operator, value, parser } => {
            w.sql(simple_operator(*operator));
            call_unary(parser.as_ref(), w, |w| {
                w.literal(value);
            });
        }
        Comparison::Quantifiable { operator, quantifier, value, parser } => {
            w.sql(quant_operator(*operator));
            quantified(*quantifier, w, |w| {
                call_unary(parser.as_ref(), w, |w| {
                    w.literal(value);
                });
            });
        }
        Comparison::In { values, parser: None } => {
            w.sql(" = ANY (").literal(values).sql(")");
        }
        Comparison::In { values, parser: Some(parser) } => {
            w.sql(" = ANY (SELECT ").qualified(parser).sql("(unnest(").literal(values).sql("::text[])))");
        }
        Comparison::Is(value) => {
            w.sql(is_value(*value));
        }
        Comparison::IsDistinctFrom(value) => {
            w.sql(" IS DISTINCT FROM ").literal(value);
        }
        Comparison::FullText { operator, language, value, .. } => {
            w.sql(full_text_operator(*operator)).sql("(");
            full_text_language(language.as_deref(), w);
            w.literal(value).sql(")");
        }
    }
}

fn quantified(quantifier: Option<Quantifier>, w: &mut SqlWriter, operand: impl FnOnce(&mut SqlWriter)) {
    match quantifier {
        None => operand(w),
        Some(quantifier) => {
            w.sql(match quantifier {
                Quantifier::Any => "ANY(",
                Quantifier::All => "ALL(",
            });
            operand(w);
            w.sql(")");
        }
    }
}

fn full_text_language(language: Option<&str>, w: &mut SqlWriter) {
    if let Some(language) = language {
        w.literal(language).sql(", ");
    }
}

fn simple_operator(operator: SimpleOperator) -> &'static str {
    match operator {
        SimpleOperator::NotEqual => " <> ",
        SimpleOperator::Contains => " @> ",
        SimpleOperator::ContainedIn => " <@ ",
        SimpleOperator::Overlaps => " && ",
        SimpleOperator::StrictlyLeft => " << ",
        SimpleOperator::StrictlyRight => " >> ",
        SimpleOperator::NotExtendsRight => " &< ",
        SimpleOperator::NotExtendsLeft => " &> ",
        SimpleOperator::Adjacent => " -|- ",
    }
}

fn quant_operator(operator: QuantOperator) -> &'static str {
    match operator {
        QuantOperator::Equal => " = ",
        QuantOperator::GreaterThanEqual => " >= ",
        QuantOperator::GreaterThan => " > ",
        QuantOperator::LessThanEqual => " <= ",
        QuantOperator::LessThan => " < ",
        QuantOperator::Like => " like ",
        QuantOperator::ILike => " ilike ",
        QuantOperator::Match => " ~ ",
        QuantOperator::IMatch => " ~* ",
    }
}

fn is_value(value: IsValue) -> &'static str {
    match value {
        IsValue::Null => " IS NULL",
        IsValue::NotNull => " IS NOT NULL",
        IsValue::True => " IS TRUE",
        IsValue::False => " IS FALSE",
        IsValue::Unknown => " IS UNKNOWN",
    }
}

fn full_text_operator(operator: FullTextOperator) -> &'static str {
    match operator {
        FullTextOperator::Plain => " @@ to_tsquery",
        FullTextOperator::PlainTo => " @@ plainto_tsquery",
        FullTextOperator::PhraseTo => " @@ phraseto_tsquery",
        FullTextOperator::WebSearch => " @@ websearch_to_tsquery",
    }
}

/// ` ORDER BY a DESC NULLS LAST`, or nothing.
pub(crate) fn order_by(scope: &Scope<'_>, orders: &[Order], w: &mut SqlWriter) {
    if orders.is_empty() {
        return;
    }
    w.sql(" ORDER BY ");
    w.list(", ", orders, |w, order| {
        match &order.key {
            OrderKey::Own(it) => field(scope, it, w),
            OrderKey::Embed { alias, field: it } => field(&Scope::Alias(alias), it, w),
        }
        w.sql(match order.direction {
            None => "",
            Some(Direction::Ascending) => " ASC",
            Some(Direction::Descending) => " DESC",
        });
        w.sql(match order.nulls {
            None => "",
            Some(Nulls::First) => " NULLS FIRST",
            Some(Nulls::Last) => " NULLS LAST",
        });
    });
}

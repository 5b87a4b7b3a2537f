//! Fields: a column as the catalog knows it, with a path into it.

use compact_str::CompactString;
use rowgate_catalog::{Catalog, Column, Relation, RepresentationKey};
use rowgate_core::{Ident, QualifiedName};
use rowgate_request::{Field, FullTextOperator, JsonOperand, JsonStep, LogicTree, Operation, QuantOperator};

use crate::select::{Comparison, Condition, Filter};

/// A column of the query's relation, and a path into it. The name `*` stands for all columns.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldRef {
    /// The column.
    pub name: Ident,
    /// The path.
    pub path: Vec<JsonStep>,
    /// Whether the column becomes jsonb before the path is applied (FLT-40).
    pub to_json: bool,
    /// The function that formats the value (REP-41).
    pub formatter: Option<QualifiedName>,
    /// Whether the whole row is meant: `count()` inside a spread (AGG-04).
    pub whole_row: bool,
}

impl FieldRef {
    /// A plain column, its arrows applied as they are.
    pub(crate) fn plain(name: Ident, path: Vec<JsonStep>) -> Self {
        Self { name, path, to_json: false, formatter: None, whole_row: false }
    }

    /// Whether all columns are meant.
    pub fn is_star(&self) -> bool {
        self.name == "*" && self.path.is_empty() && !self.whole_row
    }

    /// The key that a path gives its value in the result (SEL-11).
    pub(crate) fn path_key(&self) -> Option<Ident> {
        self.path.last()?;
        let last_key = self.path.iter().rev().find_map(|step| match &step.operand {
            JsonOperand::Key(key) => Some(Ident::new(key)),
            JsonOperand::Index(_) => None,
        });
        Some(last_key.unwrap_or_else(|| self.name.clone()))
    }
}

/// Resolves the fields of one relation; the relation may be unknown (RPC-JSN-09).
#[derive(Clone, Copy)]
pub(crate) struct FieldResolver<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) relation: Option<&'a Relation>,
}

impl<'a> FieldResolver<'a> {
    pub(crate) fn new(catalog: &'a Catalog, relation: &QualifiedName) -> Self {
        Self { catalog, relation: catalog.relation(relation) }
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = &'a Column> {
        self.relation.into_iter().flat_map(|relation| relation.columns.values())
    }

    fn column(&self, name: &str) -> Option<&'a Column> {
        self.relation.and_then(|relation| relation.columns.get(name))
    }

    /// A field as it is ordered or compared.
    pub(crate) fn input(&self, field: &Field) -> FieldRef {
        let to_json = !field.path.is_empty() && {
            let declared = self.column(&field.name).map(|column| column.declared_type.as_str());
            !matches!(declared, Some("json" | "jsonb"))
        };
        FieldRef { to_json, ..FieldRef::plain(Ident::new(&field.name), field.path.clone()) }
    }

    /// A field as it is shown, with its representation as JSON.
    pub(crate) fn output(&self, field: &Field) -> FieldRef {
        let formatter = || self.column(&field.name).and_then(|column| self.formatter(column));
        FieldRef { formatter: self.has_representations().then(formatter).flatten(), ..self.input(field) }
    }

    /// A column as it is shown.
    pub(crate) fn output_column(&self, column: &Column) -> FieldRef {
        FieldRef { formatter: self.formatter(column), ..FieldRef::plain(column.name.clone(), Vec::new()) }
    }

    /// Whether any column has a JSON representation (SEL-13).
    pub(crate) fn has_formatters(&self) -> bool {
        self.has_representations() && self.columns().any(|column| self.formatter(column).is_some())
    }

    fn formatter(&self, column: &Column) -> Option<QualifiedName> {
        self.representation(&column.declared_type, "json")
    }

    /// From JSON to the column's type (MUT-12).
    pub(crate) fn json_parser(&self, column: &Column) -> Option<QualifiedName> {
        self.representation("json", &column.declared_type)
    }

    fn has_representations(&self) -> bool {
        !self.catalog.representations.is_empty()
    }

    fn representation(&self, source: &str, target: &str) -> Option<QualifiedName> {
        if !self.has_representations() {
            return None;
        }
        let key = RepresentationKey { source: source.to_owned(), target: target.to_owned() };
        self.catalog.representations.get(&key).map(|representation| representation.function.clone())
    }

    /// A tree of conditions on fields of the relation.
    pub(crate) fn condition(&self, tree: &LogicTree) -> Condition {
        match tree {
            LogicTree::Condition(filter) => Condition::Filter(self.filter(filter)),
            LogicTree::Group { negated, connective, members } => Condition::Group {
                negated: *negated,
                connective: *connective,
                members: members.iter().map(|member| self.condition(member)).collect(),
            },
        }
    }

    /// A filter on a field of the relation.
    pub(crate) fn filter(&self, filter: &rowgate_request::Filter) -> Filter {
        let column = || self.column(&filter.field.name);
        let parser = || {
            let column = self.has_representations().then(column).flatten();
            column.and_then(|column| self.representation("text", &column.declared_type))
        };
        let comparison = match &filter.operation {
            Operation::Simple(operator, value) => {
                Comparison::Simple { operator: *operator, value: value.clone(), parser: parser() }
            }
            Operation::Quantifiable(operator, quantifier, value) => {
                let is_like = matches!(operator, QuantOperator::Like | QuantOperator::ILike);
                Comparison::Quantifiable {
                    operator: *operator,
                    quantifier: *quantifier,
                    value: if is_like { value.replace('*', "%").into() } else { value.clone() },
                    parser: if is_like { None } else { parser() },
                }
            }
            Operation::In(values) => Comparison::In { values: array_literal(values), parser: parser() },
            Operation::Is(value) => Comparison::Is(*value),
            Operation::IsDistinctFrom(value) => Comparison::IsDistinctFrom(value.clone()),
            Operation::FullText { operator, language, value } => {
                full_text(*operator, language.clone(), value.clone(), column())
            }
        };
        Filter { field: self.input(&filter.field), negated: filter.negated, comparison }
    }
}

/// Columns that the catalog does not know are taken to be text search vectors (FLT-38).
fn full_text(
    operator: FullTextOperator,
    language: Option<CompactString>,
    value: CompactString,
    column: Option<&Column>,
) -> Comparison {
    let to_tsvector = column.is_some_and(|column| column.base_type != "tsvector");
    Comparison::FullText { operator, language, value, to_tsvector }
}

/// An array literal of the values (FLT-34). One empty value alone is the empty array.
fn array_literal(values: &[String]) -> String {
    if let [only] = values
        && only.is_empty()
    {
        return "{}".into();
    }
    let mut literal = String::from("{");
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            literal.push(',');
        }
        literal.push('"');
        for c in value.chars().take_while(|c| *c != '\0') {
            if matches!(c, '"' | '\\') {
                literal.push('\\');
            }
            literal.push(c);
        }
        literal.push('"');
    }
    literal.push('}');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_an_array_literal_are_quoted_and_cut_at_nul() {
        let values = [r#"a"b"#.to_owned(), r"c\d".to_owned(), "e\0f".to_owned(), String::new()];
        assert_eq!(array_literal(&values), r#"{"a\"b","c\\d","e",""}"#);
    }

    #[test]
    fn one_empty_value_is_the_empty_array() {
        assert_eq!(array_literal(&[String::new()]), "{}");
        assert_eq!(array_literal(&[String::new(), String::new()]), r#"{"",""}"#);
    }
}

//! What a document lists, in the order in which it does.

use std::cmp::Ordering;

use rowgate_catalog::{Catalog, Relation, Routine};
use rowgate_core::QualifiedName;

use crate::Visible;
use crate::access::Routines;

/// The content of a document.
pub(crate) struct Outline<'a> {
    pub(crate) catalog: &'a Catalog,
    /// The schema's comment.
    pub(crate) comment: Option<&'a str>,
    /// By name.
    pub(crate) relations: Vec<&'a Relation>,
    /// By name, each name once.
    pub(crate) functions: Vec<Function<'a>>,
}

/// A function, and its parameters' types as the document names them.
pub(crate) struct Function<'a> {
    pub(crate) routine: &'a Routine,
    shown_types: Vec<&'a str>,
}

/// A parameter as the document names it. Ordered by its fields, as overloads are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Argument<'a> {
    pub(crate) name: &'a str,
    pub(crate) type_name: &'a str,
    pub(crate) required: bool,
    pub(crate) variadic: bool,
}

impl<'a> Outline<'a> {
    pub(crate) fn of(visible: &Visible<'a>) -> Self {
        let Visible { catalog, schema, access } = *visible;
        let in_schema = |relation: &&Relation| relation.name.schema == *schema;
        let mut relations: Vec<_> = catalog.relations.values().filter(in_schema).collect();
        relations.retain(|relation| access.relations.include(&relation.name.name));
        relations.sort_unstable_by_key(|relation| &relation.name);

        let overloads = catalog.routines.iter().filter(|(name, _)| name.schema == *schema);
        let mut functions: Vec<_> =
            overloads.filter_map(|(_, overloads)| last_overload(overloads, &access.routines)).collect();
        functions.sort_unstable_by_key(|function| &function.routine.name);

        Self { catalog, comment: access.comment.as_deref(), relations, functions }
    }

    /// Whether the relation of that name is in the document.
    pub(crate) fn lists(&self, relation: &QualifiedName) -> bool {
        self.relations.binary_search_by_key(&relation, |listed| &listed.name).is_ok()
    }
}

/// A document has room for one overload of a name: the last one (OAS-10) of those that may be seen.
fn last_overload<'a>(overloads: &'a [Routine], access: &'a Routines) -> Option<Function<'a>> {
    let seen = |routine| Some(Function { routine, shown_types: access.shown_types(routine)? });
    overloads.iter().filter_map(seen).max_by(overload_order)
}

/// The order of RPC-30 under the types' names in the document, which need not be the catalog's.
fn overload_order(a: &Function<'_>, b: &Function<'_>) -> Ordering {
    let count = a.shown_types.len().cmp(&b.shown_types.len());
    count.then_with(|| a.routine.description.cmp(&b.routine.description)).then_with(|| a.arguments().cmp(b.arguments()))
}

impl<'a> Function<'a> {
    pub(crate) fn name(&self) -> &'a str {
        &self.routine.name.name
    }

    pub(crate) fn arguments(&self) -> impl ExactSizeIterator<Item = Argument<'a>> {
        self.routine.parameters.iter().zip(&self.shown_types).map(|(parameter, type_name)| Argument {
            name: &parameter.name,
            type_name,
            required: parameter.required,
            variadic: parameter.variadic,
        })
    }
}

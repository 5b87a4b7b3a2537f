//! Reads of relations, and the select that every other action ends with.

use rowgate_core::{Ident, QualifiedName};

use crate::draft::{self, LegacyTargetName};
use crate::field::FieldResolver;
use crate::relate::{self, Joined};
use crate::select::Select;
use crate::{Context, Handler, Output, PlanError, ReadPlan, compose, negotiate};

/// Plans a read of a relation.
pub(crate) fn plan(context: Context<'_>, relation: &str, headers_only: bool) -> Result<ReadPlan, PlanError> {
    let relation = context.relation(relation)?.name.clone();
    let Rows { select, legacy_names, is_default } = rows(context, relation.clone())?;
    let mut output = negotiate::output(context, &relation, is_default)?;
    context.check_preferences()?;
    if headers_only {
        output = Output { handler: Handler::None, ..output };
    }
    Ok(ReadPlan { relation, select, output, counting: context.counting(), legacy_names })
}

/// The rows of a request's result.
pub(crate) struct Rows {
    pub(crate) select: Select,
    pub(crate) legacy_names: Vec<LegacyTargetName>,
    /// Whether it is exactly `*` without embeds, which handlers of one relation need (REP-31).
    pub(crate) is_default: bool,
}

/// Plans the rows below `relation`, in the order of checks of ORD-E11a.
pub(crate) fn rows(context: Context<'_>, relation: QualifiedName) -> Result<Rows, PlanError> {
    let name = relation.name.clone();
    let draft = draft::draw(context, &name)?;
    let root = relate::join(context, &draft, relation)?;
    check_related_orders(&root)?;
    check_aggregates(context, &root)?;
    compose::check_aggregates(&root)?;
    let root_fields = FieldResolver::new(context.catalog, &root.relation);
    let select = compose::compose_root(context, &root, root_fields);
    let is_default = select.embeds.is_empty() && matches!(&*select.columns, [only] if only.field.name == "*");
    Ok(Rows { select, legacy_names: draft.legacy_names(), is_default })
}

/// An order by an embed's field needs that embed, and needs it to be to-one (ORD-04).
fn check_related_orders(node: &Joined<'_>) -> Result<(), PlanError> {
    for embed in node.draft.order.iter().filter_map(|term| term.relation.as_deref()) {
        match child_by_key(node, embed) {
            None => return Err(PlanError::NotEmbedded { name: Ident::new(embed), alias: None }),
            Some(child) if !child.is_to_one => {
                let origin = match &node.from {
                    crate::From::Source { .. } => Ident::new("pgrst_source"),
                    _ => node.relation.name.clone(),
                };
                return Err(PlanError::RelatedOrderNotToOne { origin, embed: Ident::new(embed) });
            }
            Some(_) => {}
        }
    }
    node.children.iter().try_for_each(check_related_orders)
}

/// The embed that goes by `key`; target names of aliased embeds do not count.
pub(crate) fn child_by_key<'n, 'a>(node: &'n Joined<'a>, key: &str) -> Option<&'n Joined<'a>> {
    node.children.iter().find(|child| child.draft.key() == key)
}

fn check_aggregates(context: Context<'_>, node: &Joined<'_>) -> Result<(), PlanError> {
    if !context.config.aggregates_enabled && node.draft.columns.iter().any(|column| column.aggregate.is_some()) {
        return Err(PlanError::AggregatesNotAllowed);
    }
    node.children.iter().try_for_each(|child| check_aggregates(context, child))
}

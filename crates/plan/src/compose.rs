//! From the joined tree to nested SELECTs, from the leaves up: columns, aliases, spreads and the aggregates they hoist.

use rowgate_core::Ident;
use rowgate_request::{Aggregate, Field, JoinType, LogicTree, OrderTerm, SelectColumn, Window};

use crate::field::{FieldRef, FieldResolver};
use crate::read::child_by_key;
use crate::relate::Joined;
use crate::select::{Column, Condition, Embed, GroupTerm, Key, Order, OrderKey, Select, Shape, SpreadColumn};
use crate::{Context, PlanError};

/// Aggregates in a to-many spread, or hoisted into one, have no meaning yet (AGG-05).
pub(crate) fn check_aggregates(node: &Joined<'_>) -> Result<(), PlanError> {
    if node.is_to_many_spread() && hoists_aggregates(node) {
        return Err(PlanError::AggregateInToManySpread);
    }
    node.children.iter().try_for_each(check_aggregates)
}

fn hoists_aggregates(node: &Joined<'_>) -> bool {
    node.draft.columns.iter().any(|column| column.aggregate.is_some())
        || node.children.iter().any(|child| child.is_to_one_spread() && hoists_aggregates(child))
}

/// Composes the SELECT of the root.
pub(crate) fn compose_root(context: Context<'_>, root: &Joined<'_>, root_fields: FieldResolver<'_>) -> Select {
    Composer { context, root_fields }.compose(root, false).select
}

struct Composer<'a> {
    context: Context<'a>,
    /// Orders take their types from the root's relation, at every level (ORD-03).
    root_fields: FieldResolver<'a>,
}

/// A composed node, and what it has for a parent that spreads it.
struct Composed {
    select: Select,
    /// The columns of a spread by the names the parent can use; empty where it is none.
    lifted: Vec<Ident>,
    /// Aggregates that a spread leaves to the nearest node that is none (AGG-04).
    hoisted: Vec<Hoisted>,
}

/// An aggregate taken out of a to-one spread.
#[derive(Clone)]
struct Hoisted {
    column: Ident,
    aggregate: Aggregate,
    cast: Option<Ident>,
    alias: Option<Ident>,
}

impl Composer<'_> {
    fn compose(&self, node: &Joined<'_>, ancestor_aggregates: bool) -> Composed {
        let fields = FieldResolver::new(self.context.catalog, &node.relation);
        let aggregates = ancestor_aggregates
            || node.is_to_many_spread()
            || node.draft.columns.iter().any(|column| column.aggregate.is_some());

        let mut columns = columns(node, fields, aggregates);
        let mut hoisted = if node.is_to_one_spread() { hoist(&mut columns) } else { Vec::new() };
        // Only a spread's parent asks for them.
        let mut lifted = Vec::new();
        if node.draft.is_spread {
            lifted.extend(columns.iter().map(output_name));
        }
        let mut embeds = Vec::with_capacity(node.children.len());
        for child in &node.children {
            let composed = self.compose(child, aggregates);
            let embed = self.embed(child, composed, node, &mut hoisted);
            if node.draft.is_spread {
                lifted.extend(embed.lifted_names());
            }
            embeds.push(embed);
        }
        let group_by = group_by(&columns, &embeds);
        let select = Select {
            from: node.from.clone(),
            columns,
            conditions: conditions(node, fields),
            joins: node.joins.clone(),
            group_by,
            order: if node.is_to_many_spread() { Vec::new() } else { self.orders(node) },
            window: self.window(node.draft.window),
            embeds,
        };
        Composed { select, lifted, hoisted }
    }

    /// Turns a composed child into a join of its parent. What a spread hoists ends here or goes further up.
    fn embed(&self, child: &Joined<'_>, composed: Composed, parent: &Joined<'_>, hoisted: &mut Vec<Hoisted>) -> Embed {
        let shape = if child.draft.is_spread {
            let plain = composed.lifted.into_iter().map(SpreadColumn::plain);
            if child.is_to_one && parent.is_to_one_spread() && !parent.is_root {
                hoisted.extend(composed.hoisted);
                Shape::Spread(plain.collect())
            } else {
                let columns = plain.map(|column| column.with_hoisted(&composed.hoisted)).collect();
                if child.is_to_one { Shape::Spread(columns) } else { self.spread_arrays(child, columns) }
            }
        } else {
            let name = Ident::new(child.draft.key());
            let key = if child.draft.is_empty() { Key::Omitted(name) } else { Key::Named(name) };
            if child.is_to_one { Shape::Object(key) } else { Shape::Array(key) }
        };
        Embed {
            alias: child.alias.clone(),
            select: composed.select,
            join: child.draft.join.unwrap_or(JoinType::Left),
            shape,
        }
    }

    /// The arrays are ordered where they are aggregated, by columns selected for that alone (ORD-05).
    fn spread_arrays(&self, child: &Joined<'_>, columns: Vec<SpreadColumn>) -> Shape {
        let (mut order_columns, mut order) = (Vec::new(), Vec::new());
        for (index, term) in self.orders(child).into_iter().enumerate() {
            let (qualifier, field) = match term.key {
                OrderKey::Own(field) => (None, field),
                OrderKey::Embed { alias, field } => (Some(alias), field),
            };
            let alias = Ident::new(&format!("{}_{}_{}", child.alias, field.name, index + 1));
            order.push(Order { key: OrderKey::Own(FieldRef::plain(alias.clone(), Vec::new())), ..term });
            order_columns.push(Column {
                field,
                qualifier,
                cast: None,
                aggregate: None,
                aggregate_cast: None,
                alias: Some(alias),
            });
        }
        Shape::SpreadArrays { columns, order_columns, order }
    }

    fn orders(&self, node: &Joined<'_>) -> Vec<Order> {
        node.draft.order.iter().map(|term| self.order(node, term)).collect()
    }

    fn order(&self, node: &Joined<'_>, term: &OrderTerm) -> Order {
        let embed = term.relation.as_deref().and_then(|key| child_by_key(node, key));
        let key = match embed {
            Some(child) => OrderKey::Embed {
                alias: child.alias.clone(),
                field: FieldRef::plain(Ident::new(&term.field.name), term.field.path.clone()),
            },
            None => OrderKey::Own(self.root_fields.input(&term.field)),
        };
        Order { key, direction: term.direction, nulls: term.nulls }
    }

    /// `db-max-rows` cuts every window but those of mutations (EMB-46, PAG-12).
    fn window(&self, window: Window) -> Window {
        match self.context.config.max_rows {
            Some(max) if !self.context.is_mutation() => {
                let max = i128::from(max);
                Window { limit: Some(window.limit.map_or(max, |limit| limit.min(max))), ..window }
            }
            _ => window,
        }
    }
}

impl Embed {
    /// The names a spread of the parent could lift.
    fn lifted_names(&self) -> Vec<Ident> {
        match &self.shape {
            Shape::Object(Key::Named(name)) | Shape::Array(Key::Named(name)) => vec![name.clone()],
            Shape::Object(Key::Omitted(_)) | Shape::Array(Key::Omitted(_)) => Vec::new(),
            Shape::Spread(columns) | Shape::SpreadArrays { columns, .. } => {
                columns.iter().map(|column| column.name.clone()).collect()
            }
        }
    }
}

impl SpreadColumn {
    fn plain(name: Ident) -> Self {
        Self { name, aggregate: None, aggregate_cast: None, alias: None }
    }

    fn with_hoisted(self, hoisted: &[Hoisted]) -> Self {
        match hoisted.iter().find(|it| it.column == self.name) {
            Some(found) => Self {
                aggregate: Some(found.aggregate),
                aggregate_cast: found.cast.clone(),
                alias: found.alias.clone(),
                ..self
            },
            None => self,
        }
    }
}

/// The columns of a node, `*` expanded where that is needed (SEL-13).
fn columns(node: &Joined<'_>, fields: FieldResolver<'_>, aggregates: bool) -> Vec<Column> {
    let expands = aggregates || fields.has_formatters();
    let mut columns = Vec::with_capacity(node.draft.columns.len());
    for item in &node.draft.columns {
        match item.aggregate {
            None if expands && is_star(&item.field) => {
                columns.extend(fields.columns().map(|column| column_of(item, fields.output_column(column), node)));
            }
            Some(Aggregate::Count) if node.draft.is_spread && is_star(&item.field) => {
                let whole_row = FieldRef { whole_row: true, ..FieldRef::plain(Ident::new("*"), Vec::new()) };
                columns.push(column_of(item, whole_row, node));
            }
            _ => columns.push(column_of(item, fields.output(&item.field), node)),
        }
    }
    columns
}

fn is_star(field: &Field) -> bool {
    field.name == "*" && field.path.is_empty()
}

fn column_of(item: &SelectColumn, field: FieldRef, node: &Joined<'_>) -> Column {
    let ident = |text: &Option<_>| text.as_ref().map(|text: &compact_str::CompactString| Ident::new(text));
    Column {
        alias: ident(&item.alias).or_else(|| implicit_alias(item, &field, node.draft.is_spread)),
        field,
        qualifier: None,
        cast: ident(&item.cast),
        aggregate: item.aggregate,
        aggregate_cast: ident(&item.aggregate_cast),
    }
}

/// The key of a column that has no alias, where PostgreSQL's own label would not do (SEL-11).
fn implicit_alias(item: &SelectColumn, field: &FieldRef, in_spread: bool) -> Option<Ident> {
    match item.aggregate {
        Some(aggregate) => in_spread.then(|| Ident::new(aggregate_name(aggregate))),
        None => field.path_key().or_else(|| field.formatter.as_ref().map(|_| field.name.clone())),
    }
}

fn aggregate_name(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Sum => "sum",
        Aggregate::Avg => "avg",
        Aggregate::Max => "max",
        Aggregate::Min => "min",
        Aggregate::Count => "count",
    }
}

/// The name a column has in its SELECT's output.
fn output_name(column: &Column) -> Ident {
    column.alias.clone().unwrap_or_else(|| column.field.name.clone())
}

/// Takes the aggregates out of a to-one spread's columns.
fn hoist(columns: &mut [Column]) -> Vec<Hoisted> {
    let take = |column: &mut Column| {
        let aggregate = column.aggregate.take()?;
        let cast = column.aggregate_cast.take();
        Some(Hoisted { column: output_name(column), aggregate, cast, alias: column.alias.clone() })
    };
    columns.iter_mut().filter_map(take).collect()
}

/// Everything that is not aggregated, when anything is (AGG-02).
fn group_by(columns: &[Column], embeds: &[Embed]) -> Vec<GroupTerm> {
    fn spread_columns(embed: &Embed) -> &[SpreadColumn] {
        match &embed.shape {
            Shape::Spread(columns) | Shape::SpreadArrays { columns, .. } => columns,
            Shape::Object(_) | Shape::Array(_) => &[],
        }
    }
    let aggregates = columns.iter().any(|column| column.aggregate.is_some())
        || embeds.iter().flat_map(spread_columns).any(|column| column.aggregate.is_some());
    if !aggregates {
        return Vec::new();
    }
    let own = columns.iter().filter(|column| column.aggregate.is_none()).map(|column| match &column.alias {
        Some(alias) => GroupTerm::Output(alias.clone()),
        None => GroupTerm::Field(column.field.clone()),
    });
    own.chain(embeds.iter().flat_map(group_terms)).collect()
}

fn group_terms(embed: &Embed) -> Vec<GroupTerm> {
    match &embed.shape {
        Shape::Object(Key::Named(name)) | Shape::Array(Key::Named(name)) => vec![GroupTerm::Output(name.clone())],
        Shape::Object(Key::Omitted(_)) | Shape::Array(Key::Omitted(_)) => Vec::new(),
        Shape::Spread(columns) | Shape::SpreadArrays { columns, .. } => columns
            .iter()
            .filter(|column| column.aggregate.is_none())
            .map(|column| GroupTerm::Spread { alias: embed.alias.clone(), column: column.name.clone() })
            .collect(),
    }
}

/// Logic trees come first (LOG-06).
fn conditions(node: &Joined<'_>, fields: FieldResolver<'_>) -> Vec<Condition> {
    let logic = node.draft.logic.iter().map(|tree| condition(node, fields, tree));
    let filters = node.draft.filters.iter().map(|filter| filter_or_embed_test(node, fields, filter));
    logic.chain(filters).collect()
}

fn condition(node: &Joined<'_>, fields: FieldResolver<'_>, tree: &LogicTree) -> Condition {
    match tree {
        LogicTree::Condition(filter) => filter_or_embed_test(node, fields, filter),
        LogicTree::Group { negated, connective, members } => Condition::Group {
            negated: *negated,
            connective: *connective,
            members: members.iter().map(|member| condition(node, fields, member)).collect(),
        },
    }
}

/// `is.null` on the name of an embed asks whether it found anything (EMB-60).
fn filter_or_embed_test(node: &Joined<'_>, fields: FieldResolver<'_>, filter: &rowgate_request::Filter) -> Condition {
    use rowgate_request::{IsValue, Operation};
    let embed = child_by_key(node, &filter.field.name).filter(|_| filter.field.path.is_empty());
    match (embed, &filter.operation) {
        (Some(embed), Operation::Is(IsValue::Null)) => {
            Condition::Embed { empty: !filter.negated, alias: embed.alias.clone() }
        }
        _ => Condition::Filter(fields.filter(filter)),
    }
}

//! Which relationship an embed means (contract §4.2), and the tree joined by them.

use rowgate_catalog::{Cardinality, ColumnPair, ForeignKeyLink, Relationship};
use rowgate_core::{Ident, QualifiedName, fuzzy};

use crate::draft::Draft;
use crate::select::{From, JoinCondition, Qualifier};
use crate::{CandidateRelationship, Context, PlanError};

/// A node of the tree with the way from its parent.
#[derive(Debug)]
pub(crate) struct Joined<'a> {
    pub(crate) draft: &'a Draft<'a>,
    /// The relation whose columns the node has.
    pub(crate) relation: QualifiedName,
    pub(crate) from: From,
    pub(crate) joins: Vec<JoinCondition>,
    /// The node's alias in its parent's query; the relation's name at the root.
    pub(crate) alias: Ident,
    pub(crate) is_to_one: bool,
    pub(crate) is_root: bool,
    pub(crate) children: Vec<Joined<'a>>,
}

impl Joined<'_> {
    pub(crate) fn is_to_one_spread(&self) -> bool {
        self.draft.is_spread && self.is_to_one
    }

    pub(crate) fn is_to_many_spread(&self) -> bool {
        self.draft.is_spread && !self.is_to_one
    }
}

/// Joins the tree below a root, from the top down.
///
/// # Errors
///
/// [`PlanError::RelationshipNotFound`] and [`PlanError::AmbiguousRelationship`].
pub(crate) fn join<'a>(
    context: Context<'a>,
    draft: &'a Draft<'a>,
    relation: QualifiedName,
) -> Result<Joined<'a>, PlanError> {
    let from = if context.reads_from_source() {
        From::Source { alias: relation.name.clone() }
    } else {
        From::Relation { name: relation.clone(), alias: None, junction: None }
    };
    let alias = relation.name.clone();
    let mut root = Joined {
        draft,
        relation,
        from,
        joins: Vec::new(),
        alias,
        is_to_one: true,
        is_root: true,
        children: Vec::new(),
    };
    root.children = children(context, &root, 1)?;
    Ok(root)
}

fn children<'a>(context: Context<'a>, parent: &Joined<'a>, depth: usize) -> Result<Vec<Joined<'a>>, PlanError> {
    parent.draft.children.iter().map(|draft| child(context, parent, draft, depth)).collect()
}

fn child<'a>(
    context: Context<'a>,
    parent: &Joined<'a>,
    draft: &'a Draft<'a>,
    depth: usize,
) -> Result<Joined<'a>, PlanError> {
    let relationship = find(context, &parent.relation, draft.target, draft.hint)?;
    let own_alias = Ident::new(&format!("{}_{depth}", relationship.target().name));
    let outer = parent.from.qualifier();
    let (from, joins) = match relationship {
        Relationship::ForeignKey(link) => foreign_key_join(link, &outer, own_alias),
        Relationship::Computed(computed) => {
            let argument = match outer {
                Qualifier::Relation(name) => name.name,
                Qualifier::Alias(alias) => alias,
            };
            let from = From::Function {
                name: computed.function.clone(),
                argument,
                argument_type: computed.origin.clone(),
                alias: own_alias,
            };
            (from, Vec::new())
        }
    };
    let mut joined = Joined {
        draft,
        relation: relationship.target().clone(),
        from,
        joins,
        alias: Ident::new(&format!("{}_{}_{depth}", relationship.origin().name, draft.key())),
        is_to_one: relationship.is_to_one(),
        is_root: false,
        children: Vec::new(),
    };
    joined.children = children(context, &joined, depth + 1)?;
    Ok(joined)
}

fn foreign_key_join(link: &ForeignKeyLink, outer: &Qualifier, own_alias: Ident) -> (From, Vec<JoinCondition>) {
    match &link.cardinality {
        Cardinality::OneToMany { columns, .. }
        | Cardinality::ManyToOne { columns, .. }
        | Cardinality::OneToOne { columns, .. } => {
            let from = From::Relation { name: link.target.clone(), alias: Some(own_alias), junction: None };
            let joins = JoinCondition::of(&from.qualifier(), outer, columns);
            (from, joins)
        }
        Cardinality::ManyToMany(junction) => {
            let from =
                From::Relation { name: link.target.clone(), alias: None, junction: Some(junction.relation.clone()) };
            let middle = Qualifier::Relation(junction.relation.clone());
            let mut joins = JoinCondition::of(&middle, &from.qualifier(), &junction.target_columns);
            joins.extend(JoinCondition::of(&middle, outer, &junction.origin_columns));
            (from, joins)
        }
    }
}

/// The one relationship that `target`, perhaps with a hint, means at `origin` (EMB-20 … EMB-26).
///
/// The request's own schema wins. Where it has nothing that fits, relations of other exposed schemas do, which PostgREST
/// never embeds.
fn find<'a>(
    context: Context<'a>,
    origin: &QualifiedName,
    target: &str,
    hint: Option<&str>,
) -> Result<&'a Relationship, PlanError> {
    let schema = context.schema();
    let mut matching = fitting(context, &schema, origin, target, hint);
    if matching.is_empty() && context.config.cross_schema_embeds {
        matching = fitting_elsewhere(context, &schema, origin, target, hint);
    }
    match matching.as_slice() {
        [only] => Ok(only),
        [] => Err(not_found(context, schema, &origin.name, target, hint)),
        several => Err(PlanError::AmbiguousRelationship {
            origin: origin.name.clone(),
            target: Ident::new(target),
            candidates: CandidateRelationship::choice(several, &schema),
        }),
    }
}

fn fitting<'a>(
    context: Context<'a>,
    schema: &Ident,
    origin: &QualifiedName,
    target: &str,
    hint: Option<&str>,
) -> Vec<&'a Relationship> {
    let relationships = context.catalog.relationships_of(origin).iter();
    relationships.filter(|it| is_within(it, schema) && matches(it, target, hint)).collect()
}

/// The hint may also be the target with its schema, as in `profiles!public.profiles`.
fn fitting_elsewhere<'a>(
    context: Context<'a>,
    schema: &Ident,
    origin: &QualifiedName,
    target: &str,
    hint: Option<&str>,
) -> Vec<&'a Relationship> {
    let fits = |relationship: &&Relationship| {
        let names_schema = hint.is_some_and(|hint| relationship.target().to_string() == hint);
        let hint = hint.filter(|_| !names_schema);
        !is_within(relationship, schema) && matches(relationship, target, hint)
    };
    context.catalog.relationships_of(origin).iter().filter(fits).collect()
}

/// Whether PostgREST would embed it: the target is in the request's schema, or of a computed relationship the function
/// (EMB-07, EMB-09).
fn is_within(relationship: &Relationship, schema: &Ident) -> bool {
    match relationship {
        Relationship::ForeignKey(link) => link.target.schema == *schema,
        Relationship::Computed(computed) => computed.function.schema == *schema,
    }
}

fn matches(relationship: &Relationship, target: &str, hint: Option<&str>) -> bool {
    match relationship {
        Relationship::Computed(computed) => computed.function.name == *target,
        Relationship::ForeignKey(link) if link.is_self => matches_self(link, target, hint),
        Relationship::ForeignKey(link) => match hint {
            None => matches_without_hint(link, target),
            Some(hint) => link.target.name == *target && matches_hint(link, hint),
        },
    }
}

/// EMB-23, EMB-24: the relation's name finds the children, the column's name the parent.
fn matches_self(link: &ForeignKeyLink, target: &str, hint: Option<&str>) -> bool {
    match (&link.cardinality, hint) {
        (Cardinality::OneToMany { .. }, None) => link.target.name == *target,
        (Cardinality::ManyToOne { columns, .. }, None) => is_single(columns, |pair| pair.origin == *target),
        (Cardinality::OneToMany { columns, .. }, Some(hint)) => {
            link.target.name == *target && is_single(columns, |pair| pair.target == *hint)
        }
        _ => false,
    }
}

/// EMB-21: a relation's name, or at a table a constraint's or column's name.
fn matches_without_hint(link: &ForeignKeyLink, target: &str) -> bool {
    let by_key = || match &link.cardinality {
        Cardinality::OneToMany { constraint, columns }
        | Cardinality::ManyToOne { constraint, columns }
        | Cardinality::OneToOne { constraint, columns, .. } => {
            constraint == target || is_single(columns, |pair| pair.origin == *target)
        }
        Cardinality::ManyToMany(_) => false,
    };
    link.target.name == *target || (!link.target_is_view && by_key())
}

/// EMB-22: a constraint, a column of either end, or a junction.
fn matches_hint(link: &ForeignKeyLink, hint: &str) -> bool {
    match &link.cardinality {
        Cardinality::OneToMany { constraint, columns }
        | Cardinality::ManyToOne { constraint, columns }
        | Cardinality::OneToOne { constraint, columns, .. } => {
            constraint == hint || is_single(columns, |pair| pair.origin == *hint || pair.target == *hint)
        }
        Cardinality::ManyToMany(junction) => junction.relation.name == *hint,
    }
}

/// Composite keys can only be hinted by their constraint's name (EMB-26).
fn is_single(columns: &[ColumnPair], fits: impl Fn(&ColumnPair) -> bool) -> bool {
    matches!(columns, [only] if fits(only))
}

fn not_found(context: Context<'_>, schema: Ident, origin: &Ident, target: &str, hint: Option<&str>) -> PlanError {
    PlanError::RelationshipNotFound {
        nearest: nearest(context, &schema, origin, target),
        origin: origin.clone(),
        target: Ident::new(target),
        hint: hint.map(Ident::new),
        schema,
    }
}

/// A similar origin where this one has no relationships at all, else a similar target (EMB-31).
fn nearest(context: Context<'_>, schema: &Ident, origin: &Ident, target: &str) -> Option<(Ident, Ident)> {
    let relationships = &context.catalog.relationships;
    let of_origin = relationships.get(&QualifiedName::new(schema.clone(), origin.clone()));
    let is_related = |list: &&Vec<Relationship>| list.is_empty() || list.iter().any(|it| is_within(it, schema));
    let Some(of_origin) = of_origin.filter(is_related) else {
        let related = relationships.keys().filter(|name| name.schema == *schema);
        let found = fuzzy::nearest(origin, related.map(|name| name.name.as_str()), fuzzy::LOOSE_THRESHOLD)?;
        return Some((Ident::new(found), origin.clone()));
    };
    let within = of_origin.iter().filter(|relationship| is_within(relationship, schema));
    let targets = within.map(|relationship| relationship.target().name.as_str());
    let found = fuzzy::nearest(target, targets, fuzzy::LOOSE_THRESHOLD)?;
    let is_exact = found.to_lowercase() == target.to_lowercase();
    (!is_exact).then(|| (Ident::new(found), Ident::new(target)))
}

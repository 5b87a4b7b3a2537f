//! What a column's description says of the keys it is part of (OAS-15).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use rowgate_catalog::{Cardinality, Catalog, Column, ColumnPair, ForeignKeyLink, Relation, Relationship};
use rowgate_core::Ident;

/// The keys of one relation.
pub(crate) struct Notes<'a> {
    primary_key: HashSet<&'a Ident>,
    /// Relation and column that a column refers to.
    foreign_keys: HashMap<&'a Ident, (&'a Ident, &'a Ident)>,
}

impl<'a> Notes<'a> {
    /// The keys of `relation`. Foreign keys are those of one column that lead to a relation of the same schema; where
    /// several do, one to a table comes before one to a view.
    pub(crate) fn of(catalog: &'a Catalog, relation: &'a Relation) -> Self {
        let all = catalog.relationships_of(&relation.name).iter().filter_map(detected);
        let links = all.filter(|link| link.target.schema == relation.name.schema);
        let (to_views, to_tables): (Vec<_>, Vec<_>) = links.partition(|link| link.target_is_view);
        let mut foreign_keys = HashMap::new();
        for link in to_tables.into_iter().chain(to_views) {
            if let Some(pair) = single_column(link) {
                foreign_keys.entry(&pair.origin).or_insert((&link.target.name, &pair.target));
            }
        }
        Self { primary_key: relation.primary_key.iter().collect(), foreign_keys }
    }

    /// The column's comment and the notes on its keys.
    pub(crate) fn description<'c>(&self, column: &'c Column) -> Option<Cow<'c, str>> {
        let comment = column.description.as_deref();
        let is_primary = self.primary_key.contains(&column.name);
        let foreign_key = self.foreign_keys.get(&column.name);
        if !is_primary && foreign_key.is_none() {
            return comment.map(Cow::Borrowed);
        }
        let mut notes = vec!["Note:".to_owned()];
        if is_primary {
            notes.push("This is a Primary Key.<pk/>".to_owned());
        }
        if let Some((table, column)) = foreign_key {
            notes.push(format!("This is a Foreign Key to `{table}.{column}`.<fk table='{table}' column='{column}'/>"));
        }
        let notes = notes.join("\n");
        Some(Cow::Owned(match comment {
            Some(comment) => format!("{comment}\n\n{notes}"),
            None => notes,
        }))
    }
}

fn detected(relationship: &Relationship) -> Option<&ForeignKeyLink> {
    match relationship {
        Relationship::ForeignKey(link) => Some(link),
        Relationship::Computed(_) => None,
    }
}

/// The columns of a foreign key of the link's origin, if it has one column.
fn single_column(link: &ForeignKeyLink) -> Option<&ColumnPair> {
    match &link.cardinality {
        Cardinality::ManyToOne { columns, .. } | Cardinality::OneToOne { columns, origin_is_parent: false, .. } => {
            columns.first().filter(|_| columns.len() == 1)
        }
        _ => None,
    }
}

//! Which columns of tables the views show (EMB-04).
//!
//! A view's column that is nothing but a column of another relation has one origin, so following origins from a column
//! is a walk along a line: it ends at a table, at an expression, or goes in a circle when a view was redefined in terms
//! of itself.

use hashbrown::HashMap;

use super::facts::{ColumnId, Facts, RelationId};

/// The tables whose columns views show, with those views.
pub(super) struct Lineage {
    exposures: HashMap<RelationId, HashMap<RelationId, Exposure>>,
}

/// The columns of one table that one view shows.
#[derive(Default)]
pub(super) struct Exposure {
    /// By column of the table: the view's columns that show it, in the view's order.
    shown: HashMap<i16, Vec<i16>>,
}

impl Lineage {
    /// Follows every column of every served view down to a table.
    pub(super) fn trace(facts: &Facts) -> Self {
        let mut exposures: HashMap<RelationId, HashMap<RelationId, Exposure>> = HashMap::new();
        for (&view, relation) in facts.relations.iter().filter(|(_, relation)| relation.is_view) {
            for &(number, _) in &relation.columns {
                if let Some(base) = walk(&facts.origins, ColumnId { relation: view, number }) {
                    let exposure = exposures.entry(base.relation).or_default().entry(view).or_default();
                    exposure.shown.entry(base.number).or_default().push(number);
                }
            }
        }
        Self { exposures }
    }

    /// The views that show columns of `table`, in no order.
    pub(super) fn views_of(&self, table: RelationId) -> impl Iterator<Item = (RelationId, &Exposure)> {
        self.exposures.get(&table).into_iter().flatten().map(|(view, exposure)| (*view, exposure))
    }
}

impl Exposure {
    /// The view's columns for each column of a key, at least one for each; `None` unless the view shows them all.
    pub(super) fn key(&self, columns: &[i16]) -> Option<Vec<&[i16]>> {
        columns.iter().map(|column| self.shown.get(column).map(Vec::as_slice)).collect()
    }
}

/// The last column of the walk; `None` when there is no step to take, or no end.
fn walk(origins: &HashMap<ColumnId, ColumnId>, start: ColumnId) -> Option<ColumnId> {
    let mut passed = Vec::new();
    let mut at = start;
    while let Some(&origin) = origins.get(&at) {
        if passed.contains(&origin.relation) {
            return None;
        }
        passed.push(origin.relation);
        at = origin;
    }
    (!passed.is_empty()).then_some(at)
}

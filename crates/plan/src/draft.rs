//! The tree that `select` draws, with every other parameter brought to the node it addresses.
//!
//! Paths are matched against what is written in `select`; nothing is looked up in the catalog yet.

use rowgate_core::Ident;
use rowgate_request::{EmbedPath, Filter, JoinType, LogicTree, OrderTerm, SelectColumn, SelectItem, Window};

use crate::{Context, PlanError};

/// A node of `select`: the root or an embed.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'a> {
    /// What is embedded, as written; the relation's or function's name at the root.
    pub(crate) target: &'a str,
    pub(crate) alias: Option<&'a str>,
    pub(crate) hint: Option<&'a str>,
    pub(crate) join: Option<JoinType>,
    pub(crate) is_spread: bool,
    pub(crate) columns: Vec<&'a SelectColumn>,
    pub(crate) logic: Vec<&'a LogicTree>,
    pub(crate) filters: Vec<&'a Filter>,
    pub(crate) order: &'a [OrderTerm],
    pub(crate) window: Window,
    pub(crate) children: Vec<Draft<'a>>,
    /// Whether a parameter addressed it by its target although it has an alias.
    addressed_by_target: bool,
}

/// An embed with an alias that a parameter addressed by its target's name (EMB-51).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyTargetName {
    /// The name that was used.
    pub target: Ident,
    /// The name that should be used.
    pub alias: Ident,
}

impl<'a> Draft<'a> {
    /// The key in the parent's row, which is also the name parameters address the embed by.
    pub(crate) fn key(&self) -> &'a str {
        self.alias.unwrap_or(self.target)
    }

    /// Whether it selects nothing at all, so that it joins without appearing (EMB-42).
    pub(crate) fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.children.iter().all(Draft::is_empty)
    }

    pub(crate) fn legacy_names(&self) -> Vec<LegacyTargetName> {
        let own = self
            .alias
            .filter(|_| self.addressed_by_target)
            .map(|alias| LegacyTargetName { target: Ident::new(self.target), alias: Ident::new(alias) });
        own.into_iter().chain(self.children.iter().flat_map(Draft::legacy_names)).collect()
    }

    fn new(target: &'a str, items: &'a [SelectItem]) -> Self {
        let mut draft = Self {
            target,
            alias: None,
            hint: None,
            join: None,
            is_spread: false,
            columns: Vec::new(),
            logic: Vec::new(),
            filters: Vec::new(),
            order: &[],
            window: Window::default(),
            children: Vec::new(),
            addressed_by_target: false,
        };
        for item in items {
            draft.add(item);
        }
        draft
    }

    fn add(&mut self, item: &'a SelectItem) {
        match item {
            SelectItem::Column(column) => self.columns.push(column),
            SelectItem::Embed { target, alias, hint, join, select } => self.children.push(Draft {
                alias: alias.as_deref(),
                hint: hint.as_deref(),
                join: *join,
                ..Draft::new(target, select)
            }),
            SelectItem::Spread { target, hint, join, select } => self.children.push(Draft {
                hint: hint.as_deref(),
                join: *join,
                is_spread: true,
                ..Draft::new(target, select)
            }),
        }
    }

    /// The node at `path`. Every embed on the way moves to the front of its siblings (SEL-10).
    fn at_path(&mut self, path: &[impl AsRef<str>], by_target: bool) -> Result<&mut Self, PlanError> {
        let Some((name, rest)) = path.split_first() else { return Ok(self) };
        let name = name.as_ref();
        let Some(index) = self.children.iter().position(|child| child.goes_by(name, by_target)) else {
            return Err(self.not_embedded(name, by_target));
        };
        self.children[..=index].rotate_right(1);
        let child = &mut self.children[0];
        child.addressed_by_target |= child.target == name && child.alias.is_some_and(|alias| alias != name);
        child.at_path(rest, by_target)
    }

    fn goes_by(&self, name: &str, by_target: bool) -> bool {
        self.key() == name || (by_target && self.target == name)
    }

    fn not_embedded(&self, name: &str, by_target: bool) -> PlanError {
        let hidden = || self.children.iter().find(|child| child.goes_by(name, true)).and_then(|child| child.alias);
        let alias = if by_target { None } else { hidden() };
        PlanError::NotEmbedded { name: Ident::new(name), alias: alias.map(Ident::new) }
    }
}

/// Draws the tree of a request whose root is `root`.
///
/// Parameters are brought to their nodes kind by kind and from the last to the first, so that of several bad ones of a
/// kind the last is reported (ORD-E11a), and of several `order` for one node the first wins (QRY-07).
///
/// # Errors
///
/// [`PlanError::NotEmbedded`] for a path that `select` does not have.
pub(crate) fn draw<'a>(context: Context<'a>, root: &'a str) -> Result<Draft<'a>, PlanError> {
    let query = &context.request.query;
    let by_target = context.config.legacy_target_names;
    let of_root_counts = !context.is_mutation();
    let counts = |path: &EmbedPath| of_root_counts || !path.is_empty();

    let mut tree = Draft::new(root, &query.select);
    for (path, filter) in query.filters.iter().rev().filter(|(path, _)| counts(path)) {
        tree.at_path(path, by_target)?.filters.insert(0, filter);
    }
    for (path, order) in query.order.iter().rev() {
        tree.at_path(path, by_target)?.order = order;
    }
    if !context.is_mutation() {
        tree.window = context.request.window;
        for (path, window) in query.windows.iter().rev() {
            tree.at_path(path, by_target)?.window = *window;
        }
    }
    for (path, logic) in query.logic.iter().rev().filter(|(path, _)| counts(path)) {
        tree.at_path(path, by_target)?.logic.insert(0, logic);
    }
    Ok(tree)
}

//! Query strings: a tree of embeds, and parameters for each of its nodes.

use std::fmt;

use rowgate_catalog::{Cardinality, Relation, Relationship};

use super::dice::Dice;
use super::requests::{hole, relation_named};
use crate::world;

/// How deep embeds nest.
const DEPTH: usize = 3;

/// `select` and the parameters that go with it.
#[derive(Default)]
pub(super) struct Query {
    select: String,
    parameters: Vec<String>,
    /// How many embeds there are, so that each gets an alias of its own.
    embeds: usize,
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "select={}", self.select)?;
        self.parameters.iter().try_for_each(|parameter| write!(f, "&{parameter}"))
    }
}

/// A node of `select` while it is made.
#[derive(Clone, Copy)]
struct Node<'a> {
    relation: &'a Relation,
    /// What parameters put before their own word: `a.b.`
    path: &'a str,
    depth: usize,
    /// Aggregates have no meaning inside a to-many spread, nor in what is hoisted into one (AGG-05).
    takes_aggregates: bool,
}

impl Query {
    /// A query of the rows of a relation.
    pub(super) fn throw(dice: &mut Dice<'_>, relation: &Relation) -> Self {
        let mut query = Self::default();
        query.select = query.items(dice, Node { relation, path: "", depth: 0, takes_aggregates: true });
        query
    }

    fn items(&mut self, dice: &mut Dice<'_>, node: Node<'_>) -> String {
        let mut items = dice.some(3, |dice| column(dice, node));
        let related = world::catalog().relationships_of(&node.relation.name);
        let (mut keys, mut to_one, mut spreads) = (Vec::new(), Vec::new(), Vec::new());
        if node.depth < DEPTH && !related.is_empty() {
            for _ in 0..dice.roll(3) {
                let relationship = dice.choose(related);
                let Some(target) = target(&relationship) else { continue };
                let name = target.split('!').next().unwrap_or(&target).to_owned();
                // Spreads are addressed by their target's name, so there may be one of each.
                let is_spread = dice.once_in(4) && !spreads.contains(&name);
                let key = if is_spread { name.clone() } else { self.alias() };
                let select = self.embed(dice, node, &relationship, &key, is_spread);
                let join = dice.choose(&["", "", "!inner", "!left"]);
                if is_spread {
                    spreads.push(name);
                    items.push(format!("...{target}{join}({select})"));
                } else {
                    items.push(format!("{key}:{target}{join}({select})"));
                }
                to_one.extend(Some(key.clone()).filter(|_| relationship.is_to_one()));
                keys.push(key);
            }
        }
        self.address(dice, node, &keys, &to_one);
        items.join(",")
    }

    fn alias(&mut self) -> String {
        self.embeds += 1;
        format!("e{}", self.embeds)
    }

    /// What an embed selects.
    fn embed(
        &mut self,
        dice: &mut Dice<'_>,
        parent: Node<'_>,
        relationship: &Relationship,
        key: &str,
        is_spread: bool,
    ) -> String {
        let child = Node {
            relation: relation_named(&relationship.target().name),
            path: &format!("{}{key}.", parent.path),
            depth: parent.depth + 1,
            takes_aggregates: !is_spread || (relationship.is_to_one() && parent.takes_aggregates),
        };
        self.items(dice, child)
    }

    /// Parameters for a node, and for its embeds by their keys.
    fn address(&mut self, dice: &mut Dice<'_>, node: Node<'_>, keys: &[String], to_one: &[String]) {
        let path = node.path;
        for _ in 0..dice.roll(3) {
            let (name, condition) = (field(dice, node), condition(dice, hole::VALUE));
            self.parameters.push(format!("{path}{name}={condition}"));
        }
        if dice.once_in(3) {
            self.parameters.push(format!("{path}{}={}", dice.choose(&["or", "and", "not.or"]), tree(dice, node, 2)));
        }
        if dice.once_in(3) {
            let own = field(dice, node);
            let mut terms = vec![order(dice, &own)];
            if let Some(key) = to_one.first() {
                terms.push(order(dice, &format!("{key}(id)")));
            }
            self.parameters.push(format!("{path}order={}", terms.join(",")));
        }
        if dice.once_in(3) {
            self.parameters.push(format!("{path}limit={}", hole::NUMBER));
        }
        if dice.once_in(4) {
            self.parameters.push(format!("{path}offset={}", hole::NUMBER));
        }
        if let Some(key) = keys.first().filter(|_| dice.once_in(3)) {
            self.parameters.push(format!("{path}{key}={}", dice.choose(&["is.null", "not.is.null"])));
        }
    }
}

/// The text that means exactly this relationship; none for what only a computed relationship can mean (EMB-25).
fn target(relationship: &Relationship) -> Option<String> {
    let link = match relationship {
        Relationship::Computed(computed) => return Some(computed.function.name.to_string()),
        Relationship::ForeignKey(link) => link,
    };
    let name = &link.target.name;
    match (&link.cardinality, link.is_self) {
        (Cardinality::OneToMany { columns, .. }, true) => Some(format!("{name}!{}", columns[0].target)),
        (Cardinality::ManyToOne { columns, .. }, true) => Some(columns[0].origin.to_string()),
        (_, true) => None,
        (
            Cardinality::OneToMany { constraint, .. }
            | Cardinality::ManyToOne { constraint, .. }
            | Cardinality::OneToOne { constraint, .. },
            false,
        ) => Some(format!("{name}!{constraint}")),
        (Cardinality::ManyToMany(junction), false) => Some(format!("{name}!{}", junction.relation.name)),
    }
}

fn column(dice: &mut Dice<'_>, node: Node<'_>) -> String {
    let name = name(dice, node);
    let plain = ["*".into(), name.clone(), format!("x:{name}"), format!("{name}::text"), format!("{name}->a->>0")];
    let aggregates = ["count()".into(), format!("{name}.max()"), format!("y:{name}::int.sum()::text")];
    if node.takes_aggregates && dice.once_in(5) { dice.choose(&aggregates) } else { dice.choose(&plain) }
}

fn name(dice: &mut Dice<'_>, node: Node<'_>) -> String {
    let names: Vec<_> = node.relation.columns.keys().collect();
    dice.choose(&names).to_string()
}

/// A column, perhaps one that only PostgreSQL knows, perhaps with a path.
fn field(dice: &mut Dice<'_>, node: Node<'_>) -> String {
    let name = name(dice, node);
    dice.choose(&[name.clone(), name.clone(), "computed".into(), format!("{name}->a->>b"), format!("{name}->0")])
}

fn condition(dice: &mut Dice<'_>, value: char) -> String {
    let operators = [
        "eq",
        "neq",
        "gt",
        "gte",
        "lt",
        "lte",
        "like",
        "ilike",
        "match",
        "imatch",
        "cs",
        "cd",
        "ov",
        "sl",
        "sr",
        "nxr",
        "nxl",
        "adj",
        "isdistinct",
        "eq(any)",
        "like(all)",
        "fts",
        "plfts(english)",
        "phfts",
        "wfts(german)",
    ];
    let not = if dice.once_in(3) { "not." } else { "" };
    match dice.roll(4) {
        0 => format!("{not}in.({})", hole::LIST),
        1 => format!("{not}is.{}", dice.choose(&["null", "not_null", "true", "false", "unknown"])),
        _ => format!("{not}{}.{value}", dice.choose(&operators)),
    }
}

fn tree(dice: &mut Dice<'_>, node: Node<'_>, depth: usize) -> String {
    let mut members = vec![format!("{}.{}", field(dice, node), condition(dice, hole::QUOTED))];
    for _ in 0..dice.roll(3) {
        members.push(if depth > 0 && dice.once_in(2) {
            format!("{}{}", dice.choose(&["and", "not.and", "or", "not.or"]), tree(dice, node, depth - 1))
        } else {
            format!("{}.{}", field(dice, node), condition(dice, hole::QUOTED))
        });
    }
    format!("({})", members.join(","))
}

fn order(dice: &mut Dice<'_>, field: &str) -> String {
    let direction = dice.choose(&["", ".asc", ".desc"]);
    let nulls = dice.choose(&["", ".nullsfirst", ".nullslast"]);
    format!("{field}{direction}{nulls}")
}

//! Well-formed requests over the film world, with holes for values.
//!
//! All names are right: relations, columns and embeds come from the catalog, hints single out one relationship each.
//! What changes from one request of a shape to the next is left open.

use std::fmt::Write;

use rowgate_catalog::Relation;
use rowgate_core::{Ident, QualifiedName};

use super::dice::Dice;
use super::query::Query;
use crate::world;

/// The text of a request with holes in it.
#[derive(Debug)]
pub(crate) struct Template {
    text: String,
    /// Whether the client asked for the plan of its statement.
    pub(crate) explains: bool,
}

/// Holes: characters that no request of ours has.
pub(super) mod hole {
    /// Any text, percent-encoded.
    pub(in super::super) const VALUE: char = '\u{1}';
    /// Any text in quotes, inside a logic tree.
    pub(in super::super) const QUOTED: char = '\u{2}';
    /// Any number of texts.
    pub(in super::super) const LIST: char = '\u{3}';
    /// A positive number.
    pub(in super::super) const NUMBER: char = '\u{4}';
    /// Any text inside a JSON string.
    pub(in super::super) const JSON: char = '\u{5}';
}

impl Template {
    /// The request that the dice tell.
    pub(crate) fn throw(dice: &mut Dice<'_>) -> Self {
        let (text, explains) = match dice.roll(6) {
            0 | 1 => read(dice),
            2 => insert(dice),
            3 => put(dice),
            4 => change(dice),
            _ => call(dice),
        };
        Self { text, explains }
    }

    /// The request with values in its holes; all of them, in a circle.
    pub(crate) fn with(&self, values: &[String]) -> String {
        let mut values = values.iter().cycle();
        let mut text = String::new();
        for c in self.text.chars() {
            let mut next = || values.next().map(String::as_str).unwrap_or_default();
            match c {
                hole::VALUE => text.push_str(&encoded(next())),
                hole::QUOTED => text.push_str(&encoded(&quoted(next()))),
                hole::LIST => {
                    let items: Vec<_> = (0..next().chars().count() % 4).map(|_| quoted(next())).collect();
                    text.push_str(&encoded(&items.join(",")));
                }
                hole::NUMBER => text.push_str(&(next().len() + 1).to_string()),
                hole::JSON => text.push_str(&serde_json::to_string(next()).expect("text is JSON")),
                _ => text.push(c),
            }
        }
        text
    }
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Every byte percent-encoded.
pub(super) fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut text, byte| {
        write!(text, "%{byte:02X}").expect("strings take all text");
        text
    })
}

fn read(dice: &mut Dice<'_>) -> (String, bool) {
    let relation = relation(dice);
    let method = dice.choose(&["GET", "GET", "GET", "HEAD"]);
    let query = Query::throw(dice, relation);
    let (headers, explains) = headers(dice, &["count=exact", "count=planned", "count=estimated", "handling=strict"]);
    (format!("{method} /{}?{query}{headers}", relation.name.name), explains)
}

fn insert(dice: &mut Dice<'_>) -> (String, bool) {
    let relation = relation(dice);
    let query = Query::throw(dice, relation);
    let preferences = [
        "return=representation",
        "return=headers-only",
        "resolution=merge-duplicates",
        "resolution=ignore-duplicates",
        "missing=default",
        "count=exact",
    ];
    let (headers, explains) = headers(dice, &preferences);
    let columns: Vec<_> = relation.columns.keys().filter(|_| dice.once_in(2)).map(Ident::as_str).collect();
    let (body, named) = body(dice, &columns);
    let named = if named || columns.is_empty() { String::new() } else { format!("&columns={}", columns.join(",")) };
    (format!("POST /{}?{query}{named}{headers}\n\n{body}", relation.name.name), explains)
}

fn put(dice: &mut Dice<'_>) -> (String, bool) {
    let with_key: Vec<_> = relations().into_iter().filter(|relation| !relation.primary_key.is_empty()).collect();
    let relation = dice.choose(&with_key);
    let filters: Vec<_> = relation.primary_key.iter().map(|name| format!("{name}=eq.{}", hole::VALUE)).collect();
    let (headers, explains) = headers(dice, &["return=representation"]);
    let columns: Vec<_> = relation.columns.keys().map(Ident::as_str).collect();
    (format!("PUT /{}?{}{headers}\n\n{}", relation.name.name, filters.join("&"), object(&columns)), explains)
}

fn change(dice: &mut Dice<'_>) -> (String, bool) {
    let relation = relation(dice);
    let query = Query::throw(dice, relation);
    let (headers, explains) =
        headers(dice, &["return=representation", "return=minimal", "missing=default", "count=exact"]);
    if dice.once_in(2) {
        return (format!("DELETE /{}?{query}{headers}", relation.name.name), explains);
    }
    let columns: Vec<_> = relation.columns.keys().filter(|_| dice.once_in(3)).map(Ident::as_str).collect();
    let (body, _) = body(dice, &columns);
    (format!("PATCH /{}?{query}{headers}\n\n{body}", relation.name.name), explains)
}

fn call(dice: &mut Dice<'_>) -> (String, bool) {
    let as_form = "Content-Type: application/x-www-form-urlencoded";
    let functions: [(&str, &[&str], Option<&str>); 9] = [
        ("add", &["a", "b"], None),
        ("films_of", &["director"], Some("films")),
        ("newest_film", &[], Some("films")),
        ("purge", &[], None),
        ("join_words", &["words"], None),
        ("years", &[], None),
        ("search", &["term", "until"], Some("films")),
        ("rate", &["film"], Some("reviews")),
        ("pad", &["word"], None),
    ];
    let (function, arguments, returned) = dice.choose(&functions);
    let query = match returned {
        Some(relation) => Query::throw(dice, relation_named(relation)).to_string(),
        None => String::new(),
    };
    let (headers, explains) = headers(dice, &["count=exact", "count=planned", "count=estimated"]);
    let given = |sign: char| arguments.iter().map(|name| format!("{name}=v{sign}")).collect::<Vec<_>>().join("&");
    let request = match dice.roll(3) {
        0 => format!("GET /rpc/{function}?{query}&{}{headers}", given(hole::VALUE)),
        1 if function != "join_words" => format!("POST /rpc/{function}?{query}{headers}\n\n{}", object(arguments)),
        _ => format!("POST /rpc/{function}?{query}{headers}\n{as_form}\n\n{}", given(hole::VALUE)),
    };
    (request, explains)
}

/// Headers, each on its own line, the first one behind a line break.
fn headers(dice: &mut Dice<'_>, preferences: &[&str]) -> (String, bool) {
    let mut preferred = dice.some(3, |dice| dice.choose(preferences).to_owned());
    if dice.once_in(4) {
        preferred.push("timezone=UTC".into());
    }
    let accepted = [
        "*/*",
        "text/csv",
        "application/geo+json",
        "application/vnd.pgrst.object+json",
        "application/vnd.pgrst.array+json;nulls=stripped",
        "application/x-lines",
        "application/vnd.pgrst.plan+json; options=analyze|verbose",
        "application/vnd.pgrst.plan; for=\"text/csv\"",
    ];
    let accept = dice.choose(&accepted);
    let prefer = if preferred.is_empty() { String::new() } else { format!("\nPrefer: {}", preferred.join(",")) };
    (format!("{prefer}\nAccept: {accept}"), accept.contains("plan"))
}

/// JSON, and whether its keys name the columns; else a `columns` parameter has to.
fn body(dice: &mut Dice<'_>, columns: &[&str]) -> (String, bool) {
    match dice.roll(4) {
        0 => (object(columns), true),
        1 => (format!("[{0}, {0}]", object(columns)), true),
        2 => (format!("[{}]", object(columns)), false),
        _ => ("{}".into(), false),
    }
}

fn object(columns: &[&str]) -> String {
    let members = columns.iter().map(|name| format!("\"{name}\": {}", hole::JSON));
    format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
}

fn relations() -> Vec<&'static Relation> {
    let mut relations: Vec<_> = world::catalog().relations.values().filter(|it| it.name.schema == "api").collect();
    relations.sort_by(|a, b| a.name.cmp(&b.name));
    relations
}

fn relation(dice: &mut Dice<'_>) -> &'static Relation {
    dice.choose(&relations())
}

pub(super) fn relation_named(name: &str) -> &'static Relation {
    &world::catalog().relations[&QualifiedName::new("api", name)]
}

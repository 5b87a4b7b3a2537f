//! What follows from small hand-made catalogs.

use rowgate_core::{Ident, QualifiedName};

use super::{ColumnId, Derived, Facts, ForeignKey, Key, RelationFacts, RelationId, derive};
use crate::{Cardinality, ColumnPair, ComputedRelationship, Relationship};

#[test]
fn a_foreign_key_leads_both_ways() {
    let mut database = Database::default();
    database.table("directors", &["id", "name"]).table("films", &["id", "director_id"]);
    database.foreign_key("director", "films", &["director_id"], "directors", &["id"]);

    assert_eq!(database.from("films"), ["directors many-to-one director(director_id=id)"]);
    assert_eq!(database.from("directors"), ["films one-to-many director(id=director_id)"]);
}

#[test]
fn a_foreign_key_on_the_columns_of_a_key_is_one_to_one_in_any_column_order() {
    let mut database = Database::default();
    database.table("films", &["a", "b"]).table("details", &["x", "y"]);
    database.unique("details", &["y", "x"]).foreign_key("film", "details", &["x", "y"], "films", &["a", "b"]);

    assert_eq!(database.from("details"), ["films one-to-one film(x=a, y=b)"]);
    assert_eq!(database.from("films"), ["details one-to-one film(a=x, b=y) from the parent"]);
}

#[test]
fn a_foreign_key_on_part_of_a_key_is_many_to_one() {
    let mut database = Database::default();
    database.table("films", &["id"]).table("scenes", &["film_id", "number"]);
    database.primary_key("scenes", &["film_id", "number"]);
    database.foreign_key("film", "scenes", &["film_id"], "films", &["id"]);

    assert_eq!(database.from("scenes"), ["films many-to-one film(film_id=id)"]);
}

#[test]
fn a_foreign_key_to_its_own_table_leads_there_twice() {
    let mut database = Database::default();
    database.table("items", &["id", "parent_id"]);
    database.foreign_key("parent", "items", &["parent_id"], "items", &["id"]);

    let expected = ["items one-to-many parent(id=parent_id) self", "items many-to-one parent(parent_id=id) self"];
    assert_eq!(database.from("items"), expected);
}

#[test]
fn two_foreign_keys_inside_the_primary_key_make_a_junction() {
    let mut database = films_and_actors();
    database.primary_key("roles", &["film_id", "actor_id", "year"]);

    let actors = ["films many-to-many roles film(id=film_id) actor(id=actor_id)"];
    assert_eq!(database.from("actors")[..1], ["films many-to-many roles actor(id=actor_id) film(id=film_id)"]);
    assert_eq!(database.from("films")[..1], [actors[0].replacen("films", "actors", 1)]);
}

#[test]
fn foreign_keys_outside_the_primary_key_make_no_junction() {
    let mut database = films_and_actors();
    database.primary_key("roles", &["film_id", "year"]);

    assert_eq!(database.from("films"), ["roles one-to-many film(id=film_id)"]);
}

#[test]
fn a_one_to_one_foreign_key_makes_no_junction() {
    let mut database = films_and_actors();
    database.primary_key("roles", &["film_id", "actor_id"]).unique("roles", &["actor_id"]);

    assert_eq!(database.from("films"), ["roles one-to-many film(id=film_id)"]);
}

#[test]
fn a_view_has_the_relationships_of_the_columns_it_shows() {
    let mut database = Database::default();
    database.table("directors", &["id"]).table("films", &["id", "director_id"]);
    database.foreign_key("director", "films", &["director_id"], "directors", &["id"]);
    database.view("film_list", &[("title", ""), ("made_by", "films.director_id")]);
    database.view("director_list", &[("key", "directors.id")]);

    let expected = [
        "director_list many-to-one director(made_by=key) view view",
        "directors many-to-one director(made_by=id) view -",
    ];
    assert_eq!(database.from("film_list"), expected);
    let expected =
        ["film_list one-to-many director(key=made_by) view view", "films one-to-many director(key=director_id) view -"];
    assert_eq!(database.from("director_list"), expected);
}

#[test]
fn a_view_that_shows_part_of_a_key_does_not_have_it() {
    let mut database = Database::default();
    database.table("films", &["a", "b"]).table("scenes", &["a", "b", "number"]);
    database.primary_key("scenes", &["a", "b", "number"]);
    database.foreign_key("film", "scenes", &["a", "b"], "films", &["a", "b"]);
    database.view("scene_list", &[("a", "scenes.a"), ("number", "scenes.number")]);

    assert_eq!(database.from("scene_list"), [""; 0]);
    assert_eq!(database.primary_key_of("scene_list"), [""; 0]);
}

#[test]
fn a_column_shown_twice_gives_two_relationships_and_one_key_column() {
    let mut database = Database::default();
    database.table("films", &["id"]).table("scenes", &["film_id"]);
    database.primary_key("films", &["id"]).foreign_key("film", "scenes", &["film_id"], "films", &["id"]);
    database.view("film_list", &[("b", "films.id"), ("a", "films.id")]);

    let expected = ["scenes one-to-many film(a=film_id) view -", "scenes one-to-many film(b=film_id) view -"];
    assert_eq!(database.from("film_list"), expected);
    assert_eq!(database.primary_key_of("film_list"), ["b"]);
}

#[test]
fn columns_are_traced_through_views_to_tables_that_are_not_served() {
    let mut database = Database::default();
    database.hidden_table("films", &["id"]).primary_key("films", &["id"]);
    database.hidden_view("inner", &[("number", "films.id")]).view("outer", &[("key", "inner.number")]);

    assert_eq!(database.primary_key_of("outer"), ["key"]);
    assert_eq!(database.from("films"), [""; 0]);
}

#[test]
fn a_view_of_itself_ends_nowhere() {
    let mut database = Database::default();
    database.view("circle", &[("id", "")]);
    let id = database.column("circle.id");
    database.facts.origins.insert(id, id);

    assert_eq!(database.primary_key_of("circle"), [""; 0]);
}

#[test]
fn a_table_lists_its_key_alphabetically_and_a_view_in_the_order_of_the_key() {
    let mut database = Database::default();
    database.table("films", &["a", "b"]).primary_key("films", &["b", "a"]);
    database.view("film_list", &[("a", "films.a"), ("b", "films.b")]);

    assert_eq!(database.primary_key_of("films"), ["a", "b"]);
    assert_eq!(database.primary_key_of("film_list"), ["b", "a"]);
}

#[test]
fn a_view_over_two_tables_has_both_keys_the_last_table_first() {
    let mut database = Database::default();
    database.table("actors", &["id"]).primary_key("actors", &["id"]);
    database.table("films", &["id"]).primary_key("films", &["id"]);
    database.view("pairs", &[("actor", "actors.id"), ("film", "films.id")]);

    assert_eq!(database.primary_key_of("pairs"), ["film", "actor"]);
}

#[test]
fn a_view_can_be_the_junction() {
    let mut database = films_and_actors();
    database.primary_key("roles", &["film_id", "actor_id"]);
    database.view("cast", &[("film", "roles.film_id"), ("actor", "roles.actor_id")]);

    let through_view = "actors many-to-many cast film(id=film) actor(id=actor)";
    assert!(database.from("films").iter().any(|one| one == through_view), "{:#?}", database.from("films"));
}

#[test]
fn a_relation_that_is_not_served_is_no_end_and_no_junction() {
    let mut database = Database::default();
    database.table("films", &["id"]).table("actors", &["id"]).hidden_table("roles", &["film_id", "actor_id"]);
    database.primary_key("roles", &["film_id", "actor_id"]);
    database.foreign_key("film", "roles", &["film_id"], "films", &["id"]);
    database.foreign_key("actor", "roles", &["actor_id"], "actors", &["id"]);

    assert_eq!(database.from("films"), [""; 0]);
}

#[test]
fn a_computed_relationship_replaces_those_to_the_relation_it_is_named_after() {
    let mut database = Database::default();
    database.table("directors", &["id"]).table("films", &["id", "director_id"]);
    database.foreign_key("director", "films", &["director_id"], "directors", &["id"]);
    database.computed("films", "directors", "directors").computed("films", "others", "films");

    assert_eq!(database.from("films"), ["directors computed directors", "films computed others self"]);
    assert_eq!(database.from("directors"), ["films one-to-many director(id=director_id)"]);
}

#[test]
fn relationships_are_sorted_by_target_kind_and_constraint() {
    let mut database = Database::default();
    database.table("films", &["id", "a", "b"]).table("people", &["id", "film_id"]);
    database.foreign_key("z", "films", &["a"], "people", &["id"]);
    database.foreign_key("y", "films", &["b"], "people", &["id"]);
    database.foreign_key("x", "people", &["film_id"], "films", &["id"]);

    let expected = ["people one-to-many x(id=film_id)", "people many-to-one y(b=id)", "people many-to-one z(a=id)"];
    assert_eq!(database.from("films"), expected);
}

/// Films and actors that meet in roles, which has no key yet.
fn films_and_actors() -> Database {
    let mut database = Database::default();
    database.table("films", &["id"]).table("actors", &["id"]).table("roles", &["film_id", "actor_id", "year"]);
    database.foreign_key("film", "roles", &["film_id"], "films", &["id"]);
    database.foreign_key("actor", "roles", &["actor_id"], "actors", &["id"]);
    database
}

/// Facts by name instead of number: all relations are in one schema.
#[derive(Default)]
struct Database {
    facts: Facts,
    all: Vec<RelationFacts>,
}

impl Database {
    fn table(&mut self, name: &str, columns: &[&str]) -> &mut Self {
        self.relation(name, columns, false, true)
    }

    fn hidden_table(&mut self, name: &str, columns: &[&str]) -> &mut Self {
        self.relation(name, columns, false, false)
    }

    /// A view of (column, `relation.column` it shows or nothing).
    fn view(&mut self, name: &str, columns: &[(&str, &str)]) -> &mut Self {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        self.relation(name, &names, true, true).origins(name, columns)
    }

    fn hidden_view(&mut self, name: &str, columns: &[(&str, &str)]) -> &mut Self {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        self.relation(name, &names, true, false).origins(name, columns)
    }

    fn primary_key(&mut self, relation: &str, columns: &[&str]) -> &mut Self {
        self.key(relation, columns, true)
    }

    fn unique(&mut self, relation: &str, columns: &[&str]) -> &mut Self {
        self.key(relation, columns, false)
    }

    fn foreign_key(&mut self, constraint: &str, child: &str, of: &[&str], parent: &str, to: &[&str]) -> &mut Self {
        self.facts.foreign_keys.push(ForeignKey {
            constraint: constraint.into(),
            child: self.id(child),
            parent: self.id(parent),
            child_columns: self.numbers(child, of),
            parent_columns: self.numbers(parent, to),
        });
        self
    }

    fn computed(&mut self, origin: &str, function: &str, target: &str) -> &mut Self {
        self.facts.computed.push(ComputedRelationship {
            function: named(function),
            origin: named(origin),
            target: named(target),
            to_one: false,
            is_self: origin == target,
        });
        self
    }

    fn relation(&mut self, name: &str, columns: &[&str], is_view: bool, served: bool) -> &mut Self {
        let columns = columns.iter().zip(1..).map(|(name, number)| (number, Ident::new(name))).collect();
        let relation = RelationFacts { name: named(name), is_view, columns };
        self.all.push(relation.clone());
        if served {
            self.facts.relations.insert(self.id(name), relation);
        }
        self
    }

    fn origins(&mut self, view: &str, columns: &[(&str, &str)]) -> &mut Self {
        for (name, origin) in columns.iter().filter(|(_, origin)| !origin.is_empty()) {
            let column = self.column(&format!("{view}.{name}"));
            self.facts.origins.insert(column, self.column(origin));
        }
        self
    }

    fn key(&mut self, relation: &str, columns: &[&str], is_primary: bool) -> &mut Self {
        let key = Key {
            relation: self.id(relation),
            name: named(relation),
            is_primary,
            columns: self.numbers(relation, columns),
        };
        self.facts.keys.push(key);
        self
    }

    fn id(&self, name: &str) -> RelationId {
        let at = self.all.iter().position(|relation| relation.name.name == name).expect("a relation of the test");
        RelationId(u32::try_from(at).expect("few relations"))
    }

    fn column(&self, path: &str) -> ColumnId {
        let (relation, column) = path.split_once('.').expect("relation.column");
        ColumnId { relation: self.id(relation), number: self.numbers(relation, &[column])[0] }
    }

    fn numbers(&self, relation: &str, columns: &[&str]) -> Vec<i16> {
        let known = &self.all[self.id(relation).0 as usize].columns;
        let number = |wanted: &&str| known.iter().find(|(_, name)| name == wanted).expect("a column of the test").0;
        columns.iter().map(number).collect()
    }

    fn derived(&self) -> Derived {
        derive(&self.facts)
    }

    /// The relationships of `origin` as text, in order.
    fn from(&self, origin: &str) -> Vec<String> {
        self.derived().relationships.get(&named(origin)).map(|list| list.iter().map(text).collect()).unwrap_or_default()
    }

    fn primary_key_of(&self, relation: &str) -> Vec<String> {
        let derived = self.derived();
        let key = derived.primary_keys.get(&self.id(relation));
        key.map(|key| key.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }
}

fn named(name: &str) -> QualifiedName {
    QualifiedName::new("api", name)
}

fn text(relationship: &Relationship) -> String {
    match relationship {
        Relationship::Computed(computed) => {
            let own = if computed.is_self { " self" } else { "" };
            format!("{} computed {}{own}", computed.target.name, computed.function.name)
        }
        Relationship::ForeignKey(link) => {
            let views = match (link.origin_is_view, link.target_is_view) {
                (false, false) => "",
                (true, false) => " view -",
                (false, true) => " - view",
                (true, true) => " view view",
            };
            let own = if link.is_self { " self" } else { "" };
            format!("{} {}{views}{own}", link.target.name, cardinality(&link.cardinality))
        }
    }
}

fn cardinality(cardinality: &Cardinality) -> String {
    match cardinality {
        Cardinality::OneToMany { constraint, columns } => format!("one-to-many {constraint}{}", pairs(columns)),
        Cardinality::ManyToOne { constraint, columns } => format!("many-to-one {constraint}{}", pairs(columns)),
        Cardinality::OneToOne { constraint, columns, origin_is_parent } => {
            let side = if *origin_is_parent { " from the parent" } else { "" };
            format!("one-to-one {constraint}{}{side}", pairs(columns))
        }
        Cardinality::ManyToMany(junction) => format!(
            "many-to-many {} {}{} {}{}",
            junction.relation.name,
            junction.origin_constraint,
            pairs(&junction.origin_columns),
            junction.target_constraint,
            pairs(&junction.target_columns),
        ),
    }
}

fn pairs(columns: &[ColumnPair]) -> String {
    let pairs: Vec<_> = columns.iter().map(|pair| format!("{}={}", pair.origin, pair.target)).collect();
    format!("({})", pairs.join(", "))
}

#[test]
fn a_relation_behind_a_hidden_junction_is_related_but_to_nothing() {
    let relation = |name: &str| RelationFacts {
        name: QualifiedName::new("api", name),
        is_view: false,
        columns: vec![(1, Ident::new("id"))],
    };
    let arm = |constraint: &str, parent: u32, column: i16| ForeignKey {
        constraint: Ident::new(constraint),
        child: RelationId(9),
        parent: RelationId(parent),
        child_columns: vec![column],
        parent_columns: vec![1],
    };
    let key = Key {
        relation: RelationId(9),
        name: QualifiedName::new("private", "roles"),
        is_primary: true,
        columns: vec![1, 2],
    };
    let facts = Facts {
        relations: [(RelationId(1), relation("films")), (RelationId(2), relation("actors"))].into(),
        keys: vec![key],
        foreign_keys: vec![arm("to_film", 1, 1), arm("to_actor", 2, 2)],
        ..Facts::default()
    };
    let derived = derive(&facts);
    assert_eq!(derived.relationships.get(&QualifiedName::new("api", "films")), Some(&Vec::new()));
}

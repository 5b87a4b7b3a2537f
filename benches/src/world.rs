//! The catalog of `schema.sql`, made by hand: no database is needed to have one.

use rowgate_catalog::derive::{Facts, ForeignKey, Key, RelationFacts, RelationId, derive};
use rowgate_catalog::{Catalog, Column, Parameter, Relation, RelationKind, Returns, Routine, RoutineType, Volatility};
use rowgate_core::{Ident, QualifiedName};

/// Tables with their columns. The first column is the primary key.
const TABLES: [(&str, &[(&str, &str)]); 6] = [
    ("profiles", &[("id", "uuid"), ("name", "text")]),
    ("items", &[("id", "bigint"), ("profile_id", "uuid"), ("name", "text"), ("quantity", "integer")]),
    (
        "notes",
        &[
            ("id", "bigint"),
            ("owner", "uuid"),
            ("title", "text"),
            ("body", "text"),
            ("archived", "boolean"),
            ("created_at", "timestamp with time zone"),
        ],
    ),
    (
        "events",
        &[
            ("id", "bigint"),
            ("owner", "uuid"),
            ("kind", "text"),
            ("amount", "integer"),
            ("at", "timestamp with time zone"),
        ],
    ),
    ("tasks", &[("id", "bigint"), ("owner", "uuid"), ("title", "text"), ("done", "boolean")]),
    (
        "readings",
        &[
            ("id", "integer"),
            ("station", "text"),
            ("unit", "text"),
            ("value", "numeric"),
            ("samples", "integer"),
            ("valid", "boolean"),
            ("at", "timestamp with time zone"),
            ("extra", "jsonb"),
        ],
    ),
];

const PROFILES: RelationId = RelationId(1);
const ITEMS: RelationId = RelationId(2);
const PROFILE_ID: i16 = 2;

/// The catalog.
pub fn catalog() -> Catalog {
    let derived = derive(&facts());
    let mut catalog = Catalog {
        schemas: vec![("api".into(), None)],
        relations: TABLES.iter().map(|(table, columns)| (name(table), relation(table, columns))).collect(),
        relationships: derived.relationships,
        ..Catalog::default()
    };
    catalog.routines.insert(name("add"), vec![add()]);
    catalog
}

/// The keys.
fn facts() -> Facts {
    let mut facts = Facts::default();
    for (id, (table, columns)) in (1..).map(RelationId).zip(TABLES) {
        let numbered = (1..).zip(columns.iter().map(|(column, _)| Ident::new(column)));
        let relation = RelationFacts { name: name(table), is_view: false, columns: numbered.collect() };
        facts.relations.insert(id, relation);
        facts.keys.push(Key { relation: id, name: name(table), is_primary: true, columns: vec![1] });
    }
    facts.foreign_keys.push(ForeignKey {
        constraint: "items_profile_id_fkey".into(),
        child: ITEMS,
        parent: PROFILES,
        child_columns: vec![PROFILE_ID],
        parent_columns: vec![1],
    });
    facts
}

fn relation(table: &str, columns: &[(&str, &str)]) -> Relation {
    Relation {
        name: name(table),
        description: None,
        kind: RelationKind::Table,
        insertable: true,
        updatable: true,
        deletable: true,
        inert: true,
        primary_key: vec!["id".into()],
        columns: columns.iter().map(|(name, kind)| (Ident::new(name), column(name, kind))).collect(),
    }
}

fn column(name: &str, kind: &str) -> Column {
    Column {
        name: name.into(),
        description: None,
        nullable: false,
        base_type: kind.into(),
        declared_type: kind.into(),
        max_length: None,
        default: None,
        enum_labels: Vec::new(),
        generated: false,
    }
}

fn add() -> Routine {
    let integer = |name: &str| Parameter {
        name: name.into(),
        type_name: "integer".into(),
        cast_type: "integer".into(),
        required: true,
        variadic: false,
    };
    Routine {
        name: name("add"),
        description: None,
        parameters: vec![integer("a"), integer("b")],
        returns: Returns::Single(RoutineType::Scalar(QualifiedName::new("pg_catalog", "int4"))),
        volatility: Volatility::Immutable,
        variadic: false,
        isolation_level: None,
        settings: Vec::new(),
    }
}

fn name(name: &str) -> QualifiedName {
    QualifiedName::new("api", name)
}

//! A small film library to describe in tests.

use rowgate_catalog::{
    Cardinality, Catalog, Column, ColumnPair, ForeignKeyLink, Parameter, Relation, RelationKind, Relationship, Returns,
    Routine, RoutineType, Volatility,
};
use rowgate_core::{Ident, QualifiedName};
use serde_json::Value;

use crate::{Access, Document, ServerUrl, Visible};

/// The library's catalog.
pub(crate) fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    for relation in [films(), directors(), archive(), ratings(), secrets(), elsewhere()] {
        catalog.relations.insert(relation.name.clone(), relation);
    }
    catalog.relationships.insert(api("films"), vec![to_directors("famous_directors"), to_directors("directors")]);
    for routine in routines() {
        catalog.routines.entry(routine.name.clone()).or_default().push(routine);
    }
    catalog
}

/// What of it a role sees.
pub(crate) const VISIBLE: &str = r#"{
    "comment": "Films\n\nAll of them,\nand more.",
    "relations": ["films", "directors", "archive", "odd.name {x}", "not_cached"],
    "routines": [
        ["rate", ["integer"], ["integer"]],
        ["rate", ["integer", "api.stars"], ["integer", "stars"]],
        ["best", ["integer[]"], ["integer[]"]],
        ["search", ["text", "timestamp with time zone", "jsonb", "text[]"], ["text", "timestamp with time zone", "jsonb", "text[]"]],
        ["showing", [], []],
        ["upload", ["bytea"], ["bytea"]],
        ["forget", ["integer"], ["integer"]]
    ]
}"#;

/// The document that `describe` makes of what may be seen.
pub(crate) fn document_of(
    access: &Access,
    security: bool,
    describe: impl Fn(&Visible<'_>, &Document<'_>) -> Value,
) -> Value {
    let catalog = catalog();
    let visible = Visible { catalog: &catalog, schema: &Ident::new("api"), access };
    let server = ServerUrl { scheme: "https", host: "films.example", port: 8443, base_path: "/v1/" };
    let document = Document { version: "16.1", docs_version: "v16", security, server };
    describe(&visible, &document)
}

/// An object, one member a line.
pub(crate) fn lines(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
        }
        other => other.to_string(),
    }
}

fn films() -> Relation {
    let columns = [
        Column {
            description: Some("Its number".into()),
            nullable: false,
            default: Some("nextval('api.films_id_seq'::regclass)".into()),
            ..column("id", "integer")
        },
        Column {
            nullable: false,
            max_length: Some(10),
            description: Some("Its title".into()),
            ..column("title", "character varying")
        },
        column("year", "smallint"),
        column("seconds", "bigint"),
        Column { default: Some("0.5".into()), ..column("budget", "numeric") },
        column("score", "double precision"),
        Column { nullable: false, default: Some("false".into()), ..column("seen", "boolean") },
        column("tags", "text[]"),
        column("extra/~%", "json[]"),
        Column { default: Some("'{\"a\": 1}'::jsonb".into()), ..column("info", "jsonb") },
        Column {
            enum_labels: vec!["red".into(), "blue".into()],
            default: Some("'red'::api.colour".into()),
            ..column("colour", "api.colour")
        },
        Column { default: Some("now()".into()), ..column("added", "timestamp with time zone") },
        Column { default: Some("'1895-12-28'::date".into()), ..column("released", "date") },
        Column { generated: true, ..column("slug", "text") },
        column("director_id", "integer"),
    ];
    Relation {
        description: Some("Films\n\nEach of them\nonce.".into()),
        primary_key: vec!["id".into()],
        ..relation("films", RelationKind::Table, columns)
    }
}

fn directors() -> Relation {
    let columns = [Column { nullable: false, ..column("id", "integer") }];
    Relation { primary_key: vec!["id".into()], ..relation("directors", RelationKind::Table, columns) }
}

/// A view that cannot be changed.
fn archive() -> Relation {
    Relation {
        description: Some("What was".into()),
        primary_key: vec!["id".into()],
        insertable: false,
        updatable: false,
        deletable: false,
        ..relation("archive", RelationKind::View, [column("id", "integer")])
    }
}

/// A view that rows can be inserted into, by a name that has to be escaped.
fn ratings() -> Relation {
    let columns = [column("film", "integer")];
    Relation { updatable: false, deletable: false, ..relation("odd.name {x}", RelationKind::View, columns) }
}

fn secrets() -> Relation {
    relation("secrets", RelationKind::Table, [])
}

fn elsewhere() -> Relation {
    Relation { name: QualifiedName::new("other", "films"), ..films() }
}

fn routines() -> [Routine; 8] {
    let stable = |routine| Routine { volatility: Volatility::Stable, ..routine };
    let films = || RoutineType::Composite { name: api("films"), is_alias: false };
    [
        routine("rate", [parameter("film", "integer")], Returns::Single(scalar("numeric"))),
        Routine {
            description: Some("Rates a film\nFrom one to five.".into()),
            ..routine(
                "rate",
                [parameter("film", "integer"), Parameter { required: false, ..parameter("stars", "api.stars") }],
                Returns::Single(scalar("numeric")),
            )
        },
        routine("rate", ["a", "b", "c"].map(|name| parameter(name, "integer")), Returns::Single(scalar("int4"))),
        stable(Routine {
            variadic: true,
            ..routine(
                "best",
                [Parameter { variadic: true, required: false, ..parameter("years", "integer[]") }],
                Returns::SetOf(films()),
            )
        }),
        stable(routine(
            "search",
            [
                parameter("words", "text"),
                parameter("since", "timestamp with time zone"),
                parameter("filter", "jsonb"),
                parameter("tags", "text[]"),
            ],
            Returns::SetOf(scalar("_int4")),
        )),
        stable(routine("showing", [], Returns::Single(films()))),
        stable(routine("upload", [parameter("", "bytea")], Returns::Single(scalar("timestamptz")))),
        routine("forget", [parameter("film", "integer")], Returns::Single(scalar("void"))),
    ]
}

fn to_directors(target: &str) -> Relationship {
    let columns = vec![ColumnPair { origin: "director_id".into(), target: "id".into() }];
    Relationship::ForeignKey(ForeignKeyLink {
        origin: api("films"),
        target: api(target),
        is_self: false,
        cardinality: Cardinality::ManyToOne { constraint: "films_director_id_fkey".into(), columns },
        origin_is_view: false,
        target_is_view: target == "famous_directors",
    })
}

fn api(name: &str) -> QualifiedName {
    QualifiedName::new("api", name)
}

fn relation(name: &str, kind: RelationKind, columns: impl IntoIterator<Item = Column>) -> Relation {
    Relation {
        name: api(name),
        description: None,
        kind,
        insertable: true,
        updatable: true,
        deletable: true,
        inert: false,
        primary_key: Vec::new(),
        columns: columns.into_iter().map(|column| (column.name.clone(), column)).collect(),
    }
}

fn column(name: &str, base_type: &str) -> Column {
    Column {
        name: name.into(),
        description: None,
        nullable: true,
        base_type: base_type.into(),
        declared_type: base_type.into(),
        max_length: None,
        default: None,
        enum_labels: Vec::new(),
        generated: false,
    }
}

fn routine(name: &str, parameters: impl Into<Vec<Parameter>>, returns: Returns) -> Routine {
    Routine {
        name: api(name),
        description: None,
        parameters: parameters.into(),
        returns,
        volatility: Volatility::Volatile,
        variadic: false,
        isolation_level: None,
        settings: Vec::new(),
    }
}

fn parameter(name: &str, type_name: &str) -> Parameter {
    Parameter {
        name: name.into(),
        type_name: type_name.into(),
        cast_type: type_name.into(),
        required: true,
        variadic: false,
    }
}

fn scalar(name: &str) -> RoutineType {
    RoutineType::Scalar(QualifiedName::new("pg_catalog", name))
}

//! What is read from a database that has one of everything: `introspect/library.sql`.

use std::path::Path;

use rowgate_catalog::{
    Cardinality, Catalog, HandlerScope, IsolationLevel, MediaHandler, Relationship, Returns, RoutineType,
};
use rowgate_core::QualifiedName;
use rowgate_postgres::{CatalogOptions, ExposedSchemas, database_settings, load, role_settings, server_version};
use rowgate_testkit::{Template, TestDatabase};
use tokio::sync::OnceCell;

#[tokio::test]
async fn relations_say_what_can_be_done_to_them() {
    let mut relations: Vec<String> = library()
        .await
        .relations
        .values()
        .filter(|relation| relation.name.schema == "library")
        .map(|relation| {
            let events = [(relation.insertable, "i"), (relation.updatable, "u"), (relation.deletable, "d")];
            let events: String = events.iter().filter(|(possible, _)| *possible).map(|(_, event)| *event).collect();
            format!("{} {:?} {events}", relation.name.name, relation.kind)
        })
        .collect();
    relations.sort();
    let expected = [
        "author_list View iud",
        "book_list View ",
        "book_subject_list View ",
        "book_subjects Table iud",
        "books Table iud",
        "circle View ",
        "copies Table iud",
        "copy_list MaterializedView ",
        "copy_numbers View iud",
        "either View ",
        "loans Table iud",
        "subjects Table iud",
        "through_hidden View iud",
        "through_reach View ",
        "visits PartitionedTable iud",
        "writable View i",
    ];
    assert_eq!(relations, expected);
}

/// Whether a write does nothing but what it says.
#[tokio::test]
async fn inert_relations_are_known() {
    let database = TestDatabase::new(&Template::new().sql(
        "create schema app;
        create function app.note() returns trigger language plpgsql as 'begin return new; end';
        create table app.plain (id int primary key default 1 check (id > 0));
        create table app.guarded (id int primary key);
        create policy own on app.guarded using (id > 0);
        alter table app.guarded enable row level security;
        create table app.referenced (id int primary key);
        create table app.restricted (id int primary key);
        create table app.referring (
            id int primary key references app.referenced, other int references app.restricted on delete restrict
        );
        create table app.deferred (id int unique deferrable initially deferred);
        create table app.cascading (id int primary key);
        create table app.cascaded (id int references app.cascading on delete cascade);
        create table app.nulling (id int primary key);
        create table app.nulled (id int references app.nulling on update set null);
        create table app.noted (id int);
        create trigger note after insert on app.noted for each row execute function app.note();
        create table app.noted_later (id int);
        create constraint trigger note after insert on app.noted_later deferrable for each row
            execute function app.note();
        create table app.ruled (id int);
        create rule also as on insert to app.ruled do also select 1;
        create table app.parent (id int);
        create table app.child () inherits (app.parent);
        create table app.parted (id int) partition by list (id);
        create view app.looking as select id from app.plain;",
    ))
    .await;
    let options = CatalogOptions {
        schemas: ExposedSchemas::Named(vec!["app".into()]),
        extra_search_path: Vec::new(),
        hoisted_settings: Vec::new(),
    };
    let catalog = load(&mut database.connect().await, &options).await.unwrap();
    let inert = catalog.relations.values().filter(|relation| relation.inert && relation.name.schema == "app");
    let mut inert: Vec<&str> = inert.map(|relation| relation.name.name.as_str()).collect();
    inert.sort_unstable();
    let expected =
        ["cascaded", "child", "deferred", "guarded", "nulled", "plain", "referenced", "referring", "restricted"];
    assert_eq!(inert, expected);
}

#[tokio::test]
async fn columns_keep_their_order_and_know_their_types_and_defaults() {
    let books = &library().await.relations[&named("books")];
    let columns: Vec<String> = books
        .columns
        .values()
        .map(|column| {
            let nullable = if column.nullable { " null" } else { "" };
            let generated = if column.generated { " generated" } else { "" };
            let length = column.max_length.map(|length| format!(" max {length}")).unwrap_or_default();
            let default = column.default.as_ref().map(|default| format!(" = {default}")).unwrap_or_default();
            let types = format!("{} | {}", column.base_type, column.declared_type);
            format!("{}: {types}{nullable}{generated}{length}{default}", column.name)
        })
        .collect();
    let expected = [
        "id: integer | integer = nextval('library.books_id_seq')",
        "author_id: integer | integer",
        "isbn: character varying | library.isbn max 13 = '0'::character varying",
        "jacket: library.jacket | library.jacket null",
        "code: character | character(3) null max 3 = 'abc'::bpchar",
        "flags: bit | bit(5) null max 5",
        "price: numeric | numeric(10,2) = 9.99",
        "tags: text[] | text[] null",
        "price_text: text | text null generated",
        "serial: bigint | bigint generated",
        "short: character varying | library.short_isbn null = '1'::character varying",
        "own_default: character varying | library.isbn max 13 = 'x'::character varying",
        "spot: library.spot | library.spot null",
    ];
    assert_eq!(columns, expected);
    assert_eq!(books.columns["jacket"].enum_labels, ["paper", "board", "cloth"]);
    assert_eq!(books.columns["spot"].enum_labels, [""; 0]);
}

#[tokio::test]
async fn comments_are_kept() {
    let catalog = library().await;
    let books = &catalog.relations[&named("books")];
    assert_eq!(catalog.schemas[0].1.as_deref(), Some("Books and who wrote them"));
    assert_eq!(books.description.as_deref(), Some("One row a title"));
    assert_eq!(books.columns["code"].description.as_deref(), Some("Where it stands"));
    assert_eq!(books.columns["id"].description, None);
    let described: Vec<_> = catalog.overloads(&named("add")).iter().map(|add| add.description.as_deref()).collect();
    assert_eq!(described, [None, None, Some("Adds")]);
}

#[tokio::test]
async fn primary_keys_reach_the_views_that_show_them_whole() {
    let catalog = library().await;
    let key = |relation: &str| catalog.relations[&named(relation)].primary_key.join(" ");
    assert_eq!(key("copies"), "book_id number");
    assert_eq!(key("copy_list"), "number book_id");
    assert_eq!(key("copy_numbers"), "");
    assert_eq!(key("author_list"), "author");
    assert_eq!(key("book_list"), "key");
    assert_eq!(key("book_subject_list"), "book_id subject_id");
    assert_eq!(key("through_reach"), "end");
    assert_eq!(key("through_hidden"), "");
    assert_eq!(key("either"), "");
    assert_eq!(key("circle"), "");
    assert_eq!(key("loans"), "");
    assert_eq!(key("visits"), "");
}

#[tokio::test]
async fn names_may_hold_any_character() {
    let catalog = library().await;
    let view = QualifiedName::new("odd \"name\", ü", "a (view)");
    assert_eq!(catalog.relations[&view].primary_key, [":resorigtbl 1"]);
}

#[tokio::test]
async fn relationships_of_a_table() {
    let expected = [
        "book_list many-to-one book",
        "book_list many-to-one book",
        "books many-to-one book",
        "subjects many-to-one subject",
    ];
    assert_eq!(from("book_subjects").await, expected);
    let expected = ["copies one-to-one loan_copy", "copy_list one-to-one loan_copy"];
    assert_eq!(from("loans").await, expected);
}

#[tokio::test]
async fn relationships_of_a_view_with_a_column_shown_twice() {
    let expected = [
        "author_list many-to-one author",
        "book_subject_list one-to-many book",
        "book_subject_list one-to-many book",
        "book_subjects one-to-many book",
        "book_subjects one-to-many book",
        "copies one-to-many copies_book_id_fkey",
        "copies one-to-many copies_book_id_fkey",
        "copy_list one-to-many copies_book_id_fkey",
        "copy_list one-to-many copies_book_id_fkey",
        "subjects many-to-many book subject",
        "subjects many-to-many book subject",
        "subjects many-to-many book subject",
        "subjects many-to-many book subject",
        "through_reach many-to-one author",
        "through_reach many-to-one author",
        "visits one-to-many visited",
        "visits one-to-many visited",
    ];
    assert_eq!(from("book_list").await, expected);
}

#[tokio::test]
async fn a_partition_is_neither_a_relation_nor_the_end_of_a_relationship() {
    let catalog = library().await;
    assert!(!catalog.relations.contains_key(&named("visits_2025")));
    assert!(!catalog.relationships.contains_key(&named("visits_2025")));
    let expected = ["book_list many-to-one visited", "book_list many-to-one visited", "books many-to-one visited"];
    assert_eq!(from("visits").await, expected);
}

#[tokio::test]
async fn computed_relationships_take_the_place_of_the_relation_they_are_named_after() {
    let mut relationships = from("books").await;
    relationships.retain(|one| one.starts_with("subjects") || one.contains("computed"));
    assert_eq!(relationships, ["author_list computed author to one", "subjects computed subjects"]);
}

#[tokio::test]
async fn functions_that_cannot_be_called_by_name_are_left_out() {
    let mut names: Vec<&str> = library()
        .await
        .routines
        .keys()
        .filter(|name| name.schema == "library")
        .map(|name| name.name.as_str())
        .collect();
    names.sort_unstable();
    let expected = "add aliased books_by color_parse color_read domain_result isolated listing no_report outer \
                    partly_named report reports unnamed";
    assert_eq!(names.join(" "), expected);
}

#[tokio::test]
async fn overloads_come_by_number_of_parameters() {
    let expected = ["a integer", "a integer, b text", "a integer, b integer = default"];
    assert_eq!(parameters("add").await, expected);
}

#[tokio::test]
async fn parameters_are_the_input_arguments() {
    let expected = ["a character varying, swap bit varying, variadic rest library.isbn[]"];
    assert_eq!(parameters("outer").await, expected);
    assert_eq!(parameters("unnamed").await, [" json"]);
    assert_eq!(parameters("partly_named").await, [" integer, b text"]);
    assert_eq!(parameters("listing").await, [""]);
}

#[tokio::test]
async fn results_are_resolved_through_domains() {
    assert_eq!(returns("add").await, "pg_catalog.int4");
    assert_eq!(returns("unnamed").await, "pg_catalog.void");
    assert_eq!(returns("outer").await, "row pg_catalog.record");
    assert_eq!(returns("listing").await, "set of row pg_catalog.int4");
    assert_eq!(returns("aliased").await, "row library.place by another name");
    assert_eq!(returns("domain_result").await, "pg_catalog.varchar");
    assert_eq!(returns("books_by").await, "set of row library.books");
}

#[tokio::test]
async fn a_function_brings_the_settings_that_are_hoisted() {
    let isolated = &library().await.overloads(&named("isolated"))[0];
    assert_eq!(isolated.isolation_level, Some(IsolationLevel::RepeatableRead));
    assert_eq!(isolated.settings, [("statement_timeout".to_owned(), "1s".to_owned())]);
}

#[tokio::test]
async fn representations_are_the_implicit_casts_that_the_role_may_use() {
    let database = TestDatabase::new(&template().sql("create role library_stranger login;")).await;
    let mut stranger = database.connect_as("library_stranger").await;
    let catalog = load(&mut stranger, &options(&["library"])).await.unwrap();
    assert_eq!(representations(&catalog), ["library.color -> json color_json", "text -> library.color color_parse"]);
    assert!(representations(library().await).contains(&"library.shade -> json shade_json".to_owned()));
}

#[tokio::test]
async fn media_handlers_are_aggregates_and_functions_over_media_type_domains() {
    let mut handlers: Vec<String> = library()
        .await
        .handlers
        .iter()
        .map(|(key, handler)| {
            let scope = match &key.scope {
                HandlerScope::Named(name) => name.to_string(),
                HandlerScope::AnyElement => "anything".to_owned(),
            };
            let by = match handler {
                MediaHandler::Aggregate { function, argument } => {
                    let argument = argument.as_ref().map_or("anyelement".to_owned(), ToString::to_string);
                    format!("aggregate {function}({argument})")
                }
                MediaHandler::Function(function) => format!("function {function}"),
            };
            format!("{} of {scope}: {by}", key.media_type)
        })
        .collect();
    handlers.sort();
    let expected = [
        "*/* of anything: aggregate library.any_bytes(anyelement)",
        "text/x-library of library.books: aggregate library.book_text(library.books)",
        "text/x-library of library.report: function library.report",
    ];
    // The transition functions return media type domains as well.
    handlers.retain(|handler| !handler.contains("append"));
    assert_eq!(handlers, expected);
}

#[tokio::test]
async fn a_schema_that_does_not_exist_is_named() {
    let database = TestDatabase::new(&Template::new()).await;
    let mut client = database.connect().await;
    let error = load(&mut client, &options(&["public", "gone"])).await.unwrap_err();
    assert_eq!(error.to_string(), "schema \"gone\" does not exist");
    client.batch_execute("create table after (id int)").await.expect("the connection is as it was");
}

#[tokio::test]
async fn all_schemas_but_the_systems_can_be_exposed() {
    let database = TestDatabase::new(&template()).await;
    let everything = CatalogOptions { schemas: ExposedSchemas::All, ..options(&[]) };
    let catalog = load(&mut database.connect().await, &everything).await.unwrap();
    let schemas: Vec<&str> = catalog.schemas.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(schemas, ["public", "hidden", "library", "odd \"name\", ü", "reach"]);
    assert_eq!(catalog.relations[&named("through_hidden")].primary_key, ["end"]);
}

#[tokio::test]
async fn roles_bring_the_settings_that_the_connection_may_set() {
    let roles = Template::new().sql(
        "create role library_gateway login noinherit;
         create role library_reader; create role library_writer; create role library_distant; create role library_plain;
         grant library_reader, library_writer, library_plain to library_gateway;
         grant library_distant to library_reader;
         alter role library_reader set statement_timeout = '3s';
         alter role library_reader set default_transaction_isolation = 'serializable';
         alter role library_reader set app.unknown = 'x';
         alter role library_reader set track_io_timing = on;
         alter role library_writer set default_transaction_isolation = 'read committed';
         alter role library_distant set statement_timeout = '4s';",
    );
    let database = TestDatabase::new(&roles).await;
    let client = database.connect_as("library_gateway").await;
    let read = role_settings(&client).await.unwrap();
    assert_eq!(read.len(), 2, "{read:?}");
    assert_eq!(read["library_reader"].isolation_level, Some(IsolationLevel::Serializable));
    assert_eq!(read["library_reader"].settings, [("statement_timeout".to_owned(), "3s".to_owned())]);
    assert_eq!(read["library_writer"].isolation_level, Some(IsolationLevel::ReadCommitted));

    if server_version(&client).await.unwrap().number >= 150_000 {
        database.execute("grant set on parameter track_io_timing to library_gateway").await;
        let settings = &role_settings(&client).await.unwrap()["library_reader"].settings;
        assert_eq!(settings.last(), Some(&("track_io_timing".to_owned(), "on".to_owned())));
    }
}

#[tokio::test]
async fn settings_of_the_role_in_this_database_come_before_others() {
    let database = TestDatabase::new(&Template::new().sql(
        "create role \"Library Settings\" login;
         alter role \"Library Settings\" set pgrst.db_schemas = 'role';
         alter role \"Library Settings\" set pgrst.db_max_rows = 'role';
         alter role \"Library Settings\" set pgrst.unheard_of = 'role';
         create schema config;
         grant usage on schema config to \"Library Settings\";
         create function config.pre() returns void language sql as $$
           select set_config('pgrst.db_schemas', 'function', true), set_config('pgrst.jwt_aud', 'function', true);
         $$;",
    ))
    .await;
    let name = &database.address().database;
    database
        .execute(&format!("alter role \"Library Settings\" in database {name} set pgrst.db_schemas = 'here'"))
        .await;
    database.execute(&format!("alter database {name} set pgrst.server_trace_header = 'database'")).await;
    let mut client = database.connect_as("Library Settings").await;
    let names = ["db_schemas", "db_max_rows", "jwt_aud", "server_trace_header"];

    let pairs = |settings: Vec<(String, String)>| {
        let mut pairs: Vec<String> = settings.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.sort();
        pairs
    };
    let without = database_settings(&mut client, &names, None).await.unwrap();
    assert_eq!(pairs(without), ["db_max_rows=role", "db_schemas=here"]);
    let function = QualifiedName::new("config", "pre");
    let with = database_settings(&mut client, &names[..3], Some(&function)).await.unwrap();
    assert_eq!(pairs(with), ["db_max_rows=role", "db_schemas=here", "jwt_aud=function"]);

    let missing = QualifiedName::new("config", "gone");
    assert!(database_settings(&mut client, &names, Some(&missing)).await.is_err());
    client.batch_execute("create temp table after (id int)").await.expect("the connection is as it was");
}

fn template() -> Template {
    Template::new().file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/introspect/library.sql"))
}

fn options(schemas: &[&str]) -> CatalogOptions {
    CatalogOptions {
        schemas: ExposedSchemas::Named(schemas.iter().map(|schema| (*schema).to_owned()).collect()),
        extra_search_path: vec!["public".to_owned()],
        hoisted_settings: vec!["^statement".to_owned(), "^work_mem=2".to_owned()],
    }
}

/// The library as its superuser sees it, read once.
async fn library() -> &'static Catalog {
    static CATALOG: OnceCell<Catalog> = OnceCell::const_new();
    CATALOG
        .get_or_init(|| async {
            let database = TestDatabase::new(&template()).await;
            let mut options = options(&["library", "odd \"name\", ü"]);
            options.extra_search_path.push("reach".to_owned());
            load(&mut database.connect().await, &options).await.unwrap()
        })
        .await
}

fn named(name: &str) -> QualifiedName {
    QualifiedName::new("library", name)
}

/// The relationships of a relation, as `target kind constraints`, in order.
async fn from(origin: &str) -> Vec<String> {
    library().await.relationships_of(&named(origin)).iter().map(text).collect()
}

fn text(relationship: &Relationship) -> String {
    let target = &relationship.target().name;
    match relationship {
        Relationship::Computed(computed) => {
            let to_one = if computed.to_one { " to one" } else { "" };
            format!("{target} computed {}{to_one}", computed.function.name)
        }
        Relationship::ForeignKey(link) => match &link.cardinality {
            Cardinality::OneToMany { constraint, .. } => format!("{target} one-to-many {constraint}"),
            Cardinality::ManyToOne { constraint, .. } => format!("{target} many-to-one {constraint}"),
            Cardinality::OneToOne { constraint, .. } => format!("{target} one-to-one {constraint}"),
            Cardinality::ManyToMany(junction) => {
                format!("{target} many-to-many {} {}", junction.origin_constraint, junction.target_constraint)
            }
        },
    }
}

/// The parameters of each overload of a function.
async fn parameters(function: &str) -> Vec<String> {
    let overloads = library().await.overloads(&named(function));
    let text = |parameter: &rowgate_catalog::Parameter| {
        let variadic = if parameter.variadic { "variadic " } else { "" };
        let default = if parameter.required { "" } else { " = default" };
        format!("{variadic}{} {}{default}", parameter.name, parameter.cast_type)
    };
    let line = |parameters: &[_]| parameters.iter().map(text).collect::<Vec<_>>().join(", ");
    overloads.iter().map(|overload| line(&overload.parameters)).collect()
}

async fn returns(function: &str) -> String {
    let returns = &library().await.overloads(&named(function))[0].returns;
    let set = if matches!(returns, Returns::SetOf(_)) { "set of " } else { "" };
    match returns.routine_type() {
        RoutineType::Scalar(name) => format!("{set}{name}"),
        RoutineType::Composite { name, is_alias: false } => format!("{set}row {name}"),
        RoutineType::Composite { name, is_alias: true } => format!("{set}row {name} by another name"),
    }
}

fn representations(catalog: &Catalog) -> Vec<String> {
    let text = |(key, representation): (&rowgate_catalog::RepresentationKey, &rowgate_catalog::Representation)| {
        format!("{} -> {} {}", key.source, key.target, representation.function.name)
    };
    let mut lines: Vec<String> = catalog.representations.iter().map(text).collect();
    lines.sort();
    lines
}

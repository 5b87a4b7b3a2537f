//! A small film world: every kind of thing the planner tells apart, once.

use std::sync::LazyLock;

use rowgate_catalog::{Catalog, IsolationLevel, Volatility};

use crate::builder::Database;
use crate::notation::{row, rows, value, values};

/// The world's catalog. `api` is exposed first, `archive` second.
pub(crate) fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(make);
    &CATALOG
}

fn make() -> Catalog {
    let mut database = Database::default();
    films(&mut database);
    around_films(&mut database);
    places(&mut database);
    relationships(&mut database);
    functions(&mut database);
    overloads(&mut database);
    representations(&mut database);
    database.catalog()
}

/// Directors make films, actors play roles in them.
fn films(database: &mut Database) {
    database
        .table("directors", "id integer, name text, born date, bio tsvector")
        .primary_key("directors(id)")
        .table(
            "films",
            "id integer = nextval('api.films_id_seq'::regclass), title text, year integer, director_id integer, \
             rating numeric(3,1), credits json, meta jsonb, tags text[], plot text, search tsvector, \
             genre api.genre = 'drama'::api.genre, shown daterange",
        )
        .primary_key("films(id)")
        .table("actors", "id integer, name text")
        .primary_key("actors(id)")
        .table("roles", "film_id integer, actor_id integer, character text")
        .primary_key("roles(film_id, actor_id)")
        .view("recent_films", "id from films.id, title from films.title, made_by from films.director_id, age integer")
        .materialized_view("yearly", "year from films.year, films bigint")
        .table("archive.films", "id integer, title text")
        .primary_key("archive.films(id)");
}

/// What hangs on films: posters are one-to-one, reviews many, awards lead to directors twice.
fn around_films(database: &mut Database) {
    database
        .table("posters", "film_id integer, background api.color = '#000000'::api.color, file api.slug, price money")
        .primary_key("posters(film_id)")
        .table(
            "reviews",
            "id bigint, film_id integer, stars smallint = 3, body text, author character varying(40), \
             written timestamp with time zone = now()",
        )
        .primary_key("reviews(id)")
        .table("awards", "id integer, film_id integer, given_by integer, won_by integer")
        .primary_key("awards(id)")
        .table("employees", "id integer, name text, manager_id integer")
        .primary_key("employees(id)")
        .table("logs", "message text, at timestamp with time zone = now()");
}

/// Seats have a composite key; festivals show films in two ways.
fn places(database: &mut Database) {
    database
        .table("seats", "hall text, number integer, row_label text")
        .primary_key("seats(number, hall)")
        .table("bookings", "id integer, hall text, number integer, film_id integer")
        .primary_key("bookings(id)")
        .table("festivals", "id integer, name text")
        .primary_key("festivals(id)")
        .table("screenings", "film_id integer, festival_id integer")
        .primary_key("screenings(film_id, festival_id)")
        .table("premieres", "film_id integer, festival_id integer")
        .primary_key("premieres(film_id, festival_id)");
}

fn relationships(database: &mut Database) {
    database
        .foreign_key("films(director_id) -> directors(id)")
        .foreign_key("roles(film_id) -> films(id)")
        .foreign_key("roles(actor_id) -> actors(id)")
        .foreign_key("posters(film_id) -> films(id)")
        .foreign_key("reviews(film_id) -> films(id)")
        .foreign_key("awards(film_id) -> films(id)")
        .foreign_key("awards(given_by) -> directors(id)")
        .foreign_key("awards(won_by) -> directors(id)")
        .foreign_key("employees(manager_id) -> employees(id)")
        .foreign_key("bookings(hall, number) -> seats(hall, number)")
        .foreign_key("bookings(film_id) -> films(id)")
        .foreign_key("screenings(film_id) -> films(id)")
        .foreign_key("screenings(festival_id) -> festivals(id)")
        .foreign_key("premieres(film_id) -> films(id)")
        .foreign_key("premieres(festival_id) -> festivals(id)")
        .computed("best_review", "films", "reviews", true)
        .computed("similar", "films", "films", false);
}

/// One function of every kind.
fn functions(database: &mut Database) {
    database
        .routine("add", "a integer, b integer", value("integer"), |it| it.volatility = Volatility::Immutable)
        .routine("films_of", "director integer", rows("films"), |it| it.volatility = Volatility::Stable)
        .routine("newest_film", "", row("films"), |it| it.volatility = Volatility::Stable)
        .function("purge", "", value("void"))
        .function("join_words", "VARIADIC words text[]", value("text"))
        .routine("years", "", values("integer"), |it| it.volatility = Volatility::Stable)
        .function("statistics", "since integer", rows("pg_catalog.record"))
        .routine("search", "term text, since integer = 0, until integer = 3000", rows("films"), |it| {
            it.volatility = Volatility::Stable;
            it.isolation_level = Some(IsolationLevel::RepeatableRead);
            it.settings = vec![("work_mem".into(), "8MB".into())];
        })
        .function("pad", "word character", value("text"))
        .function("import", "json", value("integer"))
        .function("shout", "text", value("text"))
        .function("read_xml", "xml", value("xml"))
        .function("upload", "bytea", value("integer"))
        .function("archive_old", "document json", value("void"))
        .routine("audit", "", value("void"), |it| {
            it.isolation_level = Some(IsolationLevel::Serializable);
            it.settings = vec![("statement_timeout".into(), "1s".into())];
        });
}

fn overloads(database: &mut Database) {
    database
        .function("rate", "film integer", rows("reviews"))
        .function("rate", "film integer, stars integer", value("integer"))
        .function("pick", "id integer", rows("films"))
        .function("pick", "id text", rows("films"))
        .function("store", "json", value("integer"))
        .function("store", "jsonb", value("integer"))
        .function("tag", "film integer", value("integer"))
        .function("tag", "film integer, label text = 'none'", value("integer"))
        .function("either", "a integer = 0, b integer = 0", value("integer"))
        .function("either", "json", value("integer"));
}

fn representations(database: &mut Database) {
    database
        .representation("api.color", "json", "color_to_json")
        .representation("json", "api.color", "color_from_json")
        .representation("text", "api.color", "color_from_text")
        .aggregate("film_list", "application/x-film-list", Some("films"))
        .aggregate("lines", "application/x-lines", None)
        .aggregate("actors_csv", "text/csv", Some("actors"))
        .aggregate("festival_program", "*/*", Some("festivals"))
        .body_function("poster_png", "image/png")
        .function("poster_png", "film integer", value("api.image/png"));
}

use rowgate_cluster::{ApplyError, Cluster, Setup, SqlFile, apply};
use tokio_postgres::Client;

async fn apply_text(client: &Client, text: &str) -> Result<(), ApplyError> {
    apply(client, &SqlFile { name: "schema/films.sql".to_owned(), text: text.to_owned() }).await
}

#[tokio::test]
async fn a_file_takes_effect_as_a_whole_or_not_at_all() {
    let cluster = Cluster::start(Setup::scratch().unwrap()).unwrap();
    let client = crate::connect(&cluster.address()).await;
    apply_text(&client, "create table films (id int primary key);\ninsert into films values (1);").await.unwrap();

    let error = apply_text(&client, "insert into films values (2);\ninsert into films\nvalues (1);\nselect 1").await;
    let error = error.expect_err("a duplicate key").to_string();
    assert_eq!(
        error,
        "schema/films.sql:2\n>    2 | insert into films\n     3 | values (1)\n\
         ERROR: duplicate key value violates unique constraint \"films_pkey\" (23505)\n\
         DETAIL: Key (id)=(1) already exists."
    );
    let rows = client.query("select id from films", &[]).await.unwrap();
    assert_eq!(rows.len(), 1, "the first statement of the refused file left its row");
}

#[tokio::test]
async fn errors_found_while_reading_a_statement_have_a_column() {
    let cluster = Cluster::start(Setup::scratch().unwrap()).unwrap();
    let client = crate::connect(&cluster.address()).await;

    let unknown =
        apply_text(&client, "-- é\nselect 1;\n\nselect\n  'é', nonsense;\n").await.expect_err("no such column");
    let place = unknown.place.as_ref().expect("a place");
    assert_eq!((place.line, place.column, place.first_line), (5, Some(8), 4));

    let syntax = apply_text(&client, "select 1;\nselect from where;\n").await.expect_err("a syntax error");
    assert!(syntax.to_string().starts_with("schema/films.sql:2:13\n>    2 | select from where\n"), "{syntax}");

    let body = "do $$\nbegin\n  perform 1;\n  perform 1 / 0;\nend $$";
    let inside = apply_text(&client, body).await.expect_err("a division by zero").to_string();
    assert!(inside.contains("division by zero (22012)"), "{inside}");
    assert!(inside.contains("CONTEXT: SQL statement \"SELECT 1 / 0\"\nPL/pgSQL function"), "{inside}");
}

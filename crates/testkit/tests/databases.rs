//! Test databases are alike, apart, and gone afterwards.

use rowgate_testkit::{Template, TestDatabase, server};

fn films() -> Template {
    Template::new().sql("create table films (id int primary key);").sql("insert into films values (1), (2);")
}

#[tokio::test]
async fn tests_do_not_see_each_others_rows() {
    let (one, other) =
        tokio::join!(async { TestDatabase::new(&films()).await }, async { TestDatabase::new(&films()).await });
    one.execute("delete from films").await;
    let rows = other.connect().await.query("select id from films order by id", &[]).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.get(0)).collect::<Vec<i32>>(), [1, 2]);
}

#[tokio::test]
async fn a_test_database_is_dropped_even_while_somebody_is_connected() {
    let database = TestDatabase::new(&Template::new()).await;
    let address = database.address().clone();
    let _still_open = database.connect().await;
    drop(database);
    let databases = TestDatabase::new(&Template::new()).await;
    let left = databases
        .connect()
        .await
        .query("select from pg_database where datname = $1", &[&address.database])
        .await
        .unwrap();
    assert!(left.is_empty());
    assert_eq!(address.host, server().host);
}

#[tokio::test]
async fn the_prelude_makes_the_role_of_the_gateway() {
    let database = TestDatabase::new(&Template::new().prelude()).await;
    assert!(database.authenticator_uri().starts_with("postgres://authenticator@"));
    let gateway = database.connect_as("authenticator").await;
    gateway.batch_execute("set role anon; select auth.uid()").await.unwrap();
    assert!(gateway.batch_execute("select from auth.users").await.is_err());
}

#[tokio::test]
async fn killed_backends_are_gone() {
    let database = TestDatabase::new(&Template::new()).await;
    let client = database.connect().await;
    client.batch_execute("select").await.unwrap();
    assert_eq!(database.kill_backends().await, 1);
    assert!(client.batch_execute("select").await.is_err());
    database.execute("select").await;
}

#[tokio::test]
#[should_panic(expected = "the test's SQL:2:1")]
async fn a_template_that_cannot_be_built_says_where() {
    TestDatabase::new(&Template::new().sql("select 1;\nselekt 2;")).await;
}

#[tokio::test]
async fn a_large_schema_has_what_it_says() {
    let database = TestDatabase::new(&Template::large(300)).await;
    let client = database.connect().await;
    let question = "select
        (select count(*) from information_schema.tables where table_schema = 'large' and table_type = 'BASE TABLE'),
        (select count(*) from information_schema.columns join information_schema.tables using (table_schema, table_name)
         where table_schema = 'large' and table_type = 'BASE TABLE'),
        (select count(*) from information_schema.views where table_schema = 'large'),
        (select count(*) from pg_constraint where contype = 'f' and connamespace = 'large'::regnamespace),
        (select count(*) from pg_constraint where contype = 'p' and cardinality(conkey) = 2
         and connamespace = 'large'::regnamespace),
        (select count(*) from pg_description where classoid = 'pg_class'::regclass and objsubid = 0
         and objoid in (select oid from pg_class where relnamespace = 'large'::regnamespace)),
        (select count(*) from pg_proc where pronamespace = 'large'::regnamespace)";
    let row = client.query_one(question, &[]).await.expect("counts");
    let counts: Vec<i64> = (0..7).map(|column| row.get(column)).collect();
    assert_eq!(counts, [300, 1500, 15, 330, 30, 60, 150]);
}

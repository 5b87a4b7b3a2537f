use std::future::poll_fn;
use std::net::TcpListener;

use rustix::process::Signal;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_postgres::{AsyncMessage, Client, NoTls};

use crate::running::{Project, get};

const FILMS: (&str, &str) =
    ("schema/films/1-films.sql", "create schema if not exists films; create table if not exists films.films (id int)");

/// A connection, and the payloads that the gateway would hear.
async fn listen(uri: &str) -> (Client, UnboundedReceiver<String>) {
    let (client, mut connection) = tokio_postgres::connect(uri, NoTls).await.unwrap();
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(notification) = message {
                sender.send(notification.payload().to_owned()).unwrap();
            }
        }
    });
    client.batch_execute("listen pgrst").await.unwrap();
    (client, receiver)
}

async fn policies(client: &Client) -> Vec<String> {
    let rows = client.query("select polname::text from pg_policy order by 1", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn the_folders_become_a_database_with_a_line_for_each_file() {
    let policy = ("policies/films/1.sql", "create policy everybody on films.films using (true)");
    let books = ("schema/books/1-books.sql", "create schema books; create view books.books as select 1 as id");
    let project = Project::new(&[policy, FILMS, books, ("schema/0-first.sql", "select 1"), ("schema/notes.md", "no")]);
    let running = project.start(&[]);
    let output = running.wait_for("Ctrl-C stops");
    let lines = ["prelude", "schema/0-first.sql", "schema/books/1-", "schema/films/1-", "policies/films/1.sql"];
    let positions = lines.map(|line| output.find(&format!("  {line}")).unwrap_or_else(|| panic!("{line}: {output}")));
    assert!(positions.is_sorted(), "{output}");
    assert!(output.contains("\nSchemas   books, films\n"), "{output}");

    let client = project.connect().await;
    assert_eq!(policies(&client).await, ["everybody"]);
    let setting = "select unnest(setconfig) from pg_db_role_setting where setrole = 'authenticator'::regrole";
    let setting: String = client.query_one(setting, &[]).await.unwrap().get(0);
    assert_eq!(setting, "pgrst.db_schemas=books,films");
    running.stop();
    assert!(!project.path().join(".rowgate/dev.env").exists());
}

#[test]
fn the_api_answers_at_both_paths_and_takes_an_api_key_for_a_token() {
    let rows = ("schema/films/2.sql", "insert into films.films values (1)");
    let grants = "grant usage on schema films to anon, service_role; grant select on films.films to service_role";
    let project = Project::new(&[FILMS, rows, ("policies/films/1.sql", grants)]);
    let running = project.start_loaded();
    let known = project.announced();
    let url = &known["ROWGATE_URL"];
    for path in ["/films", "/rest/v1/films"] {
        let url = format!("{url}{path}");
        assert_eq!(get(&url, "").0, 401);
        let key = format!("apikey: {}", known["ROWGATE_SERVICE_ROLE_KEY"]);
        assert_eq!(get(&url, &key), (200, r#"[{"id":1}]"#.to_owned()));
        let anon = format!("{key}\r\nAuthorization: Bearer {}", known["ROWGATE_ANON_KEY"]);
        assert_eq!(get(&url, &anon).0, 401, "the token counts, not the key");
    }
    running.stop();
}

#[test]
fn a_taken_port_is_said_before_anything_starts() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let project = Project::new(&[FILMS]);
    let (status, output) = project.start(&["--port", &port.to_string()]).wait();
    assert_eq!(status.code(), Some(1));
    assert!(output.starts_with(&format!("rowgate: port {port} of 127.0.0.1 is taken: ")), "{output}");
    assert!(!project.path().join(".rowgate/data").exists());
}

#[tokio::test]
async fn what_is_in_the_database_is_there_again_after_a_restart() {
    let project = Project::new(&[FILMS]);
    let running = project.start_loaded();
    project.connect().await.batch_execute("insert into films.films values (1)").await.unwrap();
    let before = project.announced();
    running.signal(Signal::INT);
    let (status, output) = running.wait();
    assert!(status.success(), "{output}");

    project.write("schema/films/2.sql", "insert into films.films values (2)");
    let running = project.start(&[]);
    let output = running.wait_for("Ctrl-C stops");
    assert!(output.contains("schema/films/2.sql") && !output.contains("schema/films/1-films.sql"), "{output}");
    let rows = project.connect().await.query("select from films.films", &[]).await.unwrap();
    assert_eq!(rows.len(), 2);
    let after = project.announced();
    for same in ["ROWGATE_JWT_SECRET", "ROWGATE_ANON_KEY"] {
        assert_eq!(before[same], after[same]);
    }
    running.stop();

    let running = project.start(&["--reset"]);
    running.wait_for("Ctrl-C stops");
    let rows = project.connect().await.query("select from films.films", &[]).await.unwrap();
    assert_eq!(rows.len(), 1, "only the row of the file");
    running.stop();
}

#[test]
fn a_refused_file_ends_the_start_with_its_place() {
    let wrong = ("schema/films/2-wrong.sql", "select 1;\n\ncreate table films.more (\n  id intt\n);\n");
    let project = Project::new(&[FILMS, wrong]);
    let (status, output) = project.start(&[]).wait();
    assert_eq!(status.code(), Some(1));
    let expected = "\
rowgate: schema/films/2-wrong.sql:4:6
     3 | create table films.more (
>    4 |   id intt
     5 | )
ERROR: type \"intt\" does not exist (42704)
";
    assert!(output.ends_with(expected), "{output}");
}

#[tokio::test]
async fn a_changed_file_is_applied_live_with_the_policies_that_follow_it() {
    let grants = "grant usage on schema films to anon; grant select on all tables in schema films to anon";
    let policy = ("policies/films/1.sql", grants);
    let project = Project::new(&[FILMS, policy]);
    let running = project.start_loaded();
    let (client, mut notifications) = listen(&project.announced()["ROWGATE_DATABASE_URL"]).await;

    let more = format!("{}/more", project.announced()["ROWGATE_URL"]);
    assert_eq!(get(&more, "").0, 404);

    project.write("schema/films/2-more.sql", "create table films.more ()");
    let output = running.wait_for("The API serves the change");
    assert!(output.contains("  schema/films/2-more.sql ") && output.contains("  policies/films/1.sql "), "{output}");
    assert_eq!(notifications.recv().await.as_deref(), Some("reload schema"));
    assert_eq!(get(&more, ""), (200, "[]".to_owned()));
    drop(client);
    running.stop();
}

#[tokio::test]
async fn a_policy_that_leaves_its_file_leaves_the_database() {
    let two = "create policy a on films.films using (true); create policy b on films.films using (true)";
    let project = Project::new(&[FILMS, ("policies/films/1.sql", two), ("policies/films/2.sql", "select 1")]);
    let running = project.start_loaded();
    let client = project.connect().await;
    assert_eq!(policies(&client).await, ["a", "b"]);

    project.write("policies/films/1.sql", "create policy b on films.films using (false)");
    running.wait_for("policies/films/1.sql");
    assert_eq!(policies(&client).await, ["b"]);

    project.write("policies/films/1.sql", "drop table films.films; create policy c on films.films using (false)");
    let output = running.wait_for("--reset");
    assert!(output.contains("relation \"films.films\" does not exist (42P01)"), "{output}");
    assert_eq!(policies(&client).await, ["b"], "a refused file changes nothing");

    project.remove("policies/films/1.sql");
    running.wait_for("policies/films/1.sql  is gone");
    assert_eq!(policies(&client).await, [""; 0]);
    running.stop();
}

#[test]
fn two_do_not_share_a_folder() {
    let project = Project::new(&[FILMS]);
    let running = project.start_loaded();
    let (status, output) = project.start(&[]).wait();
    assert_eq!(status.code(), Some(1));
    assert!(output.contains("another rowgate dev runs in .rowgate"), "{output}");
    running.stop();
}

#[test]
fn a_missing_schema_folder_is_named() {
    let project = Project::new(&[]);
    let (status, output) = project.start(&["--schema", "sql"]).wait();
    assert_eq!(status.code(), Some(1));
    assert!(output.starts_with("rowgate: there is no folder sql:"), "{output}");
}

#[tokio::test]
async fn the_requests_to_paste_are_those_of_the_first_user_with_rows() {
    let people = "
        insert into auth.users values
            ('00000000-0000-0000-0000-000000000002', 'b@test'), ('00000000-0000-0000-0000-000000000001', 'a@test')
        on conflict do nothing;
        create table public.\"my notes\" as select id as user_id from auth.users;
        alter table public.\"my notes\" add foreign key (user_id) references auth.users;
        create table public.others (id uuid references auth.users);
        grant select on public.\"my notes\", public.others to authenticated;";
    let project = Project::new(&[("schema/1.sql", people)]);
    let running = project.start(&[]);
    let output = running.wait_for("Ctrl-C stops");
    let request = output.lines().find(|line| line.starts_with("  curl")).expect("a request");
    assert!(
        request.contains("/my%20notes?limit=3' -H 'Accept-Profile: public' -H 'Authorization: Bearer "),
        "{request}"
    );
    assert!(output.contains("  # a@test: their own rows of public.my notes\n"), "{output}");
    assert!(output.contains("\n  b@test        eyJ"), "{output}");
    running.stop();
}

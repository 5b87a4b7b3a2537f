//! Hearing notifications.

use rowgate_postgres::{ConnInfo, DatabaseError, listen};

use crate::one_connection;

#[tokio::test]
async fn payloads_are_heard_in_order_until_the_connection_ends() {
    let (scratch, database) = one_connection("").await;
    let mut listener = listen(&ConnInfo::parse(&scratch.uri()).unwrap(), "strange \"channel").await.unwrap();
    for payload in ["", "reload schema"] {
        let notify = format!("select pg_notify('strange \"channel', '{payload}'), pg_notify('other', 'no')");
        database.fetch(&crate::write(&notify)).await.unwrap();
    }
    assert_eq!(listener.next().await.unwrap(), "");
    assert_eq!(listener.next().await.unwrap(), "reload schema");

    scratch.kill_backends().await;
    let error = listener.next().await.unwrap_err();
    assert!(matches!(&error, DatabaseError::Server(error) if error.sqlstate == "57P01"), "{error:?}");
    assert!(matches!(listener.next().await, Err(DatabaseError::Lost(_))));
}

#[tokio::test]
async fn a_server_that_cannot_write_is_not_listened_to() {
    let (scratch, _) = one_connection("").await;
    let read_only = format!("{}&options=-cdefault_transaction_read_only%3Don", scratch.uri());
    let Err(error) = listen(&ConnInfo::parse(&read_only).unwrap(), "pgrst").await else { panic!("listening") };
    assert!(error.details().unwrap().ends_with("failed: session is read-only"), "{:?}", error.details());
}

//! GET and HEAD on relations.

use serde_json::json;

use crate::library::films;

#[tokio::test]
async fn a_table_is_read_by_its_name() {
    films().await.get("/films?select=title&id=eq.1").await.expect(200, json!([{"title": "Citizen Kane"}]));
}

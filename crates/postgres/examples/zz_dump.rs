//! throw-away
use rowgate_postgres::*;
use serde_json::json;
#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (mut client, connection) = tokio_postgres::connect(&args[1], tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(async move { connection.await.unwrap() });
    let schemas: Vec<String> = serde_json::from_str(&args[2]).unwrap();
    let options = CatalogOptions {
        schemas: if schemas.is_empty() { ExposedSchemas::All } else { ExposedSchemas::Named(schemas) },
        extra_search_path: vec![std::env::var("EXT").unwrap_or("public".into())],
        hoisted_settings: ["statement_timeout", "plan_filter.statement_cost_limit", "default_transaction_isolation"]
            .map(Into::into)
            .to_vec(),
    };
    let t = std::time::Instant::now();
    let c = load(&mut client, &options).await.unwrap();
    eprintln!("load {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let c2 = load(&mut client, &options).await.unwrap();
    eprintln!(
        "load {:?} {} relations {} relationships {} routines",
        t.elapsed(),
        c2.relations.len(),
        c2.relationships.values().map(Vec::len).sum::<usize>(),
        c2.routines.values().map(Vec::len).sum::<usize>()
    );
    if args.len() > 3 {
        let out = json!({
            "schemas": c.schemas, "relations": c.relations.values().collect::<Vec<_>>(),
            "relationships": c.relationships.iter().map(|(k,v)| json!([k,v])).collect::<Vec<_>>(),
            "routines": c.routines.values().collect::<Vec<_>>(),
            "representations": c.representations.iter().map(|(k,v)| json!([k,v])).collect::<Vec<_>>(),
            "handlers": c.handlers.iter().map(|(k,v)| json!([k.scope, k.media_type.mime(), v])).collect::<Vec<_>>(),
        });
        std::fs::write(&args[3], serde_json::to_string(&out).unwrap()).unwrap();
        println!("{:?}", role_settings(&client).await);
        println!("{:?}", server_version(&client).await);
        println!("{:?}", database_settings(&mut client, &["db_schemas", "db_max_rows", "jwt_aud"], None).await);
        println!(
            "{:?}",
            database_settings(
                &mut client,
                &["db_schemas", "db_max_rows", "jwt_aud", "openapi_mode", "db_root_spec"],
                Some(&rowgate_core::QualifiedName::new("postgrest", "preconf"))
            )
            .await
        );
    }
}

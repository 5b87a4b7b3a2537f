use bytes::Bytes;
use rowgate_postgres::*;
use rowgate_sql::*;
use std::sync::Arc;
use std::sync::atomic::*;
use std::time::{Duration, Instant};
#[tokio::main]
async fn main() {
    let uri = std::env::args().nth(1).unwrap();
    let conns: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let db = Database::new(
        ConnInfo::parse(&uri).unwrap(),
        &PoolConfig {
            size: conns,
            acquisition_timeout: Duration::from_secs(10),
            max_lifetime: Duration::from_secs(1000),
            max_idle: Duration::from_secs(1000),
            prepared: true,
        },
    );
    let p = |s: &str| Param { value: Some(Bytes::copy_from_slice(s.as_bytes())), kind: ParamType::Text };
    let tx = Arc::new(Transaction { isolation: rowgate_catalog::IsolationLevel::ReadCommitted, read_only: true,
        preamble: vec![Statement{ text: "select set_config('search_path',$1,true), set_config('role',$2,true), set_config('request.jwt.claims',$3,true), set_config('request.method',$4,true), set_config('request.path',$5,true), set_config('request.headers',$6,true), set_config('request.cookies',$7,true), set_config('transaction_read_only','on',true)".into(),
           results: Format::Text, params: vec![p("public"), p("postgres"), p("{\"role\":\"x\"}"), p("GET"), p("/films"), p("{\"a\":\"b\"}"), p("{}")]}],
        main: Statement{ text: "select null::bigint, count(t), nullif(current_setting('response.headers',true),''), nullif(current_setting('response.status',true),''), coalesce(json_agg(t),'[]') from (select id, name, x from films limit 20) t".into(), results: Format::Text, params: vec![]}, after: None, checked: false, end: End::Commit });
    {
        let f = db.fetch(&tx);
        println!("future {} bytes", std::mem::size_of_val(&f));
    }
    db.fetch(&tx).await.unwrap();
    let n = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let tasks: Vec<_> = (0..conns)
        .map(|_| {
            let (db, tx, n) = (db.clone(), tx.clone(), n.clone());
            tokio::spawn(async move {
                while start.elapsed() < Duration::from_secs(5) {
                    db.fetch(&tx).await.unwrap();
                    n.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for t in tasks {
        t.await.unwrap();
    }
    println!("{} tps", n.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64());
}

//! How long each phase takes by itself, without a database.
//!
//! ```text
//! cargo bench -p rowgate-benches --bench phases
//! ```

use std::hint::black_box;
use std::time::SystemTime;

use criterion::{Criterion, criterion_group, criterion_main};
use rowgate_benches::{Pipeline, Question, WORKLOADS, authenticator, authorization, world};

criterion_main!(benches);
criterion_group!(benches, requests, token);

fn requests(criterion: &mut Criterion) {
    let catalog = world::catalog();
    let pipeline = Pipeline::new(&catalog);
    let caller = authenticator(0)
        .authenticate(Some(authorization().as_bytes()), SystemTime::now())
        .expect("a token that is good for years");
    for workload in &WORKLOADS[..6] {
        let raw = workload.raw("localhost:3000", *workload.keys.start());
        let headers = Question::headers(&raw);
        let question = Question { raw: &raw, caller: &caller, headers: &headers };
        let request = pipeline.parse(&raw);
        let plan = pipeline.plan(&request);

        criterion.bench_function(&format!("parse/{}", workload.name), |bencher| {
            bencher.iter(|| pipeline.parse(black_box(&raw)));
        });
        criterion.bench_function(&format!("plan/{}", workload.name), |bencher| {
            bencher.iter(|| pipeline.plan(black_box(&request)));
        });
        criterion.bench_function(&format!("render/{}", workload.name), |bencher| {
            bencher.iter(|| pipeline.render(black_box(&plan), question));
        });
    }
}

fn token(criterion: &mut Criterion) {
    let authorization = authorization();
    for (name, entries) in [("cold", 0), ("cached", 1000)] {
        let authenticator = authenticator(entries);
        criterion.bench_function(&format!("token/{name}"), |bencher| {
            bencher.iter(|| authenticator.authenticate(black_box(Some(authorization.as_bytes())), SystemTime::now()));
        });
    }
}

//! How often, and for how many bytes, each phase asks the allocator. Not a matter of time: the figures are the same on
//! every machine and in every run.
//!
//! ```text
//! cargo bench -p rowgate-benches --bench allocations
//! ```

use std::alloc::System;
use std::fmt;
use std::hint::black_box;
use std::time::SystemTime;

use rowgate_benches::{Pipeline, Question, WORKLOADS, authenticator, authorization, world};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How often each of the requests may ask, the token included. Who has to raise one of these should know why. (The last
/// two have a statement more, which reads what the database says about the response, and their bodies are taken apart.)
const MOST: [usize; 6] = [23, 17, 34, 17, 23, 26];

/// What a phase asked of the allocator.
#[derive(Clone, Copy)]
struct Cost {
    /// How often, growth of what is already there included.
    calls: usize,
    bytes: usize,
}

fn main() {
    let catalog = world::catalog();
    let pipeline = Pipeline::new(&catalog);
    let (cold, cached) = token();
    let authorization = authorization();
    let caller = authenticator(0)
        .authenticate(Some(authorization.as_bytes()), SystemTime::now())
        .expect("a token that is good for years");

    println!("Calls of the allocator, and bytes.\n");
    println!("| request | parse | plan | render | with the token |");
    println!("|---|---|---|---|---|");
    for (workload, most) in WORKLOADS.iter().zip(MOST) {
        let raw = workload.raw("localhost:3000", *workload.keys.start());
        let headers = Question::headers(&raw);
        let question = Question { raw: &raw, caller: &caller, headers: &headers };
        let (request, parse) = cost(|| pipeline.parse(black_box(&raw)));
        let (plan, planning) = cost(|| pipeline.plan(black_box(&request)));
        let (_, render) = cost(|| pipeline.render(black_box(&plan), question));
        let all = parse + planning + render + cached;
        println!("| {} | {parse} | {planning} | {render} | {all} |", workload.name);
        assert!(all.calls <= most, "{} calls where {most} have been enough", all.calls);
    }
    println!("\nThe token: {cold} when it is new, {cached} when it has been seen.");
}

/// What a token costs, when it is new and when it has been seen.
fn token() -> (Cost, Cost) {
    let authorization = authorization();
    let authenticate = |authenticator: &rowgate_auth::Authenticator| {
        authenticator.authenticate(Some(authorization.as_bytes()), SystemTime::now())
    };
    let (without, with) = (authenticator(0), authenticator(1000));
    (cost(|| authenticate(&without)).1, cost(|| authenticate(&with)).1)
}

/// The result of `phase`, and what it takes once it has run: what is made once for all requests does not count.
fn cost<T>(phase: impl Fn() -> T) -> (T, Cost) {
    drop(phase());
    let region = Region::new(ALLOCATOR);
    let result = phase();
    let change = region.change();
    (result, Cost { calls: change.allocations + change.reallocations, bytes: change.bytes_allocated })
}

impl std::ops::Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { calls: self.calls + other.calls, bytes: self.bytes + other.bytes }
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {} B", self.calls, self.bytes)
    }
}

//! The phases by themselves, one after the other, for whatever is to be measured of them.

use std::fmt::Display;
use std::hint::black_box;
use std::ops::Add;
use std::time::SystemTime;

use rowgate_plan::Plan;
use rowgate_postgres::{ResultSet, Row};

use crate::{Pipeline, Question, WORKLOADS, Workload, authenticator, authorization, world};

/// A step of a request's way that needs no database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// What came to a request.
    Parse,
    /// A request to a plan.
    Plan,
    /// A plan to SQL.
    Render,
    /// A result to a response.
    Shape,
    /// A token to a caller.
    Token,
}

/// A token that has not been seen and one that has, where other phases have a request; with the tokens that are kept.
const TOKENS: [(&str, usize); 2] = [("new", 0), ("seen", 1000)];

impl Phase {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::Plan => "plan",
            Self::Render => "render",
            Self::Shape => "shape",
            Self::Token => "token",
        }
    }
}

/// Calls `visit` for every phase of every small request, and for a token that is new and one that has been seen, with
/// the phase, the name of the request, and what runs it once.
///
/// # Panics
///
/// Never: all requests are well-formed.
pub fn each(mut visit: impl FnMut(Phase, &str, &mut dyn FnMut())) {
    let catalog = world::catalog();
    let pipeline = Pipeline::new(&catalog);
    let authorization = authorization();
    let now = SystemTime::now();
    let caller = authenticator(0).authenticate(Some(authorization.as_bytes()), now).expect("a token good for years");
    for workload in WORKLOADS.iter().filter(|workload| workload.is_small()) {
        let name = workload.name;
        let raw = workload.raw("localhost:3000", *workload.keys.start());
        let headers = Question::headers(&raw);
        let question = Question { raw: &raw, caller: &caller, headers: &headers };
        let request = pipeline.parse(&raw);
        let plan = pipeline.plan(&request);
        let results = results(workload, &plan);
        visit(Phase::Parse, name, &mut || drop(black_box(pipeline.parse(black_box(&raw)))));
        visit(Phase::Plan, name, &mut || drop(black_box(pipeline.plan(black_box(&request)))));
        visit(Phase::Render, name, &mut || drop(black_box(pipeline.render(black_box(&plan), question))));
        visit(Phase::Shape, name, &mut || {
            drop(black_box(pipeline.shape(black_box(&plan), &request, black_box(&results))));
        });
    }
    for (name, entries) in TOKENS {
        let authenticator = authenticator(entries);
        visit(Phase::Token, name, &mut || {
            drop(black_box(authenticator.authenticate(black_box(Some(authorization.as_bytes())), SystemTime::now())));
        });
    }
}

/// A table of what each phase costs, a request in each row, and the sum with a token that has been seen.
///
/// # Panics
///
/// Never: every row has all its phases.
pub fn table<C: Copy + Display + Add<Output = C>>(mut cost: impl FnMut(Phase, &str, &mut dyn FnMut()) -> C) -> String {
    let mut costs: Vec<(Phase, String, C)> = Vec::new();
    each(|phase, name, run| costs.push((phase, name.to_owned(), cost(phase, name, run))));
    let of = |phase: Phase, name: &str| {
        let found = costs.iter().find(|(other, of, _)| *other == phase && of == name);
        found.expect("every phase of every request").2
    };
    let [new, seen] = TOKENS.map(|(name, _)| of(Phase::Token, name));
    let mut text =
        "| request | parse | plan | render | shape | with the token |\n|---|---:|---:|---:|---:|---:|\n".to_owned();
    for workload in WORKLOADS.iter().filter(|workload| workload.is_small()) {
        let phases = [Phase::Parse, Phase::Plan, Phase::Render, Phase::Shape];
        let [parse, plan, render, shape] = phases.map(|phase| of(phase, workload.name));
        let all = parse + plan + render + shape + seen;
        text = format!("{text}| {} | {parse} | {plan} | {render} | {shape} | {all} |\n", workload.name);
    }
    format!("{text}\nThe token: {new} when it is new, {seen} when it has been seen.\n")
}

/// What the database says to a request: the number of rows it has changed, and nothing about the response; or a row of
/// [`rowgate_sql::columns`].
fn results(workload: &Workload, plan: &Plan) -> ResultSet {
    if matches!(plan, Plan::Mutate(_)) {
        let settings = [None, None].into_iter().collect();
        return ResultSet { affected: 1, after: vec![settings], ..ResultSet::default() };
    }
    let (count, body) = (20_i64.to_be_bytes(), workload.answer());
    let row: Row = [None, Some(&count[..]), None, None, Some(body.as_bytes())].into_iter().collect();
    ResultSet { rows: vec![row], ..ResultSet::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phase_of_every_small_request_is_visited_and_runs() {
        let mut seen = Vec::new();
        each(|phase, name, run| {
            run();
            seen.push(format!("{}/{name}", phase.name()));
        });
        assert_eq!(seen.len(), 4 * 6 + 2);
        assert!(seen.contains(&"shape/insert".to_owned()));
    }

    #[test]
    fn a_row_of_the_table_is_summed_with_the_token() {
        let text = table(|phase, _, _| if phase == Phase::Token { 100 } else { 1 });
        assert!(text.contains("| by key | 1 | 1 | 1 | 1 | 104 |\n"), "{text}");
    }
}

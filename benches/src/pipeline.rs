//! The phases that need no database, each by itself.

use rowgate_auth::Caller;
use rowgate_catalog::{Catalog, IsolationLevel};
use rowgate_core::Ident;
use rowgate_plan::{Plan, PlanConfig};
use rowgate_postgres::ResultSet;
use rowgate_request::{ApiRequest, RawRequest, RequestConfig};
use rowgate_server::shape::Shaped;
use rowgate_sql::{End, Session, Transaction};
use serde_json::{Map, Value};

/// What the phases depend on: a gateway's defaults, over one catalog.
#[derive(Debug)]
pub struct Pipeline<'a> {
    catalog: &'a Catalog,
    request: RequestConfig,
    plan: PlanConfig,
    form: Form,
}

/// What requests become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// What they become the first time.
    First,
    /// What they become in the long run, when their rows are known to be fit to be made JSON by the gateway.
    LongRun,
    /// As [`Pipeline::in_one_statement`].
    OneStatement,
}

/// A request, who asks, and its headers in the form in which PostgreSQL is told of them.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The request.
    pub raw: &'a RawRequest,
    /// Who asks.
    pub caller: &'a Caller,
    /// The headers, from [`Question::headers`].
    pub headers: &'a str,
}

impl<'a> Pipeline<'a> {
    /// The phases over a catalog, as a request meets them for the first time.
    pub fn new(catalog: &'a Catalog) -> Self {
        let request = RequestConfig { schemas: vec!["api".into()], root_spec: None, root_disabled: false };
        Self { catalog, request, plan: PlanConfig::default(), form: Form::First }
    }

    /// The phases over a catalog, as requests meet them that have been asked before: what may be asked for as rows is.
    pub fn in_the_long_run(catalog: &'a Catalog) -> Self {
        Self { form: Form::LongRun, ..Self::new(catalog) }
    }

    /// The phases over a catalog, but that each request becomes one statement after its settings, as PostgREST has it: one
    /// that takes apart the body it is sent, makes the one that is answered, counts the rows and reads what the database
    /// says about the response.
    pub fn in_one_statement(catalog: &'a Catalog) -> Self {
        Self { form: Form::OneStatement, ..Self::new(catalog) }
    }

    /// Parses.
    ///
    /// # Panics
    ///
    /// When the request is refused, which none of ours is; so do the other phases.
    pub fn parse(&self, raw: &RawRequest) -> ApiRequest {
        rowgate_request::parse(raw, &self.request).expect("a well-formed request")
    }

    /// Plans.
    ///
    /// # Panics
    ///
    /// As [`parse`](Self::parse).
    pub fn plan(&self, request: &ApiRequest) -> Plan {
        let plan = rowgate_plan::plan(request, self.catalog, &self.plan).expect("names that exist");
        if self.form != Form::OneStatement {
            return plan;
        }
        let mut plan = plan.unbound().unwrap_or(plan);
        if let Plan::Mutate(plan) = &mut plan {
            plan.inert = false;
        }
        plan
    }

    /// Renders.
    ///
    /// # Panics
    ///
    /// For a plan that needs no database.
    pub fn render(&self, plan: &Plan, question: Question<'_>) -> Transaction {
        let session = Session {
            schema: self.schema(),
            extra_search_path: &[],
            role: &question.caller.role,
            claims: &question.caller.claims_json,
            method: &question.raw.method,
            path: &question.raw.path,
            headers: question.headers,
            cookies: "{}",
            traceparent: None,
            timezone: None,
            role_settings: &[],
            role_isolation: IsolationLevel::ReadCommitted,
            app_settings: &[],
            pre_request: None,
            end: End::Commit,
        };
        let asks_for_rows = self.form == Form::LongRun;
        match plan {
            Plan::Read(plan) => match rowgate_sql::plain_read(plan).filter(|_| asks_for_rows) {
                Some(rows) => rowgate_sql::read_rows(rows, &session),
                None => rowgate_sql::read(plan, &session),
            },
            Plan::Mutate(plan) => rowgate_sql::mutate(plan, &session),
            Plan::Call(plan) => match rowgate_sql::plain_call(plan).filter(|_| asks_for_rows) {
                Some(rows) => rowgate_sql::call_rows(plan, rows, &session),
                None => rowgate_sql::call(plan, &session),
            },
            Plan::Describe(_) | Plan::Info(_) => panic!("nothing is asked of the database"),
        }
    }

    /// Shapes.
    ///
    /// # Panics
    ///
    /// For rows that the plan's transaction does not give.
    pub fn shape(&self, plan: &Plan, request: &ApiRequest, results: &ResultSet) -> Shaped {
        rowgate_server::shape::shape(plan, request, results).expect("rows of this plan")
    }

    fn schema(&self) -> &Ident {
        &self.request.schemas[0]
    }
}

impl Question<'_> {
    /// All headers as a JSON object.
    pub fn headers(raw: &RawRequest) -> String {
        let members = raw.headers.iter().map(|(name, value)| (name.to_string(), Value::from(value.as_str())));
        Value::Object(members.collect::<Map<_, _>>()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::{WORKLOADS, authenticator, authorization, world};

    #[test]
    fn every_workload_becomes_a_transaction() {
        let catalog = world::catalog();
        let pipeline = Pipeline::new(&catalog);
        let caller = authenticator(0).authenticate(Some(authorization().as_bytes()), SystemTime::now()).unwrap();
        for workload in WORKLOADS {
            let raw = workload.raw("localhost", *workload.keys.start());
            let headers = Question::headers(&raw);
            let question = Question { raw: &raw, caller: &caller, headers: &headers };
            let transaction = pipeline.render(&pipeline.plan(&pipeline.parse(&raw)), question);
            assert_eq!(transaction.read_only, workload.method == "GET", "{}", workload.name);
            assert_eq!(transaction.preamble.len(), 1);
            let relation = workload.path.rsplit('/').next().unwrap();
            assert!(transaction.main.text.contains(relation), "{}", transaction.main.text);
            assert_eq!(transaction.after.is_some(), !transaction.read_only, "{}", workload.name);
            let long_run = Pipeline::in_the_long_run(&catalog);
            let in_the_long_run = long_run.render(&long_run.plan(&long_run.parse(&raw)), question);
            assert!(in_the_long_run.after.is_some(), "{}: its rows are asked for, or it writes", workload.name);
            let in_one = Pipeline::in_one_statement(&catalog);
            assert_eq!(in_one.render(&in_one.plan(&in_one.parse(&raw)), question).after, None, "{}", workload.name);
        }
    }
}

//! The one way from the text of a request to the SQL it becomes, or to the reason why not.

use std::fmt::Write;

use rowgate_catalog::{Catalog, IsolationLevel};
use rowgate_core::{ClientError, Ident};
use rowgate_plan::{MutatePlan, Plan, PlanConfig};
use rowgate_request::{RawRequest, RequestConfig};
use rowgate_sql::{End, PreRequest, Session, Statement, Transaction};
use serde_json::Value;

use crate::layout::{laid_out, source};
use crate::world;

/// The rows a request reads, changes or calls for: the query of `pgrst_source`, and the values it binds.
///
/// A request is its first line, then headers, then an empty line and a body.
pub(crate) fn sql(request: &str) -> String {
    Gateway::default().sql(request)
}

/// The whole main statement, and the values it binds.
pub(crate) fn statement(request: &str) -> String {
    Gateway::default().statement(request)
}

/// Code, message, details and hint of the error that the request ends with.
pub(crate) fn refusal(request: &str) -> String {
    Gateway::default().refusal(request)
}

/// What the pure phases depend on.
#[derive(Clone)]
pub(crate) struct Gateway<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) request: RequestConfig,
    pub(crate) plan: PlanConfig,
    pub(crate) session: Session<'a>,
    /// Whether a write of any relation does nothing else, whatever the catalog says.
    pub(crate) inert: bool,
}

impl Default for Gateway<'_> {
    fn default() -> Self {
        static SCHEMA: std::sync::LazyLock<Ident> = std::sync::LazyLock::new(|| Ident::new("api"));
        Self {
            catalog: world::catalog(),
            request: RequestConfig {
                schemas: vec!["api".into(), "archive".into()],
                root_spec: None,
                root_disabled: false,
            },
            plan: PlanConfig { legacy_target_names: true, ..PlanConfig::default() },
            session: Session {
                schema: &SCHEMA,
                extra_search_path: &[],
                role: "web_anon",
                claims: r#"{"role":"web_anon"}"#,
                method: "",
                path: "",
                headers: "{}",
                cookies: "{}",
                traceparent: None,
                timezone: None,
                role_settings: &[],
                role_isolation: IsolationLevel::ReadCommitted,
                app_settings: &[],
                pre_request: None::<&PreRequest>,
                end: End::Commit,
            },
            inert: false,
        }
    }
}

/// What a client reads of an error.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    message: String,
    details: Option<Value>,
    hint: Option<String>,
}

impl Gateway<'_> {
    /// With another configuration.
    pub(crate) fn with(change: impl FnOnce(&mut PlanConfig)) -> Self {
        let mut gateway = Self::default();
        change(&mut gateway.plan);
        gateway
    }

    pub(crate) fn sql(&self, request: &str) -> String {
        let main = self.transaction(request).main;
        with_values(&laid_out(source(&main.text)), &main)
    }

    pub(crate) fn statement(&self, request: &str) -> String {
        shown(&self.transaction(request).main)
    }

    pub(crate) fn refusal(&self, request: &str) -> String {
        self.run(request).expect_err("the request is refused").to_string()
    }

    /// The names that the response warns about (EMB-51).
    pub(crate) fn warnings(&self, request: &str) -> Vec<String> {
        let plan = self.planned(&raw(request)).unwrap_or_else(|refusal| panic!("{request}\n{refusal}"));
        plan.legacy_names().iter().map(|name| format!("{} to {}", name.target, name.alias)).collect()
    }

    pub(crate) fn transaction(&self, request: &str) -> Transaction {
        self.run(request).unwrap_or_else(|refusal| panic!("{request}\n{refusal}"))
    }

    fn run(&self, request: &str) -> Result<Transaction, Refusal> {
        self.respond(&raw(request)).map(|transaction| transaction.expect("the request needs the database"))
    }

    /// Parses, plans and renders; `None` for what needs no database.
    pub(crate) fn respond(&self, raw: &RawRequest) -> Result<Option<Transaction>, Refusal> {
        let schema = Ident::new(&rowgate_request::parse(raw, &self.request).map_err(|it| Refusal::of(&it))?.schema);
        let preferences = rowgate_request::Preferences::from_headers(raw.headers("prefer"));
        let session = Session {
            schema: &schema,
            method: &raw.method,
            path: &raw.path,
            timezone: preferences.timezone.as_deref(),
            ..self.session
        };
        Ok(match self.planned(raw)? {
            Plan::Read(plan) => Some(rowgate_sql::read(&plan, &session)),
            Plan::Mutate(plan) => Some(rowgate_sql::mutate(&plan, &session)),
            Plan::Call(plan) => Some(rowgate_sql::call(&plan, &session)),
            Plan::Describe(_) | Plan::Info(_) => None,
        })
    }

    pub(crate) fn planned(&self, raw: &RawRequest) -> Result<Plan, Refusal> {
        let request = rowgate_request::parse(raw, &self.request).map_err(|error| Refusal::of(&error))?;
        let plan = rowgate_plan::plan(&request, self.catalog, &self.plan).map_err(|error| Refusal::of(&error))?;
        Ok(match plan {
            Plan::Mutate(plan) => Plan::Mutate(Box::new(MutatePlan { inert: self.inert || plan.inert, ..*plan })),
            plan => plan,
        })
    }
}

/// A statement, laid out, and the values it binds.
pub(crate) fn shown(statement: &Statement) -> String {
    with_values(&laid_out(&statement.text), statement)
}

/// The text, then the values whose numbers stand in it.
fn with_values(text: &str, statement: &Statement) -> String {
    let mut shown = text.to_owned();
    for (number, param) in (1..).zip(&statement.params) {
        if !mentions(text, number) {
            continue;
        }
        let kind = match param.kind {
            rowgate_sql::ParamType::Unknown => String::new(),
            kind => format!("::{}", format!("{kind:?}").to_lowercase()),
        };
        match param.held() {
            Some(value) => write!(shown, "\n${number}{kind} = '{}'", String::from_utf8_lossy(value)),
            None => write!(shown, "\n${number}{kind} = NULL"),
        }
        .expect("strings take all text");
    }
    shown
}

fn mentions(text: &str, number: usize) -> bool {
    let sign = format!("${number}");
    text.match_indices(&sign).any(|(at, _)| !text[at + sign.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

/// Reads the text of a request.
pub(crate) fn raw(request: &str) -> RawRequest {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let mut lines = head.lines().map(str::trim);
    let (method, target) = lines.next().and_then(|line| line.split_once(' ')).expect("a method and a target");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase().into(), value.into()));
    RawRequest {
        method: method.into(),
        path: path.into(),
        query: query.into(),
        headers: lines.map(|line| header(line).expect("a header")).collect(),
        body: body.to_owned().into(),
    }
}

impl Refusal {
    fn of(error: &impl ClientError) -> Self {
        Self { code: error.code().as_str(), message: error.to_string(), details: error.details(), hint: error.hint() }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        match &self.details {
            None => {}
            Some(Value::String(text)) => write!(f, "\ndetails: {text}")?,
            Some(Value::Array(items)) => {
                write!(f, "\ndetails:")?;
                items.iter().try_for_each(|item| write!(f, "\n  {item}"))?;
            }
            Some(other) => write!(f, "\ndetails: {other}")?,
        }
        match &self.hint {
            None => Ok(()),
            Some(hint) => write!(f, "\nhint: {hint}"),
        }
    }
}

//! The pipeline, from a raw request to a reply.

mod query;

use std::borrow::Cow;
use std::time::SystemTime;

use compact_str::CompactString;
use http::HeaderValue;
use http::header::{HeaderName, VARY, WARNING};
use rowgate_auth::Caller;
use rowgate_config::TransactionEnd as ConfiguredEnd;
use rowgate_core::{Ident, MediaType};
use rowgate_plan::{DescribePlan, LegacyTargetName, MutatePlan, Plan};
use rowgate_postgres::{DatabaseError, Delivery, ResultSet};
use rowgate_request::{ApiRequest, Count, Handling, Mutation, RawRequest, TransactionEnd};
use rowgate_sql::{End, Session, Transaction};

use crate::asked::Asked;
use crate::failure::Failure;
use crate::journal::{Journal, Phase};
use crate::raw::{cookies_json, header, headers_json};
use crate::reply::{self, Headers, Reply};
use crate::result::{Rows, planner_estimate};
use crate::route::route;
use crate::snapshot::Snapshot;
use crate::trace_context::TraceContext;
use crate::{access_log, cors, describe, outdated};

/// The `tracing` target of what requests ask of the pool and of the token cache.
const POOL: &str = "rowgate::pool";
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// A reply, who it was for, and how it came about.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    /// The role; `None` when no token came through (OBS-01).
    pub(crate) role: Option<CompactString>,
    /// A preflight, which the access log leaves out (OPT-08).
    pub(crate) is_preflight: bool,
    /// Why the request was not served, if it was not.
    pub(crate) failure: Option<Failure>,
    pub(crate) journal: Journal,
}

/// Answers one request.
///
/// ```text
/// RawRequest ─parse→ ApiRequest ─plan→ Plan ─render→ Transaction ─run→ ResultSet ─shape→ Reply
/// ```
///
/// Only `run` waits; every other step is a function of the values above it. `trace` is the request's span, where the
/// gateway makes one.
///
/// # Cancel safety
///
/// When the future is dropped while the transaction runs, its connection is closed and the statement cancelled.
pub(crate) async fn answer(snapshot: &Snapshot, raw: &RawRequest, trace: Option<TraceContext>) -> Answer {
    let allowed = snapshot.settings.origins.allow(raw);
    let preflight = allowed.as_ref().and_then(|allowed| cors::preflight(raw, allowed));
    let journal = Journal::start(trace);
    let answer = match preflight {
        Some(reply) => Answer { reply, role: None, is_preflight: true, failure: None, journal },
        None => serve(snapshot, raw, journal).await,
    };
    completed(answer, snapshot, raw, allowed)
}

/// Answers a request whose caller is not let in, and whose body need not be there for that. Only for requests that are
/// no preflight.
pub(crate) fn turned_away(
    snapshot: &Snapshot,
    raw: &RawRequest,
    trace: Option<TraceContext>,
    failure: Failure,
) -> Answer {
    let answer = failed(snapshot, None, failure, Journal::start(trace));
    completed(answer, snapshot, raw, snapshot.settings.origins.allow(raw))
}

/// The answer with what browsers and tracers look for.
fn completed(mut answer: Answer, snapshot: &Snapshot, raw: &RawRequest, allowed: Option<Headers>) -> Answer {
    if let Some(allowed) = allowed.filter(|_| raw.method != "OPTIONS") {
        cors::expose(&mut answer.reply, allowed);
    }
    if let Some(name) = &snapshot.settings.trace_header {
        let value = reply::header_value(header(raw, name.as_str()).unwrap_or_default());
        answer.reply.headers.insert(0, (name.clone(), value));
    }
    answer
}

async fn serve(snapshot: &Snapshot, raw: &RawRequest, mut journal: Journal) -> Answer {
    let caller = authenticate(snapshot, raw);
    if caller.is_ok() {
        journal.end(Phase::Jwt);
    }
    let role = caller.as_ref().ok().map(|caller| caller.role.clone());
    let outcome = match caller {
        Ok(caller) => respond(snapshot, raw, &caller, &mut journal).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(reply) => Answer { reply, role, is_preflight: false, failure: None, journal },
        Err(failure) => failed(snapshot, role, failure, journal),
    }
}

fn failed(snapshot: &Snapshot, role: Option<CompactString>, failure: Failure, mut journal: Journal) -> Answer {
    journal.fail();
    let reply = failure.reply(snapshot.settings.verbosity, snapshot.settings.pool_timeout);
    Answer { reply, role, is_preflight: false, failure: Some(failure), journal }
}

/// Who asks.
///
/// # Errors
///
/// When nobody does that may.
pub(crate) fn authenticate(snapshot: &Snapshot, raw: &RawRequest) -> Result<std::sync::Arc<Caller>, Failure> {
    let authorization = header(raw, "authorization").map(str::as_bytes);
    let config = &snapshot.settings.config;
    if authorization.is_some() && config.jwt_secret.is_some() && config.jwt_cache_max_entries > 0 {
        tracing::debug!(target: POOL, "Looked up a JWT in JWT cache");
    }
    Ok(snapshot.authenticator.authenticate(authorization, SystemTime::now())?)
}

async fn respond(
    snapshot: &Snapshot,
    raw: &RawRequest,
    caller: &Caller,
    journal: &mut Journal,
) -> Result<Reply, Failure> {
    let settings = &snapshot.settings;
    let catalog = snapshot.catalog.as_ref().ok_or(Failure::NoCatalog)?;
    let mut is_new = false;
    let asked = settings.asked.get_or(raw, || {
        is_new = true;
        let request = rowgate_request::parse(raw, &settings.request)?;
        journal.end(Phase::Parse);
        let plan = rowgate_plan::plan(&request, catalog, &settings.plan)?;
        Ok::<_, Failure>(Asked::new(request, plan))
    })?;
    if !is_new {
        journal.end(Phase::Parse);
    }
    let Asked { request, plan, .. } = &*asked;
    journal.end(Phase::Plan);
    if !plan.legacy_names().is_empty() {
        access_log::log_legacy_names(raw, journal.trace, plan.legacy_names());
    }
    if journal.is_recorded() {
        journal.route = Some(route(&request.action));
    }
    let exchange = Exchange { snapshot, raw, caller, asked: &asked, request, trace: journal.trace };
    let mut reply = exchange.perform(plan, journal).await?;
    journal.end(Phase::Response);
    if settings.timing {
        reply.push(SERVER_TIMING, &journal.server_timing());
    }
    if !plan.legacy_names().is_empty() {
        reply.push(WARNING, &legacy_warning(plan.legacy_names()));
    }
    if !reply.has(&VARY) {
        reply.headers.push((VARY, HeaderValue::from_static("Accept, Prefer, Range")));
    }
    Ok(reply)
}

/// EMB-51
fn legacy_warning(names: &[LegacyTargetName]) -> String {
    format!(
        "299 PostgRESTv{} \"Embedded resource was referenced by relation name even though it has an alias. This is \
         deprecated and will stop working in a future release. Update {} in query string filters, orders or limits.\"",
        crate::WIRE_VERSION,
        access_log::renamings(names)
    )
}

/// One request with everything that is fixed while it is served.
#[derive(Clone, Copy)]
struct Exchange<'a> {
    snapshot: &'a Snapshot,
    raw: &'a RawRequest,
    caller: &'a Caller,
    asked: &'a Asked,
    request: &'a ApiRequest,
    trace: Option<TraceContext>,
}

impl Exchange<'_> {
    /// Renders, runs and shapes a plan. Values that PostgreSQL refuses before anything has run are sent once more as they
    /// came, for then it may have something else to say first: that the caller may not write at all.
    async fn perform(self, plan: &Plan, journal: &mut Journal) -> Result<Reply, Failure> {
        let outcome = self.try_perform(plan, journal).await;
        if !outcome.as_ref().is_err_and(Failure::came_before_main) {
            return outcome;
        }
        match plan.unbound() {
            Some(plan) => self.try_perform(&plan, journal).await,
            None => outcome,
        }
    }

    async fn try_perform(self, plan: &Plan, journal: &mut Journal) -> Result<Reply, Failure> {
        match plan {
            Plan::Info(info) => {
                journal.end(Phase::Transaction);
                Ok(reply::info(info))
            }
            Plan::Read(plan) => self.read(plan, journal).await,
            Plan::Mutate(plan) => self.mutate(plan, journal).await,
            Plan::Call(plan) => self.call(plan, journal).await,
            Plan::Describe(plan) => self.describe(plan, journal).await,
        }
    }

    async fn mutate(self, plan: &MutatePlan, journal: &mut Journal) -> Result<Reply, Failure> {
        let media_type = &plan.output.media_type;
        let explains = is_explain(media_type);
        let check = |results: &ResultSet| {
            if explains { Ok(()) } else { check_mutation(plan, self.request, &Rows::of_mutation(results)?) }
        };
        let needs_check =
            !explains && (plan.mutation == Mutation::SingleUpsert || is_singular(media_type) || self.limits_affected());
        let transaction = self.rendered(|session| rowgate_sql::mutate(plan, session));
        let transaction = if needs_check { transaction.checked() } else { transaction };
        let results = self.run(&transaction, check, journal).await?;
        journal.end(Phase::Transaction);
        if explains {
            return Ok(self.explain(media_type, &results));
        }
        reply::mutate(plan, self.request, self.snapshot.settings.allows_tx(), Rows::of_mutation(&results)?)
    }

    async fn describe(self, plan: &DescribePlan, journal: &mut Journal) -> Result<Reply, Failure> {
        let settings = &self.snapshot.settings;
        let catalog = self.snapshot.catalog.as_ref().ok_or(Failure::NoCatalog)?;
        let statement = describe::statement(plan, settings.openapi_mode);
        let transaction = self.rendered(|session| rowgate_sql::inspect(statement, session));
        let results = self.run(&transaction, |_| Ok(()), journal).await?;
        journal.end(Phase::Transaction);
        let port = u16::try_from(settings.config.server_port).unwrap_or_default();
        describe::reply(plan, self.request, catalog, &settings.config, port, &results)
    }

    fn explain(self, media_type: &MediaType, results: &ResultSet) -> Reply {
        let lines = results.rows.iter().filter_map(|row| row.get(0));
        reply::explain(media_type, self.request, lines)
    }

    fn limits_affected(self) -> bool {
        let preferences = &self.request.preferences;
        preferences.max_affected.is_some() && preferences.handling == Some(Handling::Strict)
    }

    /// The total that goes behind the slash: the planner's where it was asked for (PAG-08, PAG-09).
    fn total(self, counted: Option<i64>, results: &ResultSet) -> Option<i64> {
        match self.request.preferences.count {
            Some(Count::Planned) => planner_estimate(results),
            Some(Count::Estimated) if counted > self.snapshot.settings.plan.max_rows => {
                counted.max(planner_estimate(results))
            }
            _ => counted,
        }
    }

    async fn run(
        self,
        transaction: &Transaction,
        check: impl Fn(&ResultSet) -> Result<(), Failure>,
        journal: &mut Journal,
    ) -> Result<ResultSet, Failure> {
        let check = |results: &ResultSet| check(results).map_err(Stopped::ByCheck);
        self.note(transaction, journal);
        let outcome = self.snapshot.database.run_timed(transaction, check, &mut journal.pool_wait).await;
        tracing::debug!(target: POOL, "Borrowed a connection from the pool");
        outcome.map_err(|stopped| match stopped {
            Stopped::ByCheck(failure) => failure,
            Stopped::ByDatabase(error) => self.failure(error, transaction),
        })
    }

    /// Runs a transaction without waiting for a body that is large, if nothing can come after it that matters.
    async fn open(self, transaction: &Transaction, journal: &mut Journal) -> Result<Delivery, Failure> {
        self.note(transaction, journal);
        let outcome = self.snapshot.database.open_timed(transaction, &mut journal.pool_wait).await;
        tracing::debug!(target: POOL, "Borrowed a connection from the pool");
        outcome.map_err(|error| self.failure(error, transaction))
    }

    fn note(self, transaction: &Transaction, journal: &mut Journal) {
        if self.snapshot.settings.config.log_query {
            journal.keep(transaction);
        }
        if journal.is_recorded() {
            journal.query = Some(transaction.main.text.clone());
        }
        tracing::debug!(target: POOL, "Trying to borrow a connection from pool");
    }

    fn failure(self, error: DatabaseError, transaction: &Transaction) -> Failure {
        let outdated = self.snapshot.catalog.as_ref().is_some_and(|it| outdated::shows(&error, transaction, it));
        Failure::Database { error, authenticated: !self.caller.anonymous, outdated }
    }

    fn rendered(self, render: impl FnOnce(&Session<'_>) -> Transaction) -> Transaction {
        self.session_parts().with(self, render)
    }

    fn session_parts(self) -> SessionParts {
        SessionParts {
            schema: Ident::new(&self.request.schema),
            headers: headers_json(self.raw),
            cookies: cookies_json(self.raw),
            traceparent: self.trace.map(|trace| trace.to_string()),
        }
    }

    /// PRF-16: the configured end, unless the client may and does ask for the other.
    fn end(self) -> End {
        let settings = &self.snapshot.settings;
        let asked = self.request.preferences.transaction.filter(|_| settings.allows_tx());
        match (asked, settings.transaction_end) {
            (Some(TransactionEnd::Commit), _) | (None, ConfiguredEnd::Commit | ConfiguredEnd::CommitAllowOverride) => {
                End::Commit
            }
            (Some(TransactionEnd::Rollback), _)
            | (None, ConfiguredEnd::Rollback | ConfiguredEnd::RollbackAllowOverride) => End::Rollback,
        }
    }
}

/// Why a transaction ended without a result.
enum Stopped {
    ByCheck(Failure),
    ByDatabase(DatabaseError),
}

impl From<DatabaseError> for Stopped {
    fn from(error: DatabaseError) -> Self {
        Self::ByDatabase(error)
    }
}

/// The parts of a session that are made for the request.
pub(crate) struct SessionParts {
    schema: Ident,
    headers: String,
    cookies: Cow<'static, str>,
    traceparent: Option<String>,
}

impl SessionParts {
    fn with<T>(&self, exchange: Exchange<'_>, render: impl FnOnce(&Session<'_>) -> T) -> T {
        let settings = &exchange.snapshot.settings;
        let role = &exchange.caller.role;
        let of_role = exchange.snapshot.roles.get(role.as_str());
        render(&Session {
            schema: &self.schema,
            extra_search_path: &settings.extra_search_path,
            role,
            claims: &exchange.caller.claims_json,
            method: &exchange.raw.method,
            path: &exchange.raw.path,
            headers: &self.headers,
            cookies: &self.cookies,
            traceparent: self.traceparent.as_deref(),
            timezone: exchange.request.preferences.timezone.as_deref(),
            role_settings: of_role.map_or(&[], |role| role.settings.as_slice()),
            role_isolation: of_role.and_then(|role| role.isolation_level).unwrap_or_default(),
            app_settings: &settings.of_apps,
            pre_request: settings.pre_request.as_ref(),
            end: exchange.end(),
        })
    }
}

fn is_explain(media_type: &MediaType) -> bool {
    matches!(media_type, MediaType::Plan { .. })
}

fn is_singular(media_type: &MediaType) -> bool {
    matches!(media_type, MediaType::Object { .. })
}

/// REP-13, MUT-70
fn check_singular(media_type: &MediaType, rows: &Rows) -> Result<(), Failure> {
    if is_singular(media_type) && rows.page_total != 1 {
        return Err(Failure::NotSingular { rows: rows.page_total });
    }
    Ok(())
}

/// PRF-14
fn check_affected(request: &ApiRequest, rows: &Rows) -> Result<(), Failure> {
    let preferences = &request.preferences;
    match preferences.max_affected {
        Some(most) if preferences.handling == Some(Handling::Strict) && rows.page_total > most => {
            Err(Failure::MaxAffected { rows: rows.page_total })
        }
        _ => Ok(()),
    }
}

/// ORD-E15
fn check_mutation(plan: &MutatePlan, request: &ApiRequest, rows: &Rows) -> Result<(), Failure> {
    match plan.mutation {
        Mutation::SingleUpsert if rows.page_total != 1 => Err(Failure::PutMismatch),
        Mutation::SingleUpsert => Ok(()),
        Mutation::Insert => check_singular(&plan.output.media_type, rows),
        Mutation::Update | Mutation::Delete => {
            check_singular(&plan.output.media_type, rows)?;
            check_affected(request, rows)
        }
    }
}

//! pgbench with the statements that rowgate sends, or with those it would send if each request were one statement.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, ensure};
use rowgate_benches::{Pipeline, Question, Workload, authenticator, authorization};
use rowgate_catalog::Catalog;
use rowgate_cluster::{Address, Binaries, Host};
use rowgate_postgres::cleaning_after;
use rowgate_sql::{Param, ParamType, Statement, Transaction};
use tokio::process::Command;

use crate::sample::{Sample, percentile};

/// Stands for the key while a workload is rendered; no other value is the same.
const ANY_KEY: u32 = 987_654_321;

/// The part of the transactions whose time is logged: enough to tell percentiles, too little to slow them down.
const SAMPLING_RATE: &str = "0.1";

/// How statements travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trips {
    /// BEGIN, the statements and COMMIT, each when the one before is answered.
    Each,
    /// The statements up to one Sync, which is how rowgate sends them.
    One,
}

/// Which statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sql {
    /// All that rowgate sends: what undoes the traces of the request before, the settings, the statement, and what is asked
    /// when that is through.
    Same,
    /// The settings and one statement that does it all, as PostgREST has it.
    OneStatement,
}

/// A workload's statements in the terms of pgbench.
pub(crate) struct Script {
    /// Sets the variable `key`, if there is one.
    key: String,
    /// What comes before the statement.
    before: String,
    main: String,
    /// What comes after it.
    after: String,
    /// Bind values as `-D` takes them: `p1=20`.
    values: Vec<String>,
}

impl Script {
    /// The statements of a workload, as if it were asked through HTTP at `host`.
    pub(crate) fn of(workload: &Workload, catalog: &Catalog, sql: Sql, host: &str) -> anyhow::Result<Self> {
        let pipeline = match sql {
            Sql::Same => Pipeline::in_the_long_run(catalog),
            Sql::OneStatement => Pipeline::in_one_statement(catalog),
        };
        let caller = authenticator(0).authenticate(Some(authorization().as_bytes()), std::time::SystemTime::now())?;
        let raw = workload.raw(host, ANY_KEY);
        let headers = Question::headers(&raw);
        let question = Question { raw: &raw, caller: &caller, headers: &headers };
        let transaction = pipeline.render(&pipeline.plan(&pipeline.parse(&raw)), question);
        let cleaning = match sql {
            Sql::Same => cleaning_after(transaction.read_only),
            Sql::OneStatement => &[],
        };
        let script = Self::render(workload, cleaning, &transaction)?;
        ensure!(!script.main.contains(&ANY_KEY.to_string()), "{}: the key is no bind value", workload.name);
        Ok(script)
    }

    fn render(workload: &Workload, cleaning: &[&str], transaction: &Transaction) -> anyhow::Result<Self> {
        let (mut before, mut values) = (String::new(), Vec::new());
        for statement in cleaning {
            before = format!("{before}{statement};\n");
        }
        for (number, statement) in transaction.preamble.iter().enumerate() {
            let text = with_variables(statement, &format!("settings{number}_"), &mut values)?;
            before = format!("{before}{text};\n");
        }
        let main = with_variables(&transaction.main, "p", &mut values)?;
        let after = match &transaction.after {
            Some(statement) => format!("{};\n", with_variables(statement, "after", &mut values)?),
            None => String::new(),
        };
        let (first, last) = (workload.keys.start(), workload.keys.end());
        let key = if first == last { String::new() } else { format!("\\set key random({first}, {last})\n") };
        Ok(Self { key, before, main, after, values })
    }

    /// The same settings before another statement, which has no parameters.
    pub(crate) fn with_main(&self, statement: &str) -> Self {
        let values = self.values.iter().filter(|it| it.starts_with("settings")).cloned().collect();
        let (before, main) = (self.before.clone(), statement.to_owned());
        Self { key: String::new(), before, main, after: String::new(), values }
    }

    fn text(&self, trips: Trips) -> String {
        let Self { key, before, main, after, .. } = self;
        match trips {
            Trips::Each => format!("{key}begin;\n{before}{main};\n{after}commit;\n"),
            Trips::One => format!("{key}\\startpipeline\n{before}{main};\n{after}\\endpipeline\n"),
        }
    }
}

/// A statement with `:p1` for `$1` where the prefix is `p`. The values are added to `values`, but that of the key, which
/// is `:key`.
fn with_variables(statement: &Statement, prefix: &str, values: &mut Vec<String>) -> anyhow::Result<String> {
    ensure!(!mentions_variable(&statement.text), "pgbench would take a part of the statement for a variable");
    let any_key = ANY_KEY.to_string();
    let is_key = |param: &Param| param.held() == Some(any_key.as_bytes());
    let mut pieces = statement.text.split('$');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.find(|c: char| !c.is_ascii_digit()).unwrap_or(piece.len());
        let number: usize = piece[..digits].parse().context("a $ that is no parameter")?;
        let param = statement.params.get(number.wrapping_sub(1)).context("a parameter without a value")?;
        let variable = if is_key(param) { "key".to_owned() } else { format!("{prefix}{number}") };
        text = format!("{text}:{variable}{}{}", cast(param.kind), &piece[digits..]);
    }
    for (number, param) in (1..).zip(&statement.params).filter(|(_, param)| !is_key(param)) {
        let value = param.held().context("pgbench cannot bind NULL")?;
        values.push(format!("{prefix}{number}={}", std::str::from_utf8(value)?));
    }
    Ok(text)
}

/// Declares a parameter's type as rowgate does in Parse, which pgbench cannot.
fn cast(kind: ParamType) -> &'static str {
    match kind {
        ParamType::Unknown => "",
        ParamType::Text => "::text",
        ParamType::TextArray => "::text[]",
        ParamType::Json => "::json",
        ParamType::Jsonb => "::jsonb",
        ParamType::Bytea => "::bytea",
        ParamType::BigInt => "::bigint",
    }
}

/// Whether pgbench sees a variable in `text`: a colon, by itself, before a letter.
fn mentions_variable(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(2).enumerate().any(|(at, pair)| {
        pair[0] == b':' && (pair[1].is_ascii_alphabetic() || pair[1] == b'_') && (at == 0 || bytes[at - 1] != b':')
    })
}

/// The program: beside a server, for few have it on `PATH`. Not every server has it, and any version will do.
pub(crate) fn program() -> PathBuf {
    let beside_servers = Binaries::all().into_iter().map(|binaries| binaries.program("pgbench"));
    beside_servers.into_iter().find(|program| program.is_file()).unwrap_or_else(|| "pgbench".into())
}

/// The program, and where it connects.
pub(crate) struct Pgbench {
    pub(crate) program: PathBuf,
    pub(crate) database: Address,
    pub(crate) clients: usize,
    /// For scripts and logs.
    pub(crate) folder: PathBuf,
}

impl Pgbench {
    /// Runs a script again and again for so long, in whole seconds.
    pub(crate) async fn run(&self, script: &Script, trips: Trips, time: Duration) -> anyhow::Result<Sample> {
        let file = self.folder.join("script.sql");
        fs::write(&file, script.text(trips))?;
        self.remove_logs()?;
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder).args(["--no-vacuum", "--protocol=prepared", "--jobs=1", "--log"]);
        command.args(["--log-prefix=pgbench", &format!("--sampling-rate={SAMPLING_RATE}")]);
        command.arg(format!("--client={}", self.clients)).arg(format!("--time={}", time.as_secs().max(1)));
        for value in &script.values {
            command.arg("-D").arg(value);
        }
        match &self.database.host {
            Host::Socket(folder) => command.arg("-h").arg(folder),
            Host::Tcp(host) => command.args(["-h", host]),
        };
        command.arg("--file").arg(&file).args(["-p", &self.database.port.to_string()]);
        command.args(["-U", &self.database.user, &self.database.database]);
        let output = command.kill_on_drop(true).output().await.context("running pgbench")?;
        let (said, complaints) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        ensure!(
            output.status.success() && !complaints.contains("ERROR"),
            "pgbench: {complaints}\n{}",
            script.text(trips)
        );
        let latencies = self.latencies()?;
        Ok(Sample {
            per_second: per_second(&said).with_context(|| format!("pgbench said {said}"))?,
            p50: percentile(&latencies, 50),
            p99: percentile(&latencies, 99),
            cpu: None,
            client_cpu: None,
        })
    }

    fn logs(&self) -> anyhow::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(&self.folder)?.collect::<Result<Vec<_>, _>>()?;
        let is_log = |name: &str| {
            name.strip_prefix("pgbench.").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        Ok(entries.iter().filter(|it| is_log(&it.file_name().to_string_lossy())).map(fs::DirEntry::path).collect())
    }

    fn remove_logs(&self) -> anyhow::Result<()> {
        Ok(self.logs()?.iter().try_for_each(fs::remove_file)?)
    }

    /// Sorted. The log's third column is a transaction's time in microseconds.
    fn latencies(&self) -> anyhow::Result<Vec<Duration>> {
        let mut latencies = Vec::new();
        for log in self.logs()? {
            let text = fs::read_to_string(log)?;
            let times = text.lines().filter_map(|line| line.split(' ').nth(2)?.parse().ok());
            latencies.extend(times.map(Duration::from_micros));
        }
        ensure!(!latencies.is_empty(), "pgbench logged nothing");
        latencies.sort_unstable();
        self.remove_logs()?;
        Ok(latencies)
    }
}

fn per_second(said: &str) -> Option<f64> {
    said.lines().find_map(|line| line.strip_prefix("tps = "))?.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use rowgate_benches::{WORKLOADS, world};

    use super::*;

    fn script(name: &str, sql: Sql) -> Script {
        let workload = WORKLOADS.iter().find(|workload| workload.name == name).unwrap();
        Script::of(workload, &world::catalog(), sql, "127.0.0.1:3000").unwrap()
    }

    #[test]
    fn the_key_is_a_variable() {
        let text = script("by key", Sql::OneStatement).text(Trips::Each);
        assert!(text.starts_with("\\set key random(141, 160)\nbegin;\nselect "), "{text}");
        assert!(text.contains(":key"), "{text}");
        assert!(text.ends_with(";\ncommit;\n"), "{text}");
    }

    #[test]
    fn the_same_statements_are_all_that_rowgate_sends() {
        let read = script("by key", Sql::Same).text(Trips::One);
        assert!(read.contains("\\startpipeline\nRESET ALL;\nselect "), "{read}");
        assert!(!read.contains("json_agg"), "{read}");
        assert!(read.lines().rev().nth(1).unwrap().contains("response.headers"), "{read}");
        let write = script("insert", Sql::Same).text(Trips::Each);
        assert!(write.starts_with("begin;\nRESET ALL;\nDISCARD TEMP;\n"), "{write}");
        assert!(write.ends_with(";\ncommit;\n"), "{write}");
    }

    #[test]
    fn a_parameter_keeps_its_value_and_its_type() {
        let script = script("insert", Sql::OneStatement);
        assert!(script.values.contains(&r#"p1={"kind":"opened","amount":3}"#.to_owned()), "{:?}", script.values);
        assert!(script.main.contains(":p1::json"), "{}", script.main);
    }

    #[test]
    fn casts_and_times_are_no_variables() {
        assert!(!mentions_variable("select '12:30'::text"));
        assert!(mentions_variable("select ':now'"));
    }

    #[test]
    fn the_rate_is_read_from_what_pgbench_says() {
        let said = "latency average = 0.5 ms\ntps = 1234.5 (without initial connection time)\n";
        assert_eq!(per_second(said), Some(1234.5));
    }
}

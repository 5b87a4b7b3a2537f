//! Where everything that is noticed goes: to the log, to the metrics, and to whoever waits for the end.

use std::time::Duration;

use http::StatusCode;
use rowgate_postgres::DatabaseError;
use tokio::sync::watch;

use crate::access_log::{self, Arrival, Response};
use crate::answer::Answer;
use crate::event::Event;
use crate::failure::{Failure, Verbosity};
use crate::forward::Cut;
use crate::load_error::{LoadError, advice};
use crate::metrics::Metrics;

/// For how long further requests that get no connection are not logged one by one (OBS-04).
const QUIET: Duration = Duration::from_secs(5);

/// Why a gateway gave up. The log says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// The database does not let it work, and will not until somebody changes something (POOL-05).
    #[error("the database cannot be worked with")]
    Fatal,
    /// The database was lost, and `db-pool-automatic-recovery` is off (POOL-06).
    #[error("the database is lost and automatic recovery disabled")]
    RecoveryDisabled,
    /// The admin server is gone (ADM-06).
    #[error("the admin server has ended")]
    AdminServer,
}

/// Where everything that is noticed goes.
#[derive(Debug, Default)]
pub(crate) struct Observer {
    pub(crate) metrics: Metrics,
    /// The status of the last request that got no connection.
    pool_timeouts: watch::Sender<StatusCode>,
    ended: watch::Sender<Option<Ended>>,
}

impl Observer {
    /// Takes note of an event.
    pub(crate) fn notice(&self, event: &Event<'_>) {
        match event {
            Event::CatalogQueried { took } => self.metrics.count_load(*took),
            Event::CatalogFailed { .. } => self.metrics.count_failed_load(),
            _ => {}
        }
        event.tell();
    }

    /// Takes note of a request and its response.
    pub(crate) fn answered(&self, arrival: Arrival<'_>, answer: &Answer, duration: Duration) {
        let Answer { reply, role, is_preflight, failure, journal } = answer;
        if let Some(failure) = failure {
            self.failed(arrival, failure, reply.status);
        }
        self.metrics.count_response(reply.status, duration, journal);
        access_log::log_statements(arrival, reply.status, journal.statements());
        if !is_preflight {
            let (status, length) = (reply.status, reply.length());
            let response = Response { role: role.as_deref(), status, length, failure: failure.as_ref(), duration };
            access_log::log(arrival, response);
        }
    }

    /// Takes note of a request that was not read to its end.
    pub(crate) fn refused(&self, arrival: Arrival<'_>, status: StatusCode) {
        self.metrics.count_refusal(status, Duration::ZERO);
        let response = Response { role: None, status, length: None, failure: None, duration: Duration::ZERO };
        access_log::log(arrival, response);
    }

    /// Takes note of a response that ended in the middle of its body.
    pub(crate) fn cut(&self, cut: &Cut) {
        self.metrics.count_cut(cut);
        access_log::log_cut(cut);
    }

    fn failed(&self, arrival: Arrival<'_>, failure: &Failure, status: StatusCode) {
        match failure {
            Failure::Database { error: DatabaseError::PoolTimeout, .. } => {
                self.pool_timeouts.send_replace(status);
            }
            Failure::Database { error, .. } => {
                let json = Failure::json_of(error);
                if let Some(fatal) = error.fatal() {
                    self.notice(&Event::Fatal { advice: advice(fatal), json: &json });
                    self.give_up(Ended::Fatal);
                } else if status.is_server_error() && !matches!(error, DatabaseError::Connect(_)) {
                    access_log::log_failure(Some(arrival), status, &json);
                }
            }
            Failure::NoCatalog
            | Failure::UnexpectedResult(_)
            | Failure::InvalidResponseHeaders
            | Failure::InvalidResponseStatus => {
                let body = failure.body(Verbosity::Verbose);
                access_log::log_failure(Some(arrival), status, &String::from_utf8_lossy(&body));
            }
            _ => {}
        }
    }

    /// Ends the gateway if a failed load, or lost listener, leaves no hope (POOL-05, POOL-06). Says whether it does.
    pub(crate) fn gives_up(&self, error: &LoadError, may_recover: bool) -> bool {
        if let Some(advice) = error.advice() {
            self.notice(&Event::Fatal { advice, json: &error.json() });
            self.give_up(Ended::Fatal);
            return true;
        }
        if !may_recover {
            self.notice(&Event::RecoveryDisabled);
            self.give_up(Ended::RecoveryDisabled);
        }
        !may_recover
    }

    /// Ends the gateway. The first reason counts.
    pub(crate) fn give_up(&self, reason: Ended) {
        self.ended.send_if_modified(|ended| {
            let is_first = ended.is_none();
            ended.get_or_insert(reason);
            is_first
        });
    }

    /// Waits until there is a reason to give up.
    pub(crate) async fn ended(&self) -> Ended {
        let mut ended = self.ended.subscribe();
        let reason = ended.wait_for(Option::is_some).await.map(|ended| *ended);
        // The sender is this observer's own, and lives as long as we wait.
        reason.ok().flatten().unwrap_or(Ended::Fatal)
    }

    /// Logs that requests get no connection: the first at once, those that follow soon together. Never returns.
    pub(crate) async fn log_pool_timeouts(&self) {
        let json = Failure::json_of(&DatabaseError::PoolTimeout);
        let mut pool_timeouts = self.pool_timeouts.subscribe();
        // The sender is this observer's own, and lives as long as we wait.
        while pool_timeouts.changed().await.is_ok() {
            let status = *pool_timeouts.borrow_and_update();
            access_log::log_failure(None, status, &json);
            tokio::time::sleep(QUIET).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_reason_to_end_counts() {
        let observer = Observer::default();
        observer.give_up(Ended::AdminServer);
        observer.give_up(Ended::Fatal);
        assert_eq!(observer.ended().await, Ended::AdminServer);
    }
}

//! The gateway in front of the private database.

use std::collections::BTreeMap;
use std::env;
use std::net::TcpListener;

use anyhow::Context;
use rowgate_config::Sources;
use rowgate_server::{Gateway, Options};

use super::database::Database;
use super::people::ANON;
use crate::log;

const HOST: &str = "127.0.0.1";

/// Where the clients of Supabase look for the API.
const SUPABASE_PREFIX: &str = "/rest/v1";

/// Whether the port is free, before anything else is started.
pub(crate) fn check_port(port: u16) -> anyhow::Result<()> {
    TcpListener::bind((HOST, port))
        .map(drop)
        .with_context(|| format!("port {port} of {HOST} is taken: choose another with --port"))
}

/// Starts the gateway. What does not make it this one, such as `PGRST_DB_MAX_ROWS` or `PGRST_LOG_LEVEL`, may be set in
/// the environment.
pub(crate) async fn start(database: &Database, secret: &str, port: u16) -> anyhow::Result<Gateway> {
    let ours = [
        ("PGRST_DB_URI", database.gateway_address().to_string()),
        ("PGRST_DB_ANON_ROLE", ANON.to_owned()),
        ("PGRST_JWT_SECRET", secret.to_owned()),
        ("PGRST_JWT_SECRET_IS_BASE64", "false".to_owned()),
        ("PGRST_SERVER_HOST", HOST.to_owned()),
        ("PGRST_SERVER_PORT", port.to_string()),
    ];
    let theirs = env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let mut environment: BTreeMap<String, String> = theirs.collect();
    environment.extend(ours.map(|(name, value)| (name.to_owned(), value)));
    let options = Options {
        sources: Sources::new(None, environment),
        path_prefixes: vec![SUPABASE_PREFIX.to_owned()],
        apikey_as_bearer: true,
        threads: None,
        on_config: Some(log::follower()),
        traces: None,
    };
    Ok(Gateway::start(options).await?)
}

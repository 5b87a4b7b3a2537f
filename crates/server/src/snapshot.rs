//! What one request sees from start to end.

use std::collections::HashMap;
use std::sync::Arc;

use rowgate_auth::Authenticator;
use rowgate_catalog::{Catalog, IsolationLevel};
use rowgate_postgres::Database;

use crate::settings::Settings;

/// The configuration, the catalog and what follows from them. A reload makes a new one; requests that have the old one
/// finish with it.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    pub(crate) settings: Arc<Settings>,
    pub(crate) authenticator: Arc<Authenticator>,
    /// `None` until the first load succeeded.
    pub(crate) catalog: Option<Arc<Catalog>>,
    pub(crate) roles: Arc<HashMap<String, RoleSettings>>,
    pub(crate) database: Database,
}

/// What the database sets for a role (AUT-56, AUT-57).
#[derive(Clone, Debug, Default)]
pub(crate) struct RoleSettings {
    pub(crate) settings: Vec<(String, String)>,
    pub(crate) isolation_level: IsolationLevel,
}

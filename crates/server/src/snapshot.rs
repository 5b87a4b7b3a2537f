//! What one request sees from start to end.

use std::sync::Arc;

use hashbrown::HashMap;
use rowgate_auth::Authenticator;
use rowgate_catalog::Catalog;
use rowgate_postgres::{Database, RoleSettings};

use crate::rows::Shapes;
use crate::settings::Settings;

/// The configuration, the catalog and what follows from them. A reload makes a new one; requests that have the old one
/// finish with it.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    pub(crate) settings: Arc<Settings>,
    pub(crate) authenticator: Arc<Authenticator>,
    /// `None` until the first load succeeded.
    pub(crate) catalog: Option<Arc<Catalog>>,
    /// What the database sets for roles (AUT-56, AUT-57).
    pub(crate) roles: Arc<HashMap<String, RoleSettings>>,
    pub(crate) database: Database,
    /// What reads have given under this catalog.
    pub(crate) shapes: Arc<Shapes>,
}

//! The database's catalog, read into a [`Catalog`].
//!
//! One query for each kind of object, in the `.sql` file beside the module that reads it. They join nothing that
//! [`rowgate_catalog::derive`] can join: keys come as numbers, views as the trees behind them.

mod assemble;
mod columns;
mod computed_relationships;
mod database_settings;
mod error;
mod keys;
mod media_handlers;
mod names;
mod node_tree;
mod relations;
mod representations;
mod role_settings;
mod routines;
mod schemas;
mod server_version;
mod text_types;
mod timings;
mod view_rules;

use futures_util::{FutureExt, TryFutureExt};
use rowgate_catalog::Catalog;
use tokio_postgres::{Client, IsolationLevel, Transaction};

pub use database_settings::database_settings;
pub use error::IntrospectError;
pub use role_settings::{RoleSettings, role_settings};
pub use server_version::{MINIMUM_SERVER_VERSION, ServerVersion, server_version};

use assemble::{Readings, assemble};
use error::reading;
use timings::{Part, Timings};

/// What to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogOptions {
    /// The schemas the API serves.
    pub schemas: ExposedSchemas,
    /// Further schemas whose views may stand between an exposed view and its tables (EMB-04).
    pub extra_search_path: Vec<String>,
    /// Regular expressions: which SET clauses of functions, as `name=value`, become settings of the transaction
    /// (AUT-58, QRK-39).
    pub hoisted_settings: Vec<String>,
}

/// The schemas the API serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExposedSchemas {
    /// All that are not the system's: `public` first, as the default one, then by name.
    All,
    /// These, the first being the default one.
    Named(Vec<String>),
}

/// With an empty search path, types outside `pg_catalog` print with their schema (SCC-01). Compiling a query that runs
/// once takes longer than running it.
const SESSION: &str = "set local search_path to ''; set local jit to off";

/// Reads the whole catalog in one read-only transaction, so that its parts agree.
///
/// # Errors
///
/// When a schema of `options` does not exist, or a query fails.
///
/// # Cancel safety
///
/// Dropping the future rolls the transaction back before the connection's next command.
pub async fn load(client: &mut Client, options: &CatalogOptions) -> Result<Catalog, IntrospectError> {
    let builder = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    let tx = builder.start().await.map_err(reading("the catalog"))?;
    tx.batch_execute(SESSION).await.map_err(reading("the catalog"))?;
    let readings = read(&tx, options).await?;
    tx.commit().await.map_err(reading("the catalog"))?;
    Ok(assemble(readings))
}

/// Sends all queries at once: they wait for each other in the server, not on the way there.
async fn read(tx: &Transaction<'_>, options: &CatalogOptions) -> Result<Readings, IntrospectError> {
    let schemas = schemas::schemas(tx, options).await?;
    let exposed = schemas.exposed_ids.as_slice();
    let timings = Timings::start();
    let (
        relations,
        columns,
        enum_labels,
        text_types,
        keys,
        foreign_keys,
        origins,
        computed,
        routines,
        representations,
        handlers,
    ) = tokio::try_join!(
        relations::relations(tx, exposed).map_err(reading("relations")).inspect(|_| timings.note(Part::Tables)),
        columns::columns(tx, exposed).map_err(reading("columns")).inspect(|_| timings.note(Part::Tables)),
        columns::enum_labels(tx).map_err(reading("enum types")).inspect(|_| timings.note(Part::Tables)),
        text_types::text_types(tx).map_err(reading("types")).inspect(|_| timings.note(Part::Tables)),
        keys::keys(tx).map_err(reading("keys")).inspect(|_| timings.note(Part::Relationships)),
        keys::foreign_keys(tx).map_err(reading("foreign keys")).inspect(|_| timings.note(Part::Relationships)),
        view_rules::origins(tx, &schemas.traced_ids)
            .map_err(reading("views"))
            .inspect(|_| timings.note(Part::KeyDependencies)),
        computed_relationships::computed_relationships(tx)
            .map_err(reading("computed relationships"))
            .inspect(|_| timings.note(Part::ComputedRelationships)),
        routines::routines(tx, exposed, &options.hoisted_settings)
            .map_err(reading("functions"))
            .inspect(|_| timings.note(Part::Functions)),
        representations::representations(tx).map_err(reading("casts")).inspect(|_| timings.note(Part::Representations)),
        media_handlers::media_handlers(tx, exposed)
            .map_err(reading("media type handlers"))
            .inspect(|_| timings.note(Part::MediaHandlers)),
    )?;
    tracing::debug!("{timings}");
    Ok(Readings {
        schemas: schemas.exposed,
        relations,
        columns,
        enum_labels,
        keys,
        foreign_keys,
        origins,
        computed,
        routines,
        representations,
        handlers,
        text_types,
    })
}

//! Pool, wire, introspection and execution.

mod introspect;

pub use introspect::{
    CatalogOptions, ExposedSchemas, IntrospectError, MINIMUM_SERVER_VERSION, RoleSettings, ServerVersion,
    database_settings, load, role_settings, server_version,
};

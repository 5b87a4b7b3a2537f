//! Pool, wire, introspection and execution.

//! Scratch clusters and databases, an in-process gateway, fixtures.

//! File, environment and database settings become a Config.

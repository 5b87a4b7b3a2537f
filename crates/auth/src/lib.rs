//! A bearer token becomes a Caller.

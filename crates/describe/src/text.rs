//! Strings of a document that are put together while they are written.

use std::fmt::Display;

use serde::{Serialize, Serializer};

/// Whatever can be displayed, as a JSON string or as the name of a member.
pub(crate) struct Text<D>(pub(crate) D);

impl<D: Display> Serialize for Text<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// `{"$ref": "…"}`
#[derive(Serialize)]
#[serde(bound = "D: Display")]
pub(crate) struct Reference<D> {
    #[serde(rename = "$ref")]
    target: Text<D>,
}

impl<D: Display> Reference<D> {
    pub(crate) fn to(target: D) -> Self {
        Self { target: Text(target) }
    }
}

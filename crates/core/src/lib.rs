//! The words that several crates share: names, media types, error codes and what a client may read about a failure.
//!
//! Takes nothing, does no IO, and knows no other crate of the workspace. A type enters here when two crates need it.
//!
//! ```
//! use rowgate_core::{MediaType, QualifiedName};
//!
//! let films = QualifiedName::new("api", "films");
//! assert_eq!(films.to_string(), "api.films");
//! assert_eq!(MediaType::parse("text/csv").mime(), "text/csv");
//! ```

mod blob;
mod error;
pub mod fuzzy;
mod media_type;
mod name;

pub use blob::{Blob, Store, Stored};
pub use error::{ClientError, ErrorCode};
pub use media_type::{MediaType, PlanFormat, PlanOption};
pub use name::{Ident, QualifiedName};

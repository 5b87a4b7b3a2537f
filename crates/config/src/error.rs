//! Why there is no configuration.

use std::path::PathBuf;

use crate::file::FileError;

/// Why there is no configuration. The message is for the operator, whole and in one line.
///
/// Where PostgREST 16.1 has a sentence for it, this is the same sentence. Values are not repeated, lest a secret ends
/// up in a log.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The configuration file, or one that it imports, cannot be used.
    #[error("Error in config {0}")]
    File(FileError),
    /// A setting has a value that makes no sense.
    #[error("Error in config {0}")]
    Invalid(Invalid),
    /// A setting says `@path`, and the file cannot be read.
    #[error("Error in config {key}: {path}: {reason}", path = path.display())]
    UnreadableValue {
        /// The setting.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
}

/// What is wrong with a value (CFG-06).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// It is none of the words that the setting knows.
    #[error("{key}: Invalid {called}. Check your configuration.")]
    Keyword {
        /// The setting.
        key: &'static str,
        /// What it is called in the sentence.
        called: &'static str,
    },
    /// A file mode that does not begin with an octal digit.
    #[error("Invalid {0}: not an octal")]
    NotOctal(&'static str),
    /// A file mode that would lock out the owner, or has no meaning.
    #[error("Invalid {0}: needs to be between 600 and 777")]
    ModeOutOfRange(&'static str),
    /// An audience with a colon that is no URI.
    #[error("jwt-aud should be a string or a valid URI")]
    Audience,
    /// A proxy URI that is not absolute, not of HTTP, or says more than a base URI should.
    #[error("openapi-server-proxy-uri: Malformed proxy uri, a correct example: https://example.com:8443/basePath")]
    ProxyUri,
    /// A schema of the system's, which cannot be exposed (SCH-07).
    #[error("db-schemas does not allow schema: '{0}'")]
    SystemSchema(&'static str),
    /// Two servers on one port.
    #[error("admin-server-port cannot be the same as server-port")]
    AdminPortIsServerPort,
    /// The secret is not the base64 it is said to be (AUT-11).
    #[error("jwt-secret is not valid base64, although jwt-secret-is-base64 is set")]
    SecretNotBase64,
    /// A limit below zero. PostgREST 16.1 takes it and then fails every request it limits.
    #[error("{0} must not be negative")]
    Negative(&'static str),
    /// A header name that HTTP does not allow. PostgREST 16.1 takes it and sends a broken response.
    #[error("{0} is not a valid header name")]
    HeaderName(&'static str),
}

impl From<FileError> for ConfigError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<Invalid> for ConfigError {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

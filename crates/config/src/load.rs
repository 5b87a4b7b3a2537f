//! Loading and reloading: collect everything, then decide once.

use crate::error::{ConfigError, Invalid};
use crate::raw::Raw;
use crate::secret::Secret;
use crate::settings::Config;
use crate::sources::Sources;

impl Config {
    /// Reads the settings of `sources` at the start of the process.
    ///
    /// # Errors
    ///
    /// The first file that cannot be read, or setting that makes no sense; the message names it (CFG-06).
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        let mut raw = Raw::collect(sources)?;
        raw.follow_references()?;
        Ok(Self::decide(&raw)?)
    }

    /// Reads the settings again. `db-uri` stays what it was: it is read once (POOL-01).
    ///
    /// # Errors
    ///
    /// As [`Config::load`]. The caller goes on with the configuration it has.
    pub fn reload(&self, sources: &Sources) -> Result<Self, ConfigError> {
        let mut raw = Raw::collect(sources)?;
        raw.settle("db-uri", self.db_uri.as_str());
        raw.follow_references()?;
        Ok(Self::decide(&raw)?)
    }

    fn decide(raw: &Raw<'_>) -> Result<Self, Invalid> {
        let config = Self::read(raw)?;
        let jwt_secret = config.jwt_secret.map(|secret| secret.of_file(raw.path("jwt-secret").cloned()));
        let config = Self { jwt_secret, ..config }.with_decoded_secret()?;
        if config.admin_server_port == Some(config.server_port) {
            return Err(Invalid::AdminPortIsServerPort);
        }
        Ok(config)
    }

    fn with_decoded_secret(self) -> Result<Self, Invalid> {
        if !self.jwt_secret_is_base64 {
            return Ok(self);
        }
        Ok(Self { jwt_secret: self.jwt_secret.as_ref().map(Secret::decoded).transpose()?, ..self })
    }
}

//! Where `--ready` asks (CLI-05).

use crate::settings::Config;

/// Why `--ready` cannot ask.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReachable {
    /// The admin server has no port.
    #[error("Admin server is not running. Please check admin-server-port config.")]
    NoAdminPort,
    /// The admin server binds a special host, which is no address to connect to.
    #[error(
        "The `--ready` flag cannot be used when server-host is configured as \"{0}\". Please update your server-host \
         config to \"localhost\"."
    )]
    SpecialHost(String),
}

impl Config {
    /// The URL at which the admin server says whether the server is ready.
    ///
    /// The port may be out of range; then it is for the HTTP client to call the URL invalid.
    ///
    /// # Errors
    ///
    /// If there is no admin server, or its address cannot be known.
    pub fn ready_url(&self) -> Result<String, NotReachable> {
        let port = self.admin_server_port.ok_or(NotReachable::NoAdminPort)?;
        if self.admin_server_host.is_special() {
            return Err(NotReachable::SpecialHost(self.admin_server_host.to_string()));
        }
        let host = self.admin_server_host.to_string();
        let host = if host.contains(':') { format!("[{host}]") } else { host };
        Ok(format!("http://{host}:{port}/ready"))
    }
}

//! `--dump-config` (CLI-03).

use crate::settings::Config;
use crate::value::quoted;

/// The configuration as a file: one line per setting, sorted by name. Reading it again gives the same configuration.
///
/// It holds the secret and the connection string in clear. What was read from a file named with `@` is there in its
/// place, and a secret in base64 is in base64 again. A secret that is neither text nor in base64 cannot be dumped as it
/// is: what is not UTF-8 in it is replaced.
pub fn dump(config: &Config) -> String {
    let settings = config.write().into_iter();
    let settings = settings.filter(|(setting, value)| !setting.is_own || *value != setting.default_value());
    let settings = settings.map(|(setting, value)| format!("{} = {value}\n", setting.key));
    let app_settings = config.app_settings.iter();
    let app_settings = app_settings.map(|setting| format!("{} = {}\n", setting.key(), quoted(&setting.value)));
    let mut lines = settings.chain(app_settings).collect::<Vec<_>>();
    lines.sort_unstable();
    lines.concat()
}

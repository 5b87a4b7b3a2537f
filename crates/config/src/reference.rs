//! The table of settings, for the documentation.

use crate::setting::Setting;
use crate::settings::SETTINGS;

/// All settings as a Markdown table, for the README.
pub fn reference() -> String {
    let header = "| setting | what it does | values | default | environment | in the database | reload |\n\
                  |---|---|---|---|---|---|---|\n\
                  | `app.settings.*` | What SQL finds with `current_setting('app.settings.…')`. | text | – \
                  | `PGRST_APP_SETTINGS_*` | – | yes |\n";
    SETTINGS.iter().fold(header.to_owned(), |table, setting| table + &row(setting))
}

fn row(setting: &Setting) -> String {
    let names = setting.names().filter(|name| *name != setting.key).map(|name| format!(" (or `{name}`)"));
    let default = match setting.default_value().as_str() {
        r#""""# => String::from("–"),
        default => format!("`{}`", default.replace("$$", "$")),
    };
    let in_database = setting.in_database_name().map_or_else(|| String::from("–"), |name| format!("`{name}`"));
    format!(
        "| `{key}`{names} | {help} | {kind} | {default} | `{environment}` | {in_database} | {reload} |\n",
        key = setting.key,
        names = names.collect::<String>(),
        help = setting.help,
        kind = setting.kind,
        environment = setting.environment_name(),
        reload = if setting.reloadable { "yes" } else { "no" },
    )
}

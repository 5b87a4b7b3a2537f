//! `--example`.

use crate::setting::Setting;
use crate::settings::SETTINGS;

/// A configuration file that shows every setting. As it stands it changes nothing: each setting has its default, or is
/// commented out and shows what a value looks like.
pub fn example() -> String {
    let mut file = String::from(INTRODUCTION);
    for setting in SETTINGS {
        file.push('\n');
        file.push_str(&entry(setting));
    }
    file
}

const INTRODUCTION: &str = "\
## Every setting of rowgate, with its default. A line that begins with one # shows a value for a setting that has none.
##
## Text needs double quotes, with \\ before a quote or a backslash and $$ for a dollar sign; $(NAME) is the value of an
## environment variable. A setting such as db-pool can also be given as the environment variable PGRST_DB_POOL, which
## wins over this file.

## What SQL finds with current_setting('app.settings.region').
# app.settings.region = \"eu\"
";

fn entry(setting: &Setting) -> String {
    let Setting { key, help, kind, .. } = setting;
    let assignment = match setting.sample {
        Some(sample) => format!("# {key} = {sample}"),
        None => format!("{key} = {}", setting.default_value()),
    };
    format!("## {help}\n## ({kind})\n{assignment}\n", kind = kind.replace('`', ""))
}

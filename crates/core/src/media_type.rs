//! Media types (REP-03 … REP-06, REP-20 … REP-22).

use std::fmt;

/// A media type, with the parameters that matter here and no others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MediaType {
    /// `application/json`
    Json,
    /// `application/geo+json`
    GeoJson,
    /// `text/csv`
    Csv,
    /// `text/plain`
    Text,
    /// `text/xml`
    Xml,
    /// `application/openapi+json`
    OpenApi,
    /// `application/openapi+json;version=3.1`, which PostgREST does not tell from the type without the parameter.
    OpenApi31,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `application/octet-stream`
    OctetStream,
    /// `*/*`
    Any,
    /// `application/vnd.pgrst.object+json`: one row as an object.
    Object {
        /// `nulls=stripped`
        nulls_stripped: bool,
    },
    /// `application/vnd.pgrst.array+json;nulls=stripped`; without the parameter it is `Json`.
    ArrayStripped,
    /// `application/vnd.pgrst.plan`: how PostgreSQL would execute the request.
    Plan {
        /// The type whose query is explained.
        of: Box<MediaType>,
        /// Text or JSON.
        format: PlanFormat,
        /// In the order they are emitted.
        options: Vec<PlanOption>,
    },
    /// Any other type, as it was sent.
    Other(String),
}

/// The format of an execution plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlanFormat {
    /// `+json`
    Json,
    /// `+text`, the default.
    Text,
}

/// An option of EXPLAIN, in the order options are emitted (REP-20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlanOption {
    /// Executes the statement.
    Analyze,
    /// Adds output columns and names.
    Verbose,
    /// Adds changed planner settings.
    Settings,
    /// Adds buffer usage.
    Buffers,
    /// Adds write-ahead log usage.
    Wal,
}

impl PlanOption {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Analyze, "analyze"),
        (Self::Verbose, "verbose"),
        (Self::Settings, "settings"),
        (Self::Buffers, "buffers"),
        (Self::Wal, "wal"),
    ];

    /// The option's name, lower-case.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(option, _)| *option == self).map_or("", |(_, name)| name)
    }
}

impl MediaType {
    /// Reads one media type without its weight, as PostgREST 16 does: parameters that cannot be read are left out, and
    /// what is not known keeps its text, case and all, for clients read it in errors and handlers are found by it
    /// (REP-03, MUT-03).
    pub fn parse(text: &str) -> Self {
        // Most clients write it as it is written here, without parameters.
        if let Some(known) = Self::bare(text) {
            return known;
        }
        let Some((main, params)) = split(text) else { return Self::Other(text.to_owned()) };
        match main.as_str() {
            "application/openapi+json" if params.contains(&("version".to_owned(), "3.1")) => Self::OpenApi31,
            "application/vnd.pgrst.object" | "application/vnd.pgrst.object+json" => {
                Self::Object { nulls_stripped: nulls_stripped(&params) }
            }
            "application/vnd.pgrst.array" | "application/vnd.pgrst.array+json" => {
                if nulls_stripped(&params) {
                    Self::ArrayStripped
                } else {
                    Self::Json
                }
            }
            "application/vnd.pgrst.plan" | "application/vnd.pgrst.plan+text" => plan(PlanFormat::Text, &params),
            "application/vnd.pgrst.plan+json" => plan(PlanFormat::Json, &params),
            main => Self::bare(main).unwrap_or_else(|| Self::Other(text.to_owned())),
        }
    }

    /// The type of this name, in lower case, where it has no parameters that matter.
    fn bare(main: &str) -> Option<Self> {
        Some(match main {
            "application/json" => Self::Json,
            "application/geo+json" => Self::GeoJson,
            "text/csv" => Self::Csv,
            "text/plain" => Self::Text,
            "text/xml" => Self::Xml,
            "application/openapi+json" => Self::OpenApi,
            "application/x-www-form-urlencoded" => Self::Form,
            "application/octet-stream" => Self::OctetStream,
            "*/*" => Self::Any,
            "application/vnd.pgrst.object" | "application/vnd.pgrst.object+json" => {
                Self::Object { nulls_stripped: false }
            }
            _ => return None,
        })
    }

    /// The normalised text, without a charset.
    pub fn mime(&self) -> String {
        match self {
            Self::Json => "application/json".into(),
            Self::GeoJson => "application/geo+json".into(),
            Self::Csv => "text/csv".into(),
            Self::Text => "text/plain".into(),
            Self::Xml => "text/xml".into(),
            Self::OpenApi => "application/openapi+json".into(),
            Self::OpenApi31 => "application/openapi+json;version=3.1".into(),
            Self::Form => "application/x-www-form-urlencoded".into(),
            Self::OctetStream => "application/octet-stream".into(),
            Self::Any => "*/*".into(),
            Self::Object { nulls_stripped: false } => "application/vnd.pgrst.object+json".into(),
            Self::Object { nulls_stripped: true } => "application/vnd.pgrst.object+json;nulls=stripped".into(),
            Self::ArrayStripped => "application/vnd.pgrst.array+json;nulls=stripped".into(),
            Self::Plan { of, format, options } => plan_mime(of, *format, options),
            Self::Other(text) => text.clone(),
        }
    }

    /// The value of a response's `Content-Type` (REP-06).
    pub fn content_type(&self) -> String {
        match self {
            Self::OctetStream | Self::Other(_) => self.mime(),
            _ => format!("{}; charset=utf-8", self.mime()),
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.mime())
    }
}

/// A parameter's key in lower case, and its value.
type Params<'t> = Vec<(String, &'t str)>;

/// `type/subtype` in lower case, and the parameters that can be read; `None` when the text is not of that form.
///
/// ```text
/// media-type = type "/" subtype { ws ";" ws key ws "=" ws value }
/// type       = { letter | digit | "." | "*" }
/// subtype    = { letter | digit | "." | "*" | "+" | "-" }
/// key        = { letter | digit | "-" }
/// value      = '"' { any but '"' } '"' | { letter | digit | "|" | "-" }
/// ```
fn split(text: &str) -> Option<(String, Params<'_>)> {
    let (main, rest) = word(text, ".*")?;
    let (subtype, mut rest) = word(rest.strip_prefix('/')?, ".*+-")?;
    let mut params = Vec::new();
    while let Some((key, value, after)) = param(rest) {
        params.push((key.to_lowercase(), value));
        rest = after;
    }
    Some((format!("{main}/{subtype}").to_lowercase(), params))
}

fn param(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start().strip_prefix(';')?.trim_start();
    let (key, text) = word(text, "-")?;
    let text = text.trim_start().strip_prefix('=')?.trim_start();
    let (value, text) = match text.strip_prefix('"').and_then(|text| text.split_once('"')) {
        Some(quoted) => quoted,
        None => word(text, "|-")?,
    };
    Some((key, value, text))
}

/// Letters, digits and characters among `others` at the start of `text`, at least one, and what follows.
fn word<'t>(text: &'t str, others: &str) -> Option<(&'t str, &'t str)> {
    let end = text.find(|c: char| !c.is_alphanumeric() && !others.contains(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn nulls_stripped(params: &Params<'_>) -> bool {
    params.iter().any(|(key, value)| key == "nulls" && *value == "stripped")
}

fn plan(format: PlanFormat, params: &Params<'_>) -> MediaType {
    let param = |name: &str| params.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
    let asked: Vec<&str> = param("options").map(|text| text.split('|').collect()).unwrap_or_default();
    let options = PlanOption::ALL.iter().filter(|(_, name)| asked.contains(name)).map(|(option, _)| *option);
    let of = param("for").map_or(MediaType::Json, MediaType::parse);
    MediaType::Plan { of: Box::new(of), format, options: options.collect() }
}

fn plan_mime(of: &MediaType, format: PlanFormat, options: &[PlanOption]) -> String {
    let suffix = match format {
        PlanFormat::Json => "json",
        PlanFormat::Text => "text",
    };
    let mut text = format!("application/vnd.pgrst.plan+{suffix}; for=\"{of}\"");
    if !options.is_empty() {
        let names: Vec<_> = options.iter().map(|option| option.as_str()).collect();
        text.push_str("; options=");
        text.push_str(&names.join("|"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_keeps_the_known_options_in_their_fixed_order() {
        let media = MediaType::parse("application/vnd.pgrst.plan+json; options=wal|nope|analyze; for=\"text/csv\"");
        assert_eq!(media.mime(), "application/vnd.pgrst.plan+json; for=\"text/csv\"; options=analyze|wal");
    }

    #[test]
    fn an_array_without_stripped_nulls_is_plain_json() {
        assert_eq!(MediaType::parse("application/vnd.pgrst.array+json"), MediaType::Json);
        assert_eq!(MediaType::parse("application/vnd.pgrst.array;nulls=stripped"), MediaType::ArrayStripped);
    }

    #[test]
    fn only_types_the_server_knows_as_text_carry_a_charset() {
        assert_eq!(MediaType::parse("TEXT/CSV;header=present").content_type(), "text/csv; charset=utf-8");
        assert_eq!(MediaType::parse("image/png").content_type(), "image/png");
        assert_eq!(MediaType::parse("application/octet-stream").content_type(), "application/octet-stream");
    }

    #[test]
    fn unknown_types_keep_their_text() {
        assert_eq!(
            MediaType::parse("multipart/form-data; boundary=x").mime(),
            "multipart/form-data; boundary=x",
            "MUT-03"
        );
        for text in ["", "nonsense", "application/", "text/*"] {
            assert_eq!(MediaType::parse(text), MediaType::Other(text.into()), "REP-03");
        }
    }

    #[test]
    fn parameters_that_cannot_be_read_are_ignored() {
        for text in ["application/json;", "Application/JSON; charset", "application/json ; charset=utf-8"] {
            assert_eq!(MediaType::parse(text), MediaType::Json, "MUT-01: {text}");
        }
        let plan = MediaType::parse("application/vnd.pgrst.plan+json ; for=\"text/csv\" ; options=analyze|wal;");
        assert_eq!(plan.mime(), "application/vnd.pgrst.plan+json; for=\"text/csv\"; options=analyze|wal");
        assert_eq!(
            MediaType::parse("application/vnd.pgrst.object;nulls=stripped"),
            MediaType::Object { nulls_stripped: true }
        );
    }
}

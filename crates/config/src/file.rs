//! A configuration file and those it imports, evaluated: groups become dotted names, `$(name)` its value.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::syntax::{self, Directive, DirectiveKind, Position, SyntaxError};
use crate::value::{Value, interpolated_number};

/// How long a chain of imports may be; a longer one imports itself.
const MAX_IMPORTS: usize = 32;

/// Why a configuration file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be read.
    #[error("{path}: {reason}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The file is not UTF-8, which it must be in every locale.
    #[error("{path}: not UTF-8 from byte {offset} on", path = path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first byte that does not belong, counted from 0.
        offset: usize,
    },
    /// The file leaves the grammar.
    #[error("{path}:{error}", path = path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where, and what should stand there.
        error: SyntaxError,
    },
    /// A file imports itself, perhaps through others.
    #[error("{path}: imported in a circle", path = path.display())]
    Circle {
        /// The file.
        path: PathBuf,
    },
    /// A string has a `$` that cannot be replaced.
    #[error("{path}:{line}:{column}: {key}: {problem}", path = path.display())]
    Interpolation {
        /// The file.
        path: PathBuf,
        /// The line of the setting, counted from 1.
        line: usize,
        /// The column of the setting, counted from 1.
        column: usize,
        /// The setting.
        key: String,
        /// What is wrong with the `$`.
        problem: InterpolationError,
    },
}

/// What is wrong with a `$` in a string (CFG-04).
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InterpolationError {
    /// It begins neither `$(name)` nor `$$`.
    #[error("a '$' must be part of '$(name)' or written '$$'")]
    Stray,
    /// Neither an earlier setting nor the environment has the name.
    #[error("no such variable: '{0}'")]
    Unknown(String),
    /// The name is that of a list or a boolean.
    #[error("variable '{0}' is not a string or number")]
    NotText(String),
}

/// Reads the settings of the file at `path`, with their full names.
pub(crate) fn read(path: &Path, environment: &BTreeMap<String, String>) -> Result<BTreeMap<String, Value>, FileError> {
    let mut evaluation = Evaluation { environment, settings: BTreeMap::new(), imports: 0 };
    evaluation.import(path, "")?;
    Ok(evaluation.settings)
}

/// The settings so far: a later one replaces an earlier one, and strings may refer to earlier ones.
struct Evaluation<'a> {
    environment: &'a BTreeMap<String, String>,
    settings: BTreeMap<String, Value>,
    imports: usize,
}

impl Evaluation<'_> {
    /// `prefix` is what the groups around the import add to names: empty, or ending in a dot.
    fn import(&mut self, path: &Path, prefix: &str) -> Result<(), FileError> {
        if self.imports == MAX_IMPORTS {
            return Err(FileError::Circle { path: path.to_owned() });
        }
        self.imports += 1;
        self.run(path, prefix, &parse(path)?)?;
        self.imports -= 1;
        Ok(())
    }

    fn run(&mut self, path: &Path, prefix: &str, directives: &[Directive]) -> Result<(), FileError> {
        for Directive { position, kind } in directives {
            match kind {
                DirectiveKind::Import(import) => self.import(&relative_to(path, import), prefix)?,
                DirectiveKind::Group(name, directives) => self.run(path, &format!("{prefix}{name}."), directives)?,
                DirectiveKind::Bind(name, value) => {
                    let key = format!("{prefix}{name}");
                    let value = match value {
                        Value::Text(text) => self
                            .interpolate(prefix, text)
                            .map(Value::Text)
                            .map_err(|problem| interpolation_error(path, *position, &key, problem))?,
                        other => other.clone(),
                    };
                    self.settings.insert(key, value);
                }
            }
        }
        Ok(())
    }

    fn interpolate(&self, prefix: &str, text: &str) -> Result<String, InterpolationError> {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            result.push_str(before);
            rest = if let Some(after) = after.strip_prefix('$') {
                result.push('$');
                after
            } else {
                let reference = after.strip_prefix('(').and_then(|after| after.split_once(')'));
                let (name, after) = reference.filter(|(name, _)| !name.is_empty()).ok_or(InterpolationError::Stray)?;
                result.push_str(&self.lookup(prefix, name)?);
                after
            };
        }
        result.push_str(rest);
        Ok(result)
    }

    /// Looks for `name` in the group at hand, in the groups around it, and in the environment.
    fn lookup(&self, prefix: &str, name: &str) -> Result<String, InterpolationError> {
        let mut group = prefix.strip_suffix('.');
        let setting = loop {
            let key = group.map_or_else(|| name.to_owned(), |group| format!("{group}.{name}"));
            match (self.settings.get(&key), group) {
                (None, Some(inner)) => group = inner.rsplit_once('.').map(|(outer, _)| outer),
                (found, _) => break found,
            }
        };
        match setting {
            Some(Value::Text(text)) => Ok(text.clone()),
            Some(Value::Number(digits)) => Ok(interpolated_number(digits)),
            Some(_) => Err(InterpolationError::NotText(name.to_owned())),
            None => self.environment.get(name).cloned().ok_or_else(|| InterpolationError::Unknown(name.to_owned())),
        }
    }
}

fn parse(path: &Path) -> Result<Vec<Directive>, FileError> {
    let bytes = std::fs::read(path).map_err(|reason| FileError::Unreadable { path: path.to_owned(), reason })?;
    let text = String::from_utf8(bytes)
        .map_err(|error| FileError::NotUtf8 { path: path.to_owned(), offset: error.utf8_error().valid_up_to() })?;
    syntax::parse(&text).map_err(|error| FileError::Syntax { path: path.to_owned(), error })
}

/// Where `import` is, seen from the file at `path`. An absolute path replaces the directory it is joined to.
fn relative_to(path: &Path, import: &str) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).join(import)
}

fn interpolation_error(path: &Path, position: Position, key: &str, problem: InterpolationError) -> FileError {
    let Position { line, column } = position;
    FileError::Interpolation { path: path.to_owned(), line, column, key: key.to_owned(), problem }
}

//! Functions that clients can call.

use std::cmp::Ordering;

use hashbrown::HashMap;
use rowgate_catalog::{IsolationLevel, Parameter, Returns, Routine, RoutineType, Volatility};
use rowgate_core::{Ident, QualifiedName};
use tokio_postgres::types::Type;
use tokio_postgres::{Error, Row, Transaction};

use super::names::qualified_name;

const QUERY: &str = include_str!("routines.sql");

/// Reads the functions of the schemas numbered `exposed`, each name's overloads in the order of RPC-30.
///
/// `hoisted` are the regular expressions for [`Routine::settings`].
pub(super) async fn routines(
    tx: &Transaction<'_>,
    exposed: &[u32],
    hoisted: &[String],
) -> Result<HashMap<QualifiedName, Vec<Routine>>, Error> {
    let rows = tx.query_typed(QUERY, &[(&exposed, Type::OID_ARRAY), (&hoisted, Type::TEXT_ARRAY)]).await?;
    let mut routines: HashMap<QualifiedName, Vec<Routine>> = HashMap::new();
    for row in &rows {
        let routine = routine(row)?;
        routines.entry(routine.name.clone()).or_default().push(routine);
    }
    for overloads in routines.values_mut() {
        overloads.sort_by(overload_order);
        overloads.shrink_to_fit();
    }
    Ok(routines)
}

/// Fewer parameters first, then by comment, then by the parameters themselves.
fn overload_order(a: &Routine, b: &Routine) -> Ordering {
    (a.parameters.len().cmp(&b.parameters.len()))
        .then_with(|| a.description.cmp(&b.description))
        .then_with(|| a.parameters.cmp(&b.parameters))
}

fn routine(row: &Row) -> Result<Routine, Error> {
    let arguments = Arguments {
        names: row.try_get::<_, Option<_>>("argument_names")?.unwrap_or_default(),
        modes: row.try_get("argument_modes")?,
        input_types: row.try_get("input_types")?,
        default_count: row.try_get("default_count")?,
    };
    let isolation: Option<&str> = row.try_get("isolation")?;
    let settings: Vec<&str> = row.try_get("settings")?;
    Ok(Routine {
        name: qualified_name(row, "schema", "name")?,
        description: row.try_get("description")?,
        parameters: arguments.parameters(),
        returns: returns(row)?,
        volatility: volatility(row.try_get("volatility")?),
        variadic: row.try_get("variadic")?,
        isolation_level: isolation.map(|setting| IsolationLevel::from_setting(&name_and_value(setting).1)),
        settings: settings.into_iter().map(name_and_value).collect(),
    })
}

/// A function's arguments as `pg_proc` keeps them.
struct Arguments<'a> {
    /// Of all arguments; empty when none has a name.
    names: Vec<&'a str>,
    /// Of all arguments; `None` when all are input.
    modes: Option<Vec<i8>>,
    /// Of the input arguments.
    input_types: Vec<&'a str>,
    /// How many of the last input arguments have a default.
    default_count: i16,
}

impl Arguments<'_> {
    /// The input arguments.
    fn parameters(&self) -> Vec<Parameter> {
        let required_count = self.input_types.len().saturating_sub(usize::try_from(self.default_count).unwrap_or(0));
        let parameter = |(index, (position, type_name)): (usize, (usize, &&str))| Parameter {
            name: Ident::new(self.names.get(position).copied().unwrap_or_default()),
            type_name: (*type_name).into(),
            cast_type: cast_type(type_name).into(),
            required: index < required_count,
            variadic: self.mode(position) == b'v',
        };
        let mut parameters: Vec<_> = self.input_positions().zip(&self.input_types).enumerate().map(parameter).collect();
        parameters.shrink_to_fit();
        parameters
    }

    /// Where the input arguments stand among all arguments. An OUT argument may come before them.
    fn input_positions(&self) -> impl Iterator<Item = usize> {
        let count = self.modes.as_ref().map_or(self.input_types.len(), Vec::len);
        (0..count).filter(|position| matches!(self.mode(*position), b'i' | b'b' | b'v'))
    }

    /// `pg_proc.proargmodes`: i for IN, o for OUT, b for INOUT, v for VARIADIC, t for TABLE.
    fn mode(&self, position: usize) -> u8 {
        self.modes.as_ref().map_or(b'i', |modes| modes[position].cast_unsigned())
    }
}

/// Without a length, `bit` and `character` have the length 1 and would cut values short (RPC-03).
fn cast_type(type_name: &str) -> &str {
    match type_name {
        "bit" => "bit varying",
        "bit[]" => "bit varying[]",
        "character" => "character varying",
        "character[]" => "character varying[]",
        other => other,
    }
}

fn returns(row: &Row) -> Result<Returns, Error> {
    let name = qualified_name(row, "result_schema", "result_name")?;
    let routine_type = if row.try_get("returns_row")? {
        RoutineType::Composite { name, is_alias: row.try_get("result_is_domain")? }
    } else {
        RoutineType::Scalar(name)
    };
    Ok(if row.try_get("returns_set")? { Returns::SetOf(routine_type) } else { Returns::Single(routine_type) })
}

fn volatility(provolatile: i8) -> Volatility {
    match provolatile.cast_unsigned() {
        b'i' => Volatility::Immutable,
        b's' => Volatility::Stable,
        _ => Volatility::Volatile,
    }
}

/// The two sides of a `name=value` of `pg_proc.proconfig`.
fn name_and_value(setting: &str) -> (String, String) {
    let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
    (name.to_owned(), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(arguments: &Arguments<'_>) -> Vec<String> {
        let text = |parameter: &Parameter| {
            let required = if parameter.required { "" } else { " = default" };
            let variadic = if parameter.variadic { "variadic " } else { "" };
            format!("{variadic}{} {}{required}", parameter.name, parameter.cast_type)
        };
        arguments.parameters().iter().map(text).collect()
    }

    #[test]
    fn the_last_parameters_have_the_defaults() {
        let arguments = Arguments {
            names: vec!["a", "b", "c"],
            modes: None,
            input_types: vec!["integer", "character", "bit[]"],
            default_count: 1,
        };
        assert_eq!(parameters(&arguments), ["a integer", "b character varying", "c bit varying[] = default"]);
    }

    #[test]
    fn output_arguments_are_no_parameters_wherever_they_stand() {
        let arguments = Arguments {
            names: vec!["out", "in", "both", "table", "rest"],
            modes: Some(b"oibtv".iter().map(|mode| mode.cast_signed()).collect()),
            input_types: vec!["integer", "text", "integer[]"],
            default_count: 0,
        };
        assert_eq!(parameters(&arguments), ["in integer", "both text", "variadic rest integer[]"]);
    }

    #[test]
    fn an_unnamed_parameter_has_an_empty_name() {
        let arguments = Arguments { names: vec![], modes: None, input_types: vec!["json"], default_count: 0 };
        assert_eq!(parameters(&arguments), [" json"]);
    }

    #[test]
    fn a_setting_is_split_at_its_first_equals_sign() {
        assert_eq!(name_and_value("a.b=c=d"), ("a.b".into(), "c=d".into()));
    }
}

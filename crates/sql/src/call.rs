//! Calls of functions (SQL-12).

use compact_str::CompactString;
use rowgate_core::Blob;
use rowgate_plan::{Arguments, Call, CallPlan, NamedArgument, Parameter, Value};

use crate::mutate::column_or_star;
use crate::payload::{self, Payload, PayloadField};
use crate::{ParamType, Session, SqlWriter, Statement, Transaction};

/// The transaction in which a function is called: isolated as the function asks for, and with its settings (AUT-56, AUT-58).
pub(crate) fn transaction(plan: &CallPlan, main: Statement, session: &Session<'_>) -> Transaction {
    let isolation = plan.routine.isolation_level.unwrap_or(session.role_isolation);
    crate::transaction(session, isolation, plan.read_only, &plan.routine.settings, main)
}

/// ```sql
/// SELECT pgrst_call.* FROM "schema"."function"("a" := $1::int) pgrst_call
/// ```
pub(crate) fn call(call: &Call, w: &mut SqlWriter) {
    w.sql("SELECT ");
    if call.returns_values {
        w.sql("pgrst_call.pgrst_scalar");
    } else if call.returning.is_empty() {
        w.sql("pgrst_call.*");
    } else {
        w.list(", ", &call.returning, |w, column| {
            w.sql("pgrst_call.");
            column_or_star(column, w);
        });
    }
    w.sql(" ");
    match &call.arguments {
        Arguments::Named(arguments) => {
            w.sql("FROM ");
            invoke(call, w, |w| {
                w.list(", ", arguments, |w, argument| named_argument(argument, w));
            });
        }
        Arguments::Body { value, type_name } => {
            w.sql("FROM ");
            invoke(call, w, |w| {
                if type_name == "bytea" {
                    w.bind(ParamType::Bytea, Some(value.clone()));
                } else {
                    w.bind(ParamType::Unknown, Some(value.clone())).sql("::").catalog_sql(type_name);
                }
            });
        }
        Arguments::Json { body, values, is_array, parameters } => {
            let payload = Payload { values: values.as_deref(), ..json_payload(body, *is_array, parameters) };
            payload::from(&payload, w);
            w.sql(", LATERAL ");
            invoke(call, w, |w| {
                w.list(", ", parameters, |w, parameter| json_argument(parameter, w));
            });
        }
    }
}

/// Functions of values stand in a SELECT, functions of rows in FROM, where they can be inlined (RPC-58).
fn invoke(call: &Call, w: &mut SqlWriter, arguments: impl FnOnce(&mut SqlWriter)) {
    if call.returns_values {
        w.sql("(SELECT ");
    }
    w.qualified(&call.function).sql("(");
    arguments(w);
    w.sql(if call.returns_values { ") pgrst_scalar) pgrst_call" } else { ") pgrst_call" });
}

fn named_argument(argument: &NamedArgument, w: &mut SqlWriter) {
    let parameter = &argument.parameter;
    parameter_name(parameter, w);
    match &argument.value {
        Value::One(value) => w.literal(value),
        Value::Many(values) => w.bind(ParamType::TextArray, Some(text_array(values))),
    };
    w.sql("::").catalog_sql(&parameter.cast_type);
}

fn json_argument(parameter: &Parameter, w: &mut SqlWriter) {
    parameter_name(parameter, w);
    w.sql("pgrst_body.").ident(&parameter.name);
}

fn parameter_name(parameter: &Parameter, w: &mut SqlWriter) {
    if parameter.variadic {
        w.sql("VARIADIC ");
    }
    w.ident(&parameter.name).sql(" := ");
}

fn json_payload<'a>(body: &'a Blob, is_array: bool, parameters: &'a [Parameter]) -> Payload<'a> {
    let field = |parameter: &'a Parameter| PayloadField {
        name: &parameter.name,
        type_name: &parameter.cast_type,
        parser: None,
        default: None,
    };
    Payload {
        text: body,
        values: None,
        is_array,
        with_defaults: false,
        columns: parameters.iter().map(field).collect(),
        first_only: true,
    }
}

/// The text form of an array of texts (PostgreSQL, "Array Input and Output Syntax").
fn text_array(values: &[CompactString]) -> String {
    let quoted = values.iter().map(|value| {
        let kept: String = value.chars().take_while(|c| *c != '\0').collect();
        format!("\"{}\"", kept.replace('\\', "\\\\").replace('"', "\\\""))
    });
    format!("{{{}}}", quoted.collect::<Vec<_>>().join(","))
}

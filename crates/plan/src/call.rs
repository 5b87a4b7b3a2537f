//! Calls of functions (contract §6).

use std::collections::BTreeSet;

use compact_str::CompactString;
use rowgate_catalog::{Parameter, Routine, Volatility};
use rowgate_core::{Blob, Ident, MediaType, QualifiedName};
use rowgate_request::{CallMethod, Count, Handling, Payload};

use crate::draft::LegacyTargetName;
use crate::function::{self, Given};
use crate::select::{Condition, Select};
use crate::values::{BoundValue, values};
use crate::{Context, Counting, Handler, Output, PlanError, mutate, negotiate, read};

/// A call of a function, and what is read from its result.
#[derive(Clone, Debug)]
pub struct CallPlan {
    /// The overload.
    pub routine: Routine,
    /// The call itself.
    pub call: Call,
    /// What is selected from the result.
    pub select: Select,
    /// How the result becomes a body.
    pub output: Output,
    /// How the rows are counted.
    pub counting: Counting,
    /// GET and HEAD always are; POST of a function that is not volatile (RTE-17 … RTE-19).
    pub read_only: bool,
    /// HEAD.
    pub headers_only: bool,
    /// Embeds addressed by a name they no longer go by (EMB-51).
    pub legacy_names: Vec<LegacyTargetName>,
}

/// The call as SQL needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function.
    pub function: QualifiedName,
    /// Its arguments.
    pub arguments: Arguments,
    /// Whether it returns values, one or a set, and not rows.
    pub returns_values: bool,
    /// The columns that are needed of the result; empty for all.
    pub returning: Vec<Ident>,
}

/// The arguments of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Arguments {
    /// The whole body as the one unnamed argument.
    Body {
        /// The body.
        value: Blob,
        /// The argument's type.
        type_name: CompactString,
    },
    /// Values of the query string or a form.
    Named(Vec<NamedArgument>),
    /// Members of a JSON body. Only the first object of an array is used (RPC-14).
    Json {
        /// The body.
        body: Blob,
        /// A value for each parameter, as [`Body::values`](crate::Body::values).
        values: Option<Vec<BoundValue>>,
        /// Whether the body is an array.
        is_array: bool,
        /// The parameters it fills.
        parameters: Vec<Parameter>,
    },
}

impl Arguments {
    /// Takes a body apart, where that is as good as having it done.
    fn bind(&mut self) {
        if let Self::Json { body, values: bound, is_array: false, parameters } = self {
            let fields = parameters.iter().map(|parameter| (&parameter.name, parameter.cast_type.as_str()));
            *bound = values(body, fields);
        }
    }
}

impl CallPlan {
    /// The same call with the body's text, where it has the body's values.
    pub(crate) fn unbound(&self) -> Option<Self> {
        let Arguments::Json { values: Some(_), .. } = &self.call.arguments else { return None };
        let mut plan = self.clone();
        if let Arguments::Json { values, .. } = &mut plan.call.arguments {
            *values = None;
        }
        Some(plan)
    }
}

/// A value of the query string or a form.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedArgument {
    /// The parameter.
    pub parameter: Parameter,
    /// The value.
    pub value: Value,
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// One value; the last, where the name was repeated.
    One(CompactString),
    /// All values given to a VARIADIC parameter (RPC-12).
    Many(Vec<CompactString>),
}

/// Plans a call, in the order of checks of ORD-E13.
pub(crate) fn plan(context: Context<'_>, function: &str, method: CallMethod) -> Result<CallPlan, PlanError> {
    let name = QualifiedName::new(context.schema(), function);
    let names = argument_names(context, method);
    let is_post = method == CallMethod::Post;
    let given = Given { names: &names, is_post, content_type: &context.request.content_type };
    let routine = function::find(context, &name, given)?;

    let result = routine.returned_relation().map_or_else(|| name.name.clone(), |relation| relation.name.clone());
    let relation = QualifiedName::new(name.schema.clone(), result);
    let rows = read::rows(context, relation.clone())?;
    let headers_only = method == CallMethod::Read { headers_only: true };
    let mut output = negotiate::output(context, &relation, rows.is_default)?;
    if headers_only {
        output.handler = Handler::None;
    }
    context.check_preferences()?;
    check_max_affected(context, routine)?;
    let mut arguments = arguments(context, routine, &names, method);
    if !matches!(output.media_type, MediaType::Plan { .. }) {
        arguments.bind();
    }
    Ok(CallPlan {
        call: Call {
            function: name,
            arguments,
            returns_values: routine.returns_scalar() || routine.returns_set_of_scalar(),
            returning: returning(&rows.select),
        },
        read_only: !is_post || routine.volatility != Volatility::Volatile,
        routine: routine.clone(),
        select: rows.select,
        output,
        counting: counting_of_result(context.counting()),
        headers_only,
        legacy_names: rows.legacy_names,
    })
}

/// A result is counted as it is or not at all: the planner knows nothing of it (RPC-54).
fn counting_of_result(counting: Counting) -> Counting {
    let count = match counting.count {
        Some(Count::Exact | Count::Estimated) => Some(Count::Exact),
        Some(Count::Planned) | None => None,
    };
    Counting { count, ..counting }
}

/// Sorted, each once.
fn argument_names(context: Context<'_>, method: CallMethod) -> Vec<&str> {
    let request = context.request;
    let mut names: Vec<&str> = match method {
        CallMethod::Read { .. } => request.query.arguments.iter().map(|(name, _)| name.as_str()).collect(),
        CallMethod::Post => request.columns.iter().map(CompactString::as_str).collect(),
    };
    names.sort_unstable();
    names.dedup();
    names
}

/// One row cannot be more than any maximum, so asking for one is a mistake (PRF-15).
fn check_max_affected(context: Context<'_>, routine: &Routine) -> Result<(), PlanError> {
    let preferences = &context.request.preferences;
    let asked = preferences.max_affected.is_some() && preferences.handling == Some(Handling::Strict);
    if asked && routine.returns_single() { Err(PlanError::MaxAffectedOnSingleRow) } else { Ok(()) }
}

fn arguments(context: Context<'_>, routine: &Routine, names: &[&str], method: CallMethod) -> Arguments {
    let is_given = |parameter: &&Parameter| names.contains(&parameter.name.as_str());
    let given = routine.parameters.iter().filter(is_given);
    if method != CallMethod::Post {
        return Arguments::Named(named(given, &context.request.query.arguments));
    }
    match (&context.request.payload, routine.parameters.as_slice()) {
        (Some(Payload::Form(pairs)), _) => Arguments::Named(named(given, pairs)),
        (Some(Payload::Json { text: value, .. } | Payload::Raw(value)), [only]) if only.name.is_empty() => {
            Arguments::Body { value: value.clone(), type_name: only.type_name.clone() }
        }
        (Some(Payload::Json { text, is_array }), _) if given.clone().next().is_some() => {
            let parameters: Vec<Parameter> = given.cloned().collect();
            Arguments::Json { body: text.clone(), values: None, is_array: *is_array, parameters }
        }
        _ => Arguments::Named(Vec::new()),
    }
}

fn named<'a>(
    parameters: impl Iterator<Item = &'a Parameter>,
    pairs: &[(CompactString, CompactString)],
) -> Vec<NamedArgument> {
    let argument = |parameter: &Parameter| {
        let mut values = pairs.iter().filter(|(key, _)| parameter.name == key.as_str()).map(|(_, value)| value.clone());
        let value = if parameter.variadic { Value::Many(values.collect()) } else { Value::One(values.next_back()?) };
        Some(NamedArgument { parameter: parameter.clone(), value })
    };
    parameters.filter_map(argument).collect()
}

/// The columns the select needs, with those its own filters test.
fn returning(select: &Select) -> Vec<Ident> {
    if mutate::needs_all_columns(select) {
        return Vec::new();
    }
    let mut columns = mutate::columns_needed(select, &[]);
    if columns.is_empty() {
        return Vec::new();
    }
    for condition in &select.conditions {
        add_filtered(condition, &mut columns);
    }
    columns.into_iter().collect()
}

fn add_filtered(condition: &Condition, columns: &mut BTreeSet<Ident>) {
    match condition {
        Condition::Filter(filter) => {
            columns.insert(filter.field.name.clone());
        }
        Condition::Embed { .. } => {}
        Condition::Group { members, .. } => members.iter().for_each(|member| add_filtered(member, columns)),
    }
}

impl CallPlan {
    /// The media type that asks for exactly one row, or not.
    pub fn is_singular(&self) -> bool {
        matches!(self.output.media_type, MediaType::Object { .. })
    }
}

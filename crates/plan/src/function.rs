//! Which overload a call means (contract §6.3).

use rowgate_catalog::{Parameter, Routine};
use rowgate_core::{Ident, MediaType, QualifiedName, fuzzy};

use crate::error::FunctionSearch;
use crate::{Context, PlanError};

/// The names a call gives to its arguments, and how it carries them.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    /// Sorted, each once.
    pub(crate) names: &'a [&'a str],
    /// Whether the call is a POST, whose body may be a single unnamed argument.
    pub(crate) is_post: bool,
    pub(crate) content_type: &'a MediaType,
}

/// The one overload that takes the arguments.
///
/// # Errors
///
/// [`PlanError::FunctionNotFound`] and [`PlanError::AmbiguousFunction`] (RPC-33).
pub(crate) fn find<'a>(context: Context<'a>, name: &QualifiedName, given: Given<'_>) -> Result<&'a Routine, PlanError> {
    let overloads = context.catalog.overloads(name);
    let by_names = only(overloads.iter().filter(|routine| takes_names(routine, given)))?;
    let found = match by_names {
        Some(routine) => Some(routine),
        None => only(overloads.iter().filter(|routine| takes_whole_body(routine, given)))?,
    };
    found.ok_or_else(|| not_found(context, name, given))
}

/// The one candidate, if there is any.
fn only<'a>(mut candidates: impl Iterator<Item = &'a Routine>) -> Result<Option<&'a Routine>, PlanError> {
    let Some(first) = candidates.next() else { return Ok(None) };
    let Some(second) = candidates.next() else { return Ok(Some(first)) };
    let several = [first, second].into_iter().chain(candidates);
    Err(PlanError::AmbiguousFunction { candidates: several.cloned().collect() })
}

/// Every required parameter is given and nothing else than parameters is (RPC-31).
fn takes_names(routine: &Routine, given: Given<'_>) -> bool {
    let parameters = &routine.parameters;
    if parameters.is_empty() {
        return given.names.is_empty() && given.raw_body().is_none();
    }
    let is_given = |parameter: &Parameter| given.names.contains(&parameter.name.as_str());
    let is_parameter = |name: &&str| parameters.iter().any(|parameter| parameter.name == *name);
    parameters.iter().filter(|parameter| parameter.required).all(is_given) && given.names.iter().all(is_parameter)
}

/// The body as the one argument, which must have no name (RPC-32).
fn takes_whole_body(routine: &Routine, given: Given<'_>) -> bool {
    let [only] = routine.parameters.as_slice() else { return false };
    given.is_post
        && only.name.is_empty()
        && matches!(
            (given.content_type, only.type_name.as_str()),
            (MediaType::Json, "json" | "jsonb")
                | (MediaType::Text, "text")
                | (MediaType::Xml, "xml")
                | (MediaType::OctetStream, "bytea")
        )
}

impl Given<'_> {
    /// The argument type that only a whole body can fill.
    fn raw_body(&self) -> Option<&'static str> {
        match self.content_type {
            _ if !self.is_post => None,
            MediaType::Text => Some("text"),
            MediaType::Xml => Some("xml"),
            MediaType::OctetStream => Some("bytea"),
            _ => None,
        }
    }
}

fn not_found(context: Context<'_>, name: &QualifiedName, given: Given<'_>) -> PlanError {
    let raw_body = given.raw_body();
    PlanError::FunctionNotFound(Box::new(FunctionSearch {
        function: name.clone(),
        arguments: given.names.iter().map(|name| Ident::new(name)).collect(),
        raw_body,
        json_body: given.is_post && *given.content_type == MediaType::Json,
        nearest: if raw_body.is_some() { None } else { nearest(context, name, given) },
    }))
}

/// A function with a similar name, else the overload with the most similar parameters (RPC-36).
fn nearest(context: Context<'_>, name: &QualifiedName, given: Given<'_>) -> Option<String> {
    let overloads = context.catalog.overloads(name);
    let found = if overloads.is_empty() {
        let in_schema = context.catalog.routines.keys().filter(|routine| routine.schema == name.schema);
        fuzzy::nearest(&name.name, in_schema.map(|routine| routine.name.as_str()), fuzzy::NAME_THRESHOLD)?.to_owned()
    } else {
        let asked = parameter_list(given.names.iter().copied());
        let lists: Vec<String> = overloads
            .iter()
            .map(|routine| parameter_list(routine.parameters.iter().map(|parameter| parameter.name.as_str())))
            .collect();
        let list = fuzzy::nearest(&asked, lists.iter().map(String::as_str), fuzzy::LOOSE_THRESHOLD)?;
        format!("{}{list}", name.name)
    };
    Some(format!("Perhaps you meant to call the function {}.{found}", name.schema))
}

fn parameter_list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    format!("({})", names.join(", "))
}

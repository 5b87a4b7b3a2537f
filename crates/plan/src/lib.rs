//! An [`ApiRequest`] and a [`Catalog`] become a [`Plan`]: every name resolved, or a reason why not.
//!
//! Takes a well-formed request and the catalog of one moment. Does no IO and never sees a header: what it needs of them
//! (accepted media types, preferences) the request crate has read. What the catalog does not know but PostgreSQL might
//! (computed columns, functions on the search path), it leaves to PostgreSQL to find or refuse (SEL-12).

mod call;
mod compose;
mod draft;
mod error;
mod field;
mod function;
mod mutate;
mod negotiate;
mod read;
mod relate;
mod select;
mod values;

use rowgate_catalog::{Catalog, Relation, Volatility};
use rowgate_core::{Ident, MediaType, QualifiedName};
use rowgate_request::{Action, ApiRequest, CallMethod, Count, Handling, Window};

pub use call::{Arguments, Call, CallPlan, NamedArgument, Value};
pub use draft::LegacyTargetName;
pub use error::{CandidateRelationship, PlanError};
pub use field::FieldRef;
pub use mutate::{Body, Conflict, Insert, MutatePlan, PayloadColumn, Update, Write};
pub use negotiate::Handler;
pub use rowgate_catalog::Parameter;
pub use rowgate_request::{
    Aggregate, Arrow, Connective, Direction, FullTextOperator, IsValue, JoinType, JsonOperand, JsonStep, Nulls,
    QuantOperator, Quantifier, Resolution, SimpleOperator,
};
pub use select::{
    Column, Comparison, Condition, Embed, Filter, From, GroupTerm, JoinCondition, Key, Order, OrderKey, Qualifier,
    Select, Shape, SpreadColumn,
};
pub use values::BoundValue;

/// The slice of the configuration that planning depends on.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the configuration")]
pub struct PlanConfig {
    /// `db-max-rows` (PAG-12).
    pub max_rows: Option<i64>,
    /// `db-aggregates-enabled` (AGG-01).
    pub aggregates_enabled: bool,
    /// `db-plan-enabled` (REP-21).
    pub plans_enabled: bool,
    /// `url-use-legacy-target-names` (EMB-50).
    pub legacy_target_names: bool,
    /// `db-cross-schema-embeds`: whether an embed may lead to another exposed schema.
    pub cross_schema_embeds: bool,
}

/// What a request amounts to.
#[derive(Clone, Debug)]
pub enum Plan {
    /// A read of a relation.
    Read(Box<ReadPlan>),
    /// A change to a relation.
    Mutate(Box<MutatePlan>),
    /// A call of a function.
    Call(Box<CallPlan>),
    /// The description of a schema (contract §12).
    Describe(DescribePlan),
    /// What OPTIONS tells; no database access (contract §1.4).
    Info(Info),
}

/// A read of a relation.
#[derive(Clone, Debug)]
pub struct ReadPlan {
    /// The relation.
    pub relation: QualifiedName,
    /// Its rows.
    pub select: Select,
    /// How the rows become a body.
    pub output: Output,
    /// How the rows are counted.
    pub counting: Counting,
    /// Embeds addressed by a name they no longer go by (EMB-51).
    pub legacy_names: Vec<LegacyTargetName>,
}

/// How rows become a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// What makes the body.
    pub handler: Handler,
    /// The negotiated media type.
    pub media_type: MediaType,
}

/// How a result's rows are counted (contract §9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counting {
    /// `Prefer: count`
    pub count: Option<Count>,
    /// `db-max-rows`
    pub max_rows: Option<i64>,
    /// The window that was asked for, before `db-max-rows` cut it.
    pub window: Window,
}

/// The description of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribePlan {
    /// The schema.
    pub schema: Ident,
    /// OpenAPI 2.0 or 3.1.
    pub media_type: MediaType,
    /// HEAD.
    pub headers_only: bool,
}

/// What OPTIONS tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Info {
    /// Which methods a relation takes (OPT-02).
    Relation {
        /// POST.
        insertable: bool,
        /// PATCH.
        updatable: bool,
        /// DELETE.
        deletable: bool,
        /// PUT needs a primary key.
        has_primary_key: bool,
    },
    /// Which methods a function takes (OPT-05).
    Function {
        /// POST only.
        volatile: bool,
    },
    /// The root (RTE-23).
    Root,
}

/// Plans one request.
///
/// # Errors
///
/// The first reason, in the order of ORD-E11 … ORD-E13, why the request cannot be served from this catalog.
pub fn plan(request: &ApiRequest, catalog: &Catalog, config: &PlanConfig) -> Result<Plan, PlanError> {
    let context = Context { request, catalog, config };
    match &request.action {
        Action::Read { relation, headers_only } => {
            read::plan(context, relation, *headers_only).map(|plan| Plan::Read(Box::new(plan)))
        }
        Action::Mutate { relation, mutation } => {
            mutate::plan(context, relation, *mutation).map(|plan| Plan::Mutate(Box::new(plan)))
        }
        Action::Call { function, method } => {
            call::plan(context, function, *method).map(|plan| Plan::Call(Box::new(plan)))
        }
        Action::RelationInfo { relation } => context.relation(relation).map(relation_info).map(Plan::Info),
        Action::FunctionInfo { function } => function_info(context, function).map(Plan::Info),
        Action::Describe { headers_only } => {
            let media_type = negotiate::description(&request.accept)?;
            Ok(Plan::Describe(DescribePlan { schema: context.schema(), media_type, headers_only: *headers_only }))
        }
        Action::RootInfo => Ok(Plan::Info(Info::Root)),
    }
}

/// What every planning step may look at.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) request: &'a ApiRequest,
    pub(crate) catalog: &'a Catalog,
    pub(crate) config: &'a PlanConfig,
}

impl<'a> Context<'a> {
    /// The schema the request is about.
    pub(crate) fn schema(&self) -> Ident {
        Ident::new(&self.request.schema)
    }

    /// The relation of that name in the request's schema.
    pub(crate) fn relation(&self, name: &str) -> Result<&'a Relation, PlanError> {
        let relation = self.catalog.relation(&QualifiedName::new(self.schema(), name));
        // An identifier ends at a NUL, a name in a URL does not.
        let exact = relation.filter(|relation| relation.name.name == name);
        exact.ok_or_else(|| error::table_not_found(self.catalog, self.schema(), name))
    }

    /// Unknown preferences are an error under `handling=strict` (PRF-03).
    pub(crate) fn check_preferences(&self) -> Result<(), PlanError> {
        let preferences = &self.request.preferences;
        if preferences.handling == Some(Handling::Strict) && !preferences.invalid.is_empty() {
            return Err(PlanError::InvalidPreferences { invalid: preferences.invalid.clone() });
        }
        Ok(())
    }

    /// Whether rows are read from `pgrst_source`, a statement before the select.
    pub(crate) fn reads_from_source(&self) -> bool {
        !matches!(self.request.action, Action::Read { .. })
    }

    pub(crate) fn is_mutation(&self) -> bool {
        matches!(self.request.action, Action::Mutate { .. })
    }

    pub(crate) fn counting(&self) -> Counting {
        Counting { count: self.request.preferences.count, max_rows: self.config.max_rows, window: self.request.window }
    }
}

fn relation_info(relation: &Relation) -> Info {
    Info::Relation {
        insertable: relation.insertable,
        updatable: relation.updatable,
        deletable: relation.deletable,
        has_primary_key: !relation.primary_key.is_empty(),
    }
}

fn function_info(context: Context<'_>, function: &str) -> Result<Info, PlanError> {
    let plan = call::plan(context, function, CallMethod::Read { headers_only: false })?;
    Ok(Info::Function { volatile: plan.routine.volatility == Volatility::Volatile })
}

impl Plan {
    /// Embeds addressed by a name they no longer go by, which the response warns about (EMB-51).
    pub fn legacy_names(&self) -> &[LegacyTargetName] {
        match self {
            Self::Read(plan) => &plan.legacy_names,
            Self::Mutate(plan) => &plan.legacy_names,
            Self::Call(plan) => &plan.legacy_names,
            Self::Describe(_) | Self::Info(_) => &[],
        }
    }

    /// The same with its body's text, where it has the body's values ([`Body::values`]).
    pub fn unbound(&self) -> Option<Self> {
        match self {
            Self::Mutate(plan) => plan.unbound().map(|plan| Self::Mutate(Box::new(plan))),
            Self::Call(plan) => plan.unbound().map(|plan| Self::Call(Box::new(plan))),
            Self::Read(_) | Self::Describe(_) | Self::Info(_) => None,
        }
    }
}

//! Functions that clients can call (contract §6.1).

use compact_str::CompactString;
use rowgate_core::{Ident, QualifiedName};
use serde::Serialize;

/// One overload of a function.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Routine {
    /// Its qualified name.
    pub name: QualifiedName,
    /// Its comment.
    pub description: Option<String>,
    /// The input parameters, in order.
    pub parameters: Vec<Parameter>,
    /// What it returns.
    pub returns: Returns,
    /// Its volatility.
    pub volatility: Volatility,
    /// Whether its last parameter is VARIADIC.
    pub variadic: bool,
    /// Its own `default_transaction_isolation` setting (AUT-56).
    pub isolation_level: Option<IsolationLevel>,
    /// Its SET clauses that the configuration hoists to the transaction, as (name, value) (AUT-58).
    pub settings: Vec<(String, String)>,
}

/// An input parameter. Ordered by its fields, as overloads are (RPC-30).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Parameter {
    /// Its name; empty when it has none.
    pub name: Ident,
    /// Its type, as PostgreSQL prints it.
    pub type_name: CompactString,
    /// The type values are cast to: `bit` and `character` widened to their varying forms (RPC-03).
    pub cast_type: CompactString,
    /// Whether it has no default.
    pub required: bool,
    /// Whether it is VARIADIC.
    pub variadic: bool,
}

/// What a function returns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Returns {
    /// One value or row.
    Single(RoutineType),
    /// SETOF or TABLE.
    SetOf(RoutineType),
}

impl Returns {
    /// The returned type, set or not.
    pub fn routine_type(&self) -> &RoutineType {
        match self {
            Self::Single(routine_type) | Self::SetOf(routine_type) => routine_type,
        }
    }
}

/// The type of a function's result, domains resolved (RPC-02).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum RoutineType {
    /// Anything that is not a row; `pg_catalog.void` included (RPC-04).
    Scalar(QualifiedName),
    /// A row.
    Composite {
        /// The row type's name; `pg_catalog.record` for OUT parameters and TABLE.
        name: QualifiedName,
        /// Whether the declared type is a domain over the row type.
        is_alias: bool,
    },
}

impl Routine {
    /// One plain value, void included.
    pub fn returns_scalar(&self) -> bool {
        matches!(&self.returns, Returns::Single(RoutineType::Scalar(_)))
    }

    /// A set of plain values.
    pub fn returns_set_of_scalar(&self) -> bool {
        matches!(&self.returns, Returns::SetOf(RoutineType::Scalar(_)))
    }

    /// One value or one row: neither SETOF nor TABLE.
    pub fn returns_single(&self) -> bool {
        matches!(&self.returns, Returns::Single(_))
    }

    /// One row: neither a set nor a scalar.
    pub fn returns_single_composite(&self) -> bool {
        matches!(&self.returns, Returns::Single(RoutineType::Composite { .. }))
    }

    /// Nothing at all.
    pub fn returns_void(&self) -> bool {
        matches!(&self.returns, Returns::Single(RoutineType::Scalar(name))
            if name.schema == "pg_catalog" && name.name == "void")
    }

    /// The relation whose rows it returns, when its row type is a named one.
    pub fn returned_relation(&self) -> Option<&QualifiedName> {
        match self.returns.routine_type() {
            RoutineType::Composite { name, .. } => Some(name),
            RoutineType::Scalar(_) => None,
        }
    }
}

/// How much a function may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Volatility {
    /// Depends on its arguments alone.
    Immutable,
    /// Reads the database.
    Stable,
    /// May write.
    Volatile,
}

/// A transaction isolation level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Default)]
pub enum IsolationLevel {
    /// Each statement sees what was committed before it.
    #[default]
    ReadCommitted,
    /// The whole transaction sees what was committed before it.
    RepeatableRead,
    /// As if transactions ran one after the other.
    Serializable,
}

impl IsolationLevel {
    /// The level that a value of `default_transaction_isolation` names, in any case. READ UNCOMMITTED is READ COMMITTED
    /// in PostgreSQL, and so is whatever is no level at all (AUT-56).
    pub fn from_setting(value: &str) -> Self {
        match value.to_ascii_lowercase().as_str() {
            "repeatable read" => Self::RepeatableRead,
            "serializable" => Self::Serializable,
            _ => Self::ReadCommitted,
        }
    }
}

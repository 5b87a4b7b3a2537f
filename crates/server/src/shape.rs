//! The last phase by itself: from the rows of a transaction to a response. For those who measure it; whoever wants an
//! answer starts a [`Gateway`](crate::Gateway).

use rowgate_plan::Plan;
use rowgate_postgres::ResultSet;
use rowgate_request::ApiRequest;

use crate::failure::{Failure, Verbosity};
use crate::reply::{self, Reply};
use crate::result::Rows;

/// A response that goes nowhere.
#[derive(Debug)]
pub struct Shaped(Reply);

impl Shaped {
    /// Its status.
    pub fn status(&self) -> u16 {
        self.0.status.as_u16()
    }
}

/// Shapes the rows of a plan's transaction with default settings. `None` for a plan that is answered without one, and
/// for rows that its transaction does not give.
pub fn shape(plan: &Plan, request: &ApiRequest, results: &ResultSet) -> Option<Shaped> {
    try_shape(plan, request, results)?.ok().map(Shaped)
}

fn try_shape(plan: &Plan, request: &ApiRequest, results: &ResultSet) -> Option<Result<Reply, Failure>> {
    let verbosity = Verbosity::Verbose;
    Some(match plan {
        Plan::Read(plan) => {
            Rows::of_select(results).and_then(|rows| reply::read(plan, request, false, false, rows, verbosity))
        }
        Plan::Mutate(plan) => Rows::of_mutation(results).and_then(|rows| reply::mutate(plan, request, false, rows)),
        Plan::Call(plan) => {
            Rows::of_select(results).and_then(|rows| reply::call(plan, request, false, rows, verbosity))
        }
        Plan::Describe(_) | Plan::Info(_) => return None,
    })
}

//! The root document (contract §12).

use http::StatusCode;
use rowgate_plan::DescribePlan;

use crate::failure::Failure;
use crate::reply::Reply;

pub(crate) fn describe(_: &DescribePlan) -> Result<Reply, Failure> {
    Ok(Reply::new(StatusCode::OK, Vec::new(), bytes::Bytes::from_static(b"{}")))
}

//! What traces call a resource.

use rowgate_request::Action;

/// The path of what was planned: `/films`, `/rpc/search`. There are as many as the catalog has names, whatever clients
/// send, so each may be a name of its own to those who count.
pub(crate) fn route(action: &Action) -> String {
    match action {
        Action::Describe { .. } | Action::RootInfo => "/".to_owned(),
        Action::Read { relation, .. } | Action::Mutate { relation, .. } | Action::RelationInfo { relation } => {
            format!("/{relation}")
        }
        Action::Call { function, .. } | Action::FunctionInfo { function } => format!("/rpc/{function}"),
    }
}

//! Who may execute which function. Trigger functions are not called and not listed; that nobody holds a right on them
//! by being PUBLIC, the audit says.

use std::collections::BTreeSet;

use crate::applications::applications;
use crate::demo::demo;
use crate::specification::{Function, Specification};

#[tokio::test]
async fn functions_are_executed_by_whom_the_specification_names() {
    for application in applications() {
        let specified: BTreeSet<String> =
            Specification::read(application.name).functions.iter().map(described).collect();
        let rows = demo().await.connect().await.query(include_str!("functions.sql"), &[&application.schemas]).await;
        let rows = rows.expect("the functions");
        let granted = rows.iter().map(|row| Function { name: row.get("name"), roles: row.get("roles") });
        let granted: BTreeSet<String> = granted.map(|function| described(&function)).collect();
        let [only_specified, only_granted] = [specified.difference(&granted), granted.difference(&specified)];
        let [only_specified, only_granted] = [only_specified, only_granted].map(Vec::from_iter);
        assert_eq!(only_specified, only_granted, "{}: what is specified, and what is granted", application.name);
    }
}

/// As the specification writes it.
fn described(function: &Function) -> String {
    let roles = if function.roles.is_empty() { "nobody".to_owned() } else { function.roles.join(", ") };
    format!("| {} | {roles} |", function.name)
}

//! What is not about rows: who may execute which function, and which columns of a table are withheld from people who have
//! the others.
//!
//! Trigger functions are not called, and not listed.

use std::collections::BTreeSet;

use crate::applications::APPLICATIONS;
use crate::demo::{demo, names};
use crate::specification::Specification;

#[tokio::test]
async fn functions_are_executed_by_whom_the_specification_names() {
    for application in APPLICATIONS {
        let granted = names(demo().await, include_str!("functions.sql"), &[&application.schemas]).await;
        agree(application.name, &Specification::read(application.name).functions, granted);
    }
}

#[tokio::test]
async fn the_columns_that_the_specification_names_are_withheld() {
    for application in APPLICATIONS {
        let withheld = names(demo().await, include_str!("withheld.sql"), &[&application.schemas]).await;
        agree(application.name, &Specification::read(application.name).withheld, withheld);
    }
}

fn agree(application: &str, specified: &BTreeSet<String>, existing: Vec<String>) {
    let existing = BTreeSet::from_iter(existing);
    let [missing, further] = [specified.difference(&existing), existing.difference(specified)].map(Vec::from_iter);
    assert!(missing.is_empty() && further.is_empty(), "{application}: specified {missing:#?}\nbut it is {further:#?}");
}

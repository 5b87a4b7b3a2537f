//! The `rowgate` binary.
fn main() {}

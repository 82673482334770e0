//! `cargo xtask layers`: which crate may use which.
//!
//! [`table`] holds the rules, [`rules`] applies them, and [`graph`] reads what Cargo knows.

mod graph;
mod rules;
mod table;

use crate::failure::{Failure, Outcome};

/// Checks the workspace against the table.
pub(crate) fn check() -> Outcome {
    let rooms = graph::read()?;
    let violations = rules::violations(&rooms);
    if violations.is_empty() {
        println!("layers: {} crates keep to the table", rooms.len());
        return Ok(());
    }
    Err(Failure::new(format!(
        "layers: {} against the table in xtask/src/layers/table.rs\n- {}",
        violations.len(),
        violations.join("\n- ")
    )))
}

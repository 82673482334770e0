//! `cargo xtask layers`: which crate may use which, and what is to stay in one place.
//!
//! [`table`] holds the rules, [`rules`] applies them, and [`graph`] reads what Cargo knows. [`owners`] finds who
//! compares an owner outside `store::rights` and `domain::rights`, [`inside`] what `api::http` uses of its crate, and
//! [`circles`] modules that use each other.

mod circles;
mod graph;
mod inside;
mod owners;
mod owners_table;
mod rules;
mod source;
mod table;

use crate::failure::{Failure, Outcome};

/// Checks the workspace against the table.
pub(crate) fn check() -> Outcome {
    let rooms = graph::read()?;
    let mut violations = rules::violations(&rooms);
    violations.extend(owners::violations_in_store(&source::read("crates/store/src")?));
    violations.extend(owners::violations_in_app(&source::read("crates/app/src")?));
    violations.extend(inside::violations("http", &source::read("crates/api/src/http")?));
    for room in &rooms {
        let folder = format!("{}/src", room.folder);
        violations.extend(circles::violations(&folder, &source::read(&folder)?));
    }
    if violations.is_empty() {
        println!("layers: {} crates keep to the table", rooms.len());
        return Ok(());
    }
    Err(Failure::new(format!(
        "layers: {} against the tables in xtask/src/layers\n- {}",
        violations.len(),
        violations.join("\n- ")
    )))
}

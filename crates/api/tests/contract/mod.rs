//! What every resource promises, over a table with a row for each: see `table`. A new resource is
//! covered by its row; what is special about it has tests in a folder of its own.

mod cap;
mod conditions;
mod created;
mod cursors;
mod fields;
mod idempotency;
mod keys;
mod paging;
pub mod resource;
mod strangers;
pub mod table;
mod updates;

use crate::access::operations::Operation;

/// What has rows that are created and deleted, and is no resource as the table knows them: admins
/// make accounts, which aren't theirs, and nobody reads or changes a request to connect by itself.
const OTHERS: [&str; 2] = ["/api/admin/users", "/api/connections/requests"];

#[test]
fn every_resource_of_the_document_has_a_row_in_the_table() {
    let operations: Vec<_> = Operation::all().iter().map(Operation::name).collect();
    let rows: Vec<_> = table::all().iter().map(|resource| resource.path).collect();
    let created = operations.iter().filter_map(|name| name.strip_prefix("POST "));
    for path in created.filter(|path| operations.contains(&format!("DELETE {path}/{{id}}"))) {
        let known = rows.contains(&path) || OTHERS.contains(&path);
        assert!(known, "{path} needs a row in crates/api/tests/contract/table.rs");
    }
    assert!(rows.iter().all(|path| operations.contains(&format!("POST {path}"))), "{rows:?}");
}

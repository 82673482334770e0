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

/// What has rows that are created and deleted, and why it is no resource as the table knows them.
const OTHERS: [(&str, &str); 6] = [
    ("/api/admin/users", "admins make accounts, which aren't theirs"),
    ("/api/connections/blocked", "who is blocked is named by their own id, and nothing changes"),
    ("/api/connections/requests", "nobody reads or changes a request by itself"),
    ("/api/events/{id}/invitations", "several are made at once, and the invited change them"),
    ("/api/projects/{id}/members", "a member is named by their own id"),
    ("/api/shared-calendars/{calendar_id}/members", "a member is named by their own id"),
];

#[test]
fn every_resource_of_the_document_has_a_row_in_the_table() {
    let operations: Vec<_> = Operation::all().iter().map(Operation::name).collect();
    let rows = table::all().iter().map(|resource| resource.template).collect::<Vec<_>>();
    let deleted = operations.iter().filter_map(|name| {
        let (path, last) = name.strip_prefix("DELETE ")?.rsplit_once('/')?;
        last.starts_with('{').then_some(path)
    });
    let made = deleted.filter(|path| operations.contains(&format!("POST {path}")));
    let made: Vec<_> = made.collect();
    for path in &made {
        let is_other = OTHERS.iter().any(|(other, _)| other == path);
        let knows = usize::from(rows.contains(path)) + usize::from(is_other);
        assert_eq!(
            knows, 1,
            "{path} needs a row in crates/api/tests/contract/table.rs, or a reason"
        );
    }
    for path in rows.iter().chain(OTHERS.iter().map(|(path, _)| path)) {
        assert!(made.contains(path), "{path} is none of the document");
    }
}

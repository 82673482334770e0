//! `/api/admin/config` and `/api/admin/users` over HTTP, on both databases.

mod access;
mod creating;
mod listing;
mod switches;

use umbra_domain::audit::Entry;
use umbra_testkit::TestApp;

/// Reads the whole audit log.
async fn audit_log(t: &TestApp) -> Vec<Entry> {
    umbra_store::audit::after(t.store.reader(), 0, 1000).await.unwrap()
}

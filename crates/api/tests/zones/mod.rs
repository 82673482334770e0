//! Zones get other rules: what was meant on the clock stays on the clock.

mod kept;
mod resumed;
mod unknown;

use umbra_domain::zone::ZoneDatabase;
use umbra_testkit::{Process, TestApp, zone_database};

/// Vienna's summer time stays for good.
fn without_winter() -> ZoneDatabase {
    zone_database("2030a", &[("Europe/Vienna", "Africa/Tripoli")], &[])
}

/// Returns the rows of some tables, in order.
async fn rows<const N: usize>(t: &TestApp, tables: [&str; N]) -> [Vec<String>; N] {
    let dump = t.database_dump().await;
    tables.map(|table| {
        let mut rows = dump.table(table).to_vec();
        rows.sort_unstable();
        rows
    })
}

/// Starts a process with another zone database, as an update does.
async fn process_with(t: &TestApp, zones: ZoneDatabase) -> Process {
    t.second_process_with(move |setup| setup.zones = zones).await
}

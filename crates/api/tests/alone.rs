//! What each process has by itself, though others work on the same database. A test of it keeps to one process.

use umbra_testkit::Setup;

/// What limits how often an address asks: each process counts by itself, and nginx counts for all.
pub fn one_process_for_rates(setup: &mut Setup) {
    setup.one_process = true;
}

/// Connections to the database: after each process has met as many dead ones as it had, all of its are new.
pub fn one_process_for_connections(setup: &mut Setup) {
    setup.one_process = true;
}

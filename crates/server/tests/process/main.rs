//! The program as its operator sees it: exit codes, listeners, commands, and an orderly end.
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

/// Makes two tests of each function, whose names tell the database: that is how PostgreSQL's are
/// skipped where there is none.
macro_rules! on_both {
    ($($test:ident)+) => {$(
        mod $test {
            use crate::umbra::Umbra;

            #[test]
            fn on_sqlite() {
                super::$test(&Umbra::new());
            }

            #[test]
            fn on_postgres() {
                super::$test(&Umbra::on_postgres());
            }
        }
    )+};
}

mod accounts;
mod backup;
mod configuration;
mod connections;
mod copy;
mod crashes;
mod database;
mod deliveries;
mod demo;
mod dice;
#[cfg(test)]
mod examples;
mod expand;
mod exports;
mod files;
mod firings;
mod health;
mod http;
mod keys;
mod logs;
mod metrics;
mod migrations;
mod nginx;
mod postgres;
mod proxied;
mod queue;
mod refusals;
mod replicas;
mod rights;
mod serving;
mod sink;
mod stopping;
mod umbra;
mod unread;
mod workers;
mod wrong_folder;
mod wrong_key;
mod zones;

//! What people are told by the clock: whose things have to be looked at, what is due, and telling it.
//!
//! Each account has an instant at which its things are looked at next (`settings.due_look_at`), and triggers
//! name whose have to be looked at before that (`due_changes`). Whoever looks holds the account's settings, so
//! that nobody else does at the same time, and waits for nobody who changes what is looked at.

mod claim;
mod found;
mod notify;
mod snoozed;

pub use self::{
    claim::{
        DueWork, NextScan, ScanTarget, claim, due_work, move_on, recover_from_clock_rollback,
        scan_all,
    },
    found::{FoundDue, ScanRange, find, known, owned_calendars},
    notify::{NewNotification, notify},
    snoozed::{Snoozed, end_snoozes, hold_snoozed, snoozed},
};

//! What is sent out of the house: rows that are queue and record in one.
//!
//! A trigger makes them (see the migration `m0043_deliveries`). Whoever sends claims some, reads what
//! each depends on ([`contexts`]), and stores what came of it ([`end`]). The claim is what keeps two from
//! sending the same, for as long as it lasts.

mod claim;
mod context;
mod end;
mod list;
mod purge;
mod row;

pub use claim::{Claim, any_due, claim, depth, release};
pub use context::{DeliveryContext, contexts};
pub use end::{End, Pause, end, pause, resume};
pub use list::{DeliveryQuery, by_id, find, list, retry};
pub use purge::{purge, recover_from_clock_rollback};

//! Calendars that are shared: offered, accepted, left, taken back and handed over.
//!
//! What changes between the owner and somebody changes under the lock of both accounts' rows, so of two
//! who act at once one comes first and the other one finds what that left. Then comes the calendar's row.

mod answer;
mod change;
mod list;
mod offer;

pub use self::{change::MemberRefused, offer::OfferRefused};

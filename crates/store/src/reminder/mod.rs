//! Reminders.
//!
//! A reminder on an event is a row like any other, which the event's feature keeps up: see
//! [`of_event`], [`write_states`] and [`forget`].

mod claim;
mod due;
mod list;
mod on_event;
mod place;
mod row;
mod zones;

pub use claim::{Claimed, any_due, any_fired_after, claim_due, claim_fired_after, write_states};
pub use due::due;
pub(crate) use due::may_be_due;
pub(crate) use list::ringing;
pub use list::{ReminderQuery, list};
pub use on_event::{create_on_event, forget, move_days, of_event, take_along};
pub use place::Place;
pub(crate) use row::OF_REMINDER;
pub use zones::{lock_in_zones, write_kept};

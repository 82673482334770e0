//! What people are told of.
//!
//! A notification is its reader's alone, and is read in the form of `rights` all the same: for as long as
//! its reader may see what it is about.

mod change;
mod gathered;
mod list;
mod notify;
mod purge;
mod row;
mod shown;
mod snooze;

pub use self::{
    change::{delete, mark_all_read, mark_read},
    list::{NotificationQuery, find, list, of_deliveries, of_ids, unread},
    notify::notify,
    purge::purge,
    snooze::{NewSnooze, snooze},
};
pub(crate) use change::IN_ORDER;
pub(crate) use list::{UNREAD, read_unread, unread_of};
pub(crate) use shown::may_see;

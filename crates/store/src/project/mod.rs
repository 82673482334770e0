//! Projects: their rows, their list, and who is in them.

mod change;
mod list;
mod member;
pub(crate) mod row;
mod stats;

pub use change::{set_own, update};
pub use list::list;
pub use member::{
    add_member, find, hand_over, member, members, names_of_members, remove_member, role_of,
    set_role,
};
pub use stats::stats;

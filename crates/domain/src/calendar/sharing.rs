//! Calendars that several people hold a right on.

use jiff::Timestamp;

use super::{Calendar, CalendarPreferences, Description, Name};
use crate::{CalendarId, Stored, connection::Peer, rights::Right, settings::Color};

/// How many people besides its owner may hold a right on a calendar or be offered one.
pub const MAX_MEMBERS: u64 = 100;

/// The rights that the owner of a calendar gives to others, the least first.
pub const GIVEN: [Right; 4] = [Right::Busy, Right::View, Right::Edit, Right::Manage];

/// Tells whether the owner of a calendar gives a right to others.
#[must_use]
pub fn may_be_given(right: Right) -> bool {
    GIVEN.contains(&right)
}

/// A calendar as one of those sees it who hold a right on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenCalendar {
    /// What it is for everybody.
    pub calendar: Stored<Calendar>,
    /// What they hold on it.
    pub right: Right,
    /// Whose it is.
    pub owner: Peer,
    /// How it looks to them.
    pub preferences: CalendarPreferences,
    /// Grows with every change of that.
    pub preferences_version: i64,
    /// When they last changed that.
    pub preferences_changed_at: Option<Timestamp>,
}

impl SeenCalendar {
    /// Gives a number that grows whenever what the person sees changes, and not by what others change
    /// for themselves.
    #[must_use]
    pub const fn version(&self) -> i64 {
        self.calendar.version + self.preferences_version
    }

    /// Gives when what the person sees changed last.
    #[must_use]
    pub fn updated_at(&self) -> Timestamp {
        let at = self.calendar.updated_at;
        self.preferences_changed_at.map_or(at, |own| own.max(at))
    }

    /// Tells whether it is the person's own default calendar, not another one's.
    #[must_use]
    pub fn is_own_default(&self) -> bool {
        self.calendar.is_default && self.right == Right::Own
    }

    /// Gives the colour to show it in.
    #[must_use]
    pub fn shown_color(&self) -> &Color {
        self.preferences.color.as_ref().unwrap_or(&self.calendar.body.color)
    }
}

impl std::ops::Deref for SeenCalendar {
    type Target = Stored<Calendar>;

    fn deref(&self) -> &Stored<Calendar> {
        &self.calendar
    }
}

/// What became of sharing a calendar with somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MembershipStatus {
    /// It was offered, and that waits for an answer.
    Offered,
    /// They hold the right.
    Accepted,
}

/// Somebody who holds a right on a calendar, or is offered one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who it is.
    pub peer: Peer,
    /// The right.
    pub right: Right,
    /// Whether they hold it yet.
    pub status: MembershipStatus,
    /// When it was offered, or when they accepted; `None` for whoever made the calendar.
    pub since: Option<Timestamp>,
}

/// A calendar of somebody else's that is offered to a person, or that they hold a right on, if only
/// that to see when somebody is busy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedCalendar {
    /// Names the calendar.
    pub id: CalendarId,
    /// What it is called.
    pub name: Name,
    /// What it is for, where they may see that.
    pub description: Option<Description>,
    /// The colour of the calendar.
    pub color: Color,
    /// Whose it is.
    pub owner: Peer,
    /// What they hold on it, or are to hold.
    pub right: Right,
    /// How far sharing it got.
    pub shared: Shared,
}

/// How far sharing a calendar got, as the person sees it with whom it is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shared {
    /// It was offered then, and waits for their answer.
    Offered(Timestamp),
    /// They accepted.
    Accepted {
        /// When; `None` for a calendar that they made themselves.
        since: Option<Timestamp>,
        /// How it looks to them.
        preferences: CalendarPreferences,
    },
}

impl SharedCalendar {
    /// Gives how it looks to the person: until they accept, as to anybody.
    #[must_use]
    pub fn preferences(&self) -> CalendarPreferences {
        match &self.shared {
            Shared::Offered(_) => CalendarPreferences::default(),
            Shared::Accepted { preferences, .. } => preferences.clone(),
        }
    }
}

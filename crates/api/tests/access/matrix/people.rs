//! Who tries, and what comes of it.

use super::table::Needs;

/// Somebody who tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Everything that is tried is theirs.
    Owner,
    /// Holds a right on the calendar.
    Busy,
    View,
    Edit,
    Manage,
    /// Is something in the project.
    Viewer,
    Commenter,
    Editor,
    /// Is invited to the event.
    Invited,
    /// Is invited to one occurrence of the event, where that is a series.
    InvitedOnce,
    /// Has nothing to do with any of it.
    Stranger,
    /// Was in all of it, until the owner blocked them.
    Blocked,
    /// Administers accounts.
    Admin,
    /// Isn't signed in.
    Anonymous,
}

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Allowed,
    /// 403 with this code.
    Forbidden(&'static str),
    /// 404, as for what isn't there.
    Missing,
    /// 401.
    Unauthenticated,
}

use Outcome::{Allowed, Forbidden, Missing, Unauthenticated};

/// What somebody holds on a calendar, an event or a project, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    Nothing,
    Busy,
    View,
    Comment,
    Edit,
    Manage,
    Own,
}

impl Actor {
    pub const ALL: [Self; 14] = [
        Self::Owner,
        Self::Busy,
        Self::View,
        Self::Edit,
        Self::Manage,
        Self::Viewer,
        Self::Commenter,
        Self::Editor,
        Self::Invited,
        Self::InvitedOnce,
        Self::Stranger,
        Self::Blocked,
        Self::Admin,
        Self::Anonymous,
    ];

    /// What they hold on the calendar.
    pub const fn on_calendar(self) -> Held {
        match self {
            Self::Owner => Held::Own,
            Self::Busy => Held::Busy,
            Self::View => Held::View,
            Self::Edit => Held::Edit,
            Self::Manage => Held::Manage,
            _ => Held::Nothing,
        }
    }

    /// What they hold on an event in it.
    pub const fn on_event(self) -> Held {
        match self {
            Self::Invited | Self::InvitedOnce => Held::View,
            _ => self.on_calendar(),
        }
    }

    /// What they hold on the project.
    pub const fn on_project(self) -> Held {
        match self {
            Self::Owner => Held::Own,
            Self::Viewer => Held::View,
            Self::Commenter => Held::Comment,
            Self::Editor => Held::Edit,
            _ => Held::Nothing,
        }
    }

    /// What comes of something that needs this.
    pub fn outcome(self, needs: Needs) -> Outcome {
        if self == Self::Anonymous {
            return match needs {
                Needs::Nobody => Allowed,
                Needs::Link => Missing,
                _ => Unauthenticated,
            };
        }
        match needs {
            Needs::Nobody | Needs::Anybody => Allowed,
            Needs::Link => Missing,
            Needs::Admin if self == Self::Admin => Allowed,
            Needs::Admin => Forbidden("admin_only"),
            Needs::Own if self == Self::Owner => Allowed,
            Needs::Own => Missing,
            Needs::Calendar(needed) => enough(self.on_calendar(), needed),
            Needs::Event(needed) => enough(self.on_event(), needed),
            Needs::Project(needed) => enough(self.on_project(), needed),
            Needs::Comment => match self.on_project() {
                Held::Comment | Held::Edit | Held::Manage => Forbidden("not_yours"),
                held => enough(held, Held::Own),
            },
        }
    }
}

fn enough(held: Held, needed: Held) -> Outcome {
    match held {
        _ if held >= needed => Allowed,
        // Who only sees when somebody is busy sees nothing of what that is.
        Held::Nothing | Held::Busy => Missing,
        Held::View => Forbidden("read_only"),
        Held::Comment => Forbidden("comment_only"),
        Held::Edit | Held::Manage | Held::Own => Forbidden("not_yours"),
    }
}

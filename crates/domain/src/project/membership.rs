//! Who is in a project, and as what.

use jiff::Timestamp;

use crate::{UserId, connection::Peer, rights::Right};

/// A role in a project. Each may do what those before may, and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks at it.
    Viewer,
    /// Comments, too.
    Commenter,
    /// Makes and changes things, too, and deletes what they made.
    Editor,
    /// Deletes anything, and says who is in it, too. Each project has one.
    Owner,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Commenter, Self::Editor, Self::Owner];

    /// Returns the right on the project that somebody holds who is this.
    #[must_use]
    pub const fn right(self) -> Right {
        match self {
            Self::Viewer => Right::View,
            Self::Commenter => Right::Comment,
            Self::Editor => Right::Edit,
            Self::Owner => Right::Own,
        }
    }

    /// Tells what somebody is who holds a right on a project.
    #[must_use]
    pub const fn of(right: Right) -> Self {
        match right {
            Right::Busy | Right::View => Self::Viewer,
            Right::Comment => Self::Commenter,
            Right::Edit | Right::Manage => Self::Editor,
            Right::Own => Self::Owner,
        }
    }
}

/// What a project tells of who is in it, as one of them sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// What they are themselves.
    pub role: Role,
    /// Whose project it is.
    pub owner: UserId,
    /// How many there are, the owner and themselves included.
    pub members: u64,
}

impl Membership {
    /// Begins with somebody alone, whose project it is.
    #[must_use]
    pub const fn sole_owner(owner: UserId) -> Self {
        Self { role: Role::Owner, owner, members: 1 }
    }
}

/// A member of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub who: Peer,
    /// As what.
    pub role: Role,
    /// Since when.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn a_role_is_a_right_and_back() {
        for role in Role::ALL {
            assert_eq!(Role::of(role.right()), role);
        }
        assert!(Role::ALL.is_sorted_by_key(|role| role.right()));
    }
}

//! Who may do what: the ladder of rights, and the one function that decides.
//!
//! A right is held on a container: a calendar, or a person's own things. Everything in a container
//! asks for the right that is held on it. What the database has to find out for this is in the
//! store's `rights` module.

use crate::UserId;

/// A right, each of which includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// To see when somebody is busy, and nothing else.
    Busy,
    /// To see everything, and to set what is personal.
    View,
    /// To comment.
    Comment,
    /// To make and change things, and to move them within the container.
    Edit,
    /// To delete what others made, and to invite people.
    Manage,
    /// To share, hand over and delete the container.
    Own,
}

impl Right {
    /// All rights, the least first.
    pub const ALL: [Self; 6] =
        [Self::Busy, Self::View, Self::Comment, Self::Edit, Self::Manage, Self::Own];

    /// Returns the number under which it is stored: 1 for [`Right::Busy`] to 6 for [`Right::Own`].
    #[must_use]
    pub const fn level(self) -> i16 {
        match self {
            Self::Busy => 1,
            Self::View => 2,
            Self::Comment => 3,
            Self::Edit => 4,
            Self::Manage => 5,
            Self::Own => 6,
        }
    }

    /// Reads a stored number; `None` for any that stands for no right.
    #[must_use]
    pub fn from_level(level: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.level() == level)
    }

    /// Decides whether somebody who holds this right may do what `needed` allows.
    ///
    /// # Errors
    /// [`Denied::Missing`] for somebody who may not even see the thing, [`Denied::Forbidden`] for
    /// somebody who sees it and may not do this.
    pub fn allows(self, needed: Self) -> Result<(), Denied> {
        if self >= needed {
            return Ok(());
        }
        Err(match self {
            Self::Busy => Denied::Missing,
            Self::View => Denied::Forbidden(Forbidden::ReadOnly),
            Self::Comment => Denied::Forbidden(Forbidden::CommentOnly),
            Self::Edit | Self::Manage | Self::Own => Denied::Forbidden(Forbidden::NotYours),
        })
    }
}

/// Decides whether somebody may delete a thing on which they hold enough to make and change their own: who made
/// it may, and who holds [`Right::Manage`] may delete what others made. `made_by` is empty where that account is
/// gone.
///
/// # Errors
/// [`Denied::Forbidden`].
pub fn may_delete(held: Right, made_by: Option<UserId>, who: UserId) -> Result<(), Denied> {
    maker_or(held >= Right::Manage, made_by, who)
}

/// Decides whether somebody may make a thing private that they may change: who made it may, and the owner of what
/// it is in, who both go on seeing it.
///
/// # Errors
/// [`Denied::Forbidden`].
pub fn may_make_private(held: Right, made_by: Option<UserId>, who: UserId) -> Result<(), Denied> {
    maker_or(held >= Right::Own, made_by, who)
}

/// Decides whether somebody may change what was said: only who said it may, whatever others hold.
///
/// # Errors
/// [`Denied::Forbidden`].
pub fn may_reword(said_by: Option<UserId>, who: UserId) -> Result<(), Denied> {
    maker_or(false, said_by, who)
}

/// Lets who made a thing, and those who may without that.
fn maker_or(others_may: bool, made_by: Option<UserId>, who: UserId) -> Result<(), Denied> {
    if others_may || made_by == Some(who) {
        Ok(())
    } else {
        Err(Denied::Forbidden(Forbidden::NotYours))
    }
}

/// Why something may not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// There is no such thing, or it is invisible to the caller, who can't tell which.
    #[error("there is no such thing")]
    Missing,
    /// The caller sees it, but the right they hold is too small.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
}

/// Why something that the caller sees may not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// They may only look at it.
    #[error("it may only be looked at")]
    ReadOnly,
    /// They may only look at it and comment.
    #[error("it may only be commented on")]
    CommentOnly,
    /// Others may do this, they may not: it isn't theirs.
    #[error("it belongs to somebody else")]
    NotYours,
}

#[cfg(test)]
mod tests {
    use super::{Denied, Forbidden, Right, may_delete, may_make_private, may_reword};
    use crate::UserId;

    #[test]
    fn each_right_includes_those_before_it() {
        for (place, held) in Right::ALL.into_iter().enumerate() {
            for (step, needed) in Right::ALL.into_iter().enumerate() {
                assert_eq!(held.allows(needed).is_ok(), step <= place, "{held:?} {needed:?}");
            }
        }
    }

    #[test]
    fn what_is_invisible_is_missing_and_the_rest_says_what_is_held() {
        use Forbidden::{CommentOnly, NotYours, ReadOnly};
        for (held, needed, denied) in [
            (Right::Busy, Right::View, Denied::Missing),
            (Right::Busy, Right::Own, Denied::Missing),
            (Right::View, Right::Comment, Denied::Forbidden(ReadOnly)),
            (Right::View, Right::Edit, Denied::Forbidden(ReadOnly)),
            (Right::Comment, Right::Edit, Denied::Forbidden(CommentOnly)),
            (Right::Edit, Right::Manage, Denied::Forbidden(NotYours)),
            (Right::Manage, Right::Own, Denied::Forbidden(NotYours)),
        ] {
            assert_eq!(held.allows(needed), Err(denied), "{held:?} {needed:?}");
        }
    }

    #[test]
    fn what_takes_more_than_to_change_is_for_the_maker_and_from_some_right_on_for_others() {
        let (ana, ben) = (UserId(1), UserId(2));
        let refused = Err(Denied::Forbidden(Forbidden::NotYours));
        for held in [Right::Comment, Right::Edit, Right::Manage, Right::Own] {
            assert_eq!(may_delete(held, Some(ana), ana), Ok(()), "{held:?}");
            assert_eq!(may_make_private(held, Some(ana), ana), Ok(()), "{held:?}");
            for others in [Some(ben), None] {
                let may = |from: Right| if held >= from { Ok(()) } else { refused };
                assert_eq!(may_delete(held, others, ana), may(Right::Manage), "{held:?}");
                assert_eq!(may_make_private(held, others, ana), may(Right::Own), "{held:?}");
            }
        }
        assert_eq!(may_reword(Some(ana), ana), Ok(()));
        assert_eq!(may_reword(Some(ben), ana), refused);
        assert_eq!(may_reword(None, ana), refused);
    }

    #[test]
    fn a_stored_number_reads_back() {
        for right in Right::ALL {
            assert_eq!(Right::from_level(right.level()), Some(right));
        }
        for none in [i16::MIN, 0, 7, i16::MAX] {
            assert_eq!(Right::from_level(none), None, "{none}");
        }
    }
}

//! Whether an event takes place, whom it keeps busy, and who sees it.

/// Whether an event takes place (`STATUS` of RFC 5545 §3.8.1.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// It does.
    #[default]
    Confirmed,
    /// It may.
    Tentative,
    /// It doesn't, and is still shown: people who planned for it have to see that. It rings no
    /// reminder and keeps nobody busy.
    Cancelled,
}

impl Status {
    /// All of them, in the order of their ranks.
    pub const ALL: [Self; 3] = [Self::Confirmed, Self::Tentative, Self::Cancelled];

    /// Returns the rank as stored: 0 for confirmed to 2 for cancelled.
    #[must_use]
    pub const fn rank(self) -> i16 {
        match self {
            Self::Confirmed => 0,
            Self::Tentative => 1,
            Self::Cancelled => 2,
        }
    }

    /// Reads a stored rank; `None` for any other number.
    #[must_use]
    pub fn from_rank(rank: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.rank() == rank)
    }
}

/// Whether an event keeps people busy (`TRANSP` of RFC 5545 §3.8.2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transparency {
    /// It does (`OPAQUE`).
    #[default]
    Busy,
    /// It doesn't (`TRANSPARENT`).
    Free,
}

impl Transparency {
    /// All of them, in the order of their ranks.
    pub const ALL: [Self; 2] = [Self::Busy, Self::Free];

    /// Gives what an event is that doesn't say: whole days are birthdays and holidays more often than
    /// not, on which people can be met.
    #[must_use]
    pub const fn of(all_day: bool) -> Self {
        if all_day { Self::Free } else { Self::Busy }
    }

    /// Returns the rank as stored: 0 for busy, 1 for free.
    #[must_use]
    pub const fn rank(self) -> i16 {
        match self {
            Self::Busy => 0,
            Self::Free => 1,
        }
    }

    /// Reads a stored rank; `None` for any other number.
    #[must_use]
    pub fn from_rank(rank: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|transparency| transparency.rank() == rank)
    }
}

/// Who sees an event (`CLASS` of RFC 5545 §3.8.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// Whoever may see what is in its calendar.
    #[default]
    Default,
    /// The calendar's owner, and who made it.
    Private,
}

impl Visibility {
    /// All of them, in the order of their ranks.
    pub const ALL: [Self; 2] = [Self::Default, Self::Private];

    /// Returns the rank as stored: 0 for the default, 1 for private.
    #[must_use]
    pub const fn rank(self) -> i16 {
        match self {
            Self::Default => 0,
            Self::Private => 1,
        }
    }

    /// Reads a stored rank; `None` for any other number.
    #[must_use]
    pub fn from_rank(rank: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|visibility| visibility.rank() == rank)
    }
}

#[cfg(test)]
mod tests {
    use super::{Status, Transparency, Visibility};

    #[test]
    fn a_stored_rank_reads_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_rank(status.rank()), Some(status));
        }
        for transparency in Transparency::ALL {
            assert_eq!(Transparency::from_rank(transparency.rank()), Some(transparency));
        }
        for visibility in Visibility::ALL {
            assert_eq!(Visibility::from_rank(visibility.rank()), Some(visibility));
        }
        assert_eq!(Status::from_rank(3), None);
        assert_eq!(Transparency::from_rank(2), None);
        assert_eq!(Visibility::from_rank(-1), None);
    }
}

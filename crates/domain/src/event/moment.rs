//! Starts and ends as clients write them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};

use crate::{
    Invalid,
    civil::{Written, parse_date},
};

/// The beginning or the end of an event, or the place of an occurrence in its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A day: `2026-12-31`.
    Day(Date),
    /// A local time, in the zone of the event: `2026-12-31T09:30`.
    Local(DateTime),
    /// An instant: `2026-12-31T09:30:00+01:00`.
    At(Timestamp),
}

impl Moment {
    /// Parses any of the three, in the years 1 to 9999 and in whole seconds.
    ///
    /// # Errors
    /// `invalid_date`, `invalid_instant`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        if raw.trim_ascii().len() <= 10 {
            return parse_date(raw).map(Self::Day);
        }
        let (moment, fraction) = match Written::parse(raw)? {
            Written::At(at) => (Self::At(at), at.subsec_nanosecond()),
            Written::Local(local) => (Self::Local(local), local.subsec_nanosecond()),
        };
        if fraction != 0 {
            return Err(Invalid::new("invalid_instant", "events begin and end at whole seconds"));
        }
        Ok(moment)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Moment;

    #[test]
    fn days_local_times_and_instants_are_told_apart() {
        let local = date(2026, 3, 1).at(9, 30, 0, 0);
        assert_eq!(Moment::parse("2026-03-01"), Ok(Moment::Day(date(2026, 3, 1))));
        assert_eq!(Moment::parse("2026-03-01T09:30"), Ok(Moment::Local(local)));
        assert_eq!(Moment::parse("2026-03-01T09:30:00.000"), Ok(Moment::Local(local)));
        for at in ["2026-03-01T09:30:00Z", "2026-03-01T09:30:00.000Z", "2026-03-01T10:30:00+01:00"]
        {
            let expected = "2026-03-01T09:30:00Z".parse().unwrap();
            assert_eq!(Moment::parse(at), Ok(Moment::At(expected)), "{at}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for (bad, code) in [
            ("", "invalid_date"),
            ("tomorrow", "invalid_date"),
            ("2026-02-30", "invalid_date"),
            ("2026-03-01T09:30:00.5Z", "invalid_instant"),
            ("2026-03-01T25:00", "invalid_instant"),
            ("2026-03-01T09:30:60Z", "invalid_instant"),
            ("2026-03-01T09:30:00+24:00", "invalid_instant"),
        ] {
            assert_eq!(Moment::parse(bad).unwrap_err().code, code, "{bad:?}");
        }
    }
}

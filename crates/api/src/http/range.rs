//! Ranges of time in queries: `start` and `end`, which mean the same in every list.
//!
//! Either end is a date, an instant, or a local time on the caller's clock. A date is the beginning
//! of that day there, and the end is outside. Lists that had other names for the ends before go on
//! to take those as they were ([`Ends::alone`]).

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use umbra_domain::{
    Invalid,
    civil::{Written, midnight, next_day, parse_date, parse_instant, start_of_day},
};

use super::fields::Fields;

/// The ends of a range as a query has them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ends<'a> {
    start: Option<&'a str>,
    end: Option<&'a str>,
}

/// A range, open where it has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range<T> {
    /// Where it begins.
    pub(crate) start: Option<T>,
    /// Where it ends, which is outside.
    pub(crate) end: Option<T>,
}

/// One end of a range.
#[derive(Debug, Clone, Copy)]
enum End {
    Day(Date),
    Written(Written),
}

impl End {
    fn parse(text: &str) -> Result<Self, Invalid> {
        if text.trim_ascii().len() > 10 {
            return Written::parse(text).map(Self::Written);
        }
        parse_date(text).map(Self::Day)
    }

    fn at(self, zone: &TimeZone) -> Result<Timestamp, Invalid> {
        match self {
            Self::Written(written) => Ok(written.at(zone)),
            Self::Day(day) => start_of_day(day, zone)
                .ok_or_else(|| Invalid::new("invalid_date", "this day is too far away")),
        }
    }

    fn local(self, zone: &TimeZone) -> DateTime {
        match self {
            Self::Written(Written::At(at)) => zone.to_datetime(at),
            Self::Written(Written::Local(local)) => local,
            Self::Day(day) => midnight(day),
        }
    }
}

impl<'a> Ends<'a> {
    /// Takes the parameters `start` and `end`.
    pub(crate) fn new(start: Option<&'a String>, end: Option<&'a String>) -> Self {
        Self { start: start.map(String::as_str), end: end.map(String::as_str) }
    }

    /// Refuses parameters that had the meaning of these before, if both are sent: which of them is
    /// meant can't be known.
    pub(crate) fn alone(self, fields: &mut Fields, former: [(&str, &Option<String>); 2]) -> Self {
        if self.start.is_some() || self.end.is_some() {
            for (name, _) in former.into_iter().filter(|(_, value)| value.is_some()) {
                let detail =
                    format!("send start and end without {name}, which it was called before");
                fields.refuse(&format!("/{name}"), Invalid::new("conflicting_parameters", detail));
            }
        }
        self
    }

    /// Reads instants: of a day, when it begins in `zone`.
    pub(crate) fn instants(self, fields: &mut Fields, zone: &TimeZone) -> Option<Range<Timestamp>> {
        self.read(fields, |end| end.at(zone))
    }

    /// Reads what the clock in `zone` shows: of a day, midnight.
    pub(crate) fn locals(self, fields: &mut Fields, zone: &TimeZone) -> Option<Range<DateTime>> {
        self.read(fields, |end| Ok(end.local(zone)))
    }

    /// Reads the days that the range touches on the clock in `zone`, as it names them: without looking for their
    /// instants, of which a day that a zone leaves out has none.
    pub(crate) fn days(self, fields: &mut Fields, zone: &TimeZone) -> Option<Range<Date>> {
        let Range { start, end } = self.locals(fields, zone)?;
        let after = |end: DateTime| {
            if end == midnight(end.date()) { end.date() } else { next_day(end.date()) }
        };
        Some(Range { start: start.map(DateTime::date), end: end.map(after) })
    }

    fn read<T: Copy + PartialOrd>(
        self,
        fields: &mut Fields,
        read: impl Fn(End) -> Result<T, Invalid>,
    ) -> Option<Range<T>> {
        let take = |text: Option<&str>| text.map(|text| End::parse(text).and_then(&read));
        let start = fields.take("/start", take(self.start).transpose());
        let end = fields.take("/end", take(self.end).transpose());
        let (start, end) = (start?, end?);
        if let (Some(start), Some(end)) = (start, end)
            && end <= start
        {
            let detail = "end must be after start";
            fields.refuse("/end", Invalid::new("end_before_start", detail));
            return None;
        }
        Some(Range { start, end })
    }
}

/// Reads `start` and `end` as instants, or instead of them what was called `from` and `to` before and
/// takes no dates.
pub(crate) fn instants(
    fields: &mut Fields,
    ends: Ends<'_>,
    [from, to]: [&Option<String>; 2],
    zone: &TimeZone,
) -> Option<Range<Timestamp>> {
    let instant =
        |text: &Option<String>| text.as_deref().map(|text| parse_instant(text, zone)).transpose();
    let ends = ends.alone(fields, [("from", from), ("to", to)]);
    let former = (fields.take("/from", instant(from)), fields.take("/to", instant(to)));
    let Range { start, end } = ends.instants(fields, zone)?;
    Some(Range { start: start.or(former.0?), end: end.or(former.1?) })
}

#[cfg(test)]
mod tests {
    use jiff::tz::{TimeZone, offset};

    use super::Ends;
    use crate::http::fields::Fields;

    fn zone() -> TimeZone {
        TimeZone::fixed(offset(2))
    }

    fn written(text: &str) -> Option<String> {
        (!text.is_empty()).then(|| text.to_owned())
    }

    #[test]
    fn each_end_is_a_date_an_instant_or_a_local_time() {
        for (start, end, instants, locals, days) in [
            (
                "2026-03-05",
                "2026-03-06",
                ["2026-03-04T22:00:00Z", "2026-03-05T22:00:00Z"],
                ["2026-03-05T00:00:00", "2026-03-06T00:00:00"],
                ["2026-03-05", "2026-03-06"],
            ),
            (
                "2026-03-05T22:30:00Z",
                "2026-03-06T09:00",
                ["2026-03-05T22:30:00Z", "2026-03-06T07:00:00Z"],
                ["2026-03-06T00:30:00", "2026-03-06T09:00:00"],
                ["2026-03-06", "2026-03-07"],
            ),
        ] {
            let (start, end) = (written(start), written(end));
            let ends = Ends::new(start.as_ref(), end.as_ref());
            let mut fields = Fields::default();
            let range = ends.instants(&mut fields, &zone()).unwrap();
            let texts = [range.start, range.end].map(|end| end.unwrap().to_string());
            assert_eq!(texts, instants);
            let range = ends.locals(&mut fields, &zone()).unwrap();
            let texts = [range.start, range.end].map(|end| end.unwrap().to_string());
            assert_eq!(texts, locals);
            let range = ends.days(&mut fields, &zone()).unwrap();
            assert_eq!([range.start, range.end].map(|end| end.unwrap().to_string()), days);
            fields.finish().unwrap();
        }
    }

    #[test]
    fn an_empty_or_reversed_range_and_what_is_no_time_are_refused() {
        for (start, end, pointer, code) in [
            ("2026-03-05", "2026-03-05", "/end", "end_before_start"),
            ("2026-03-05", "2026-03-04T21:00:00Z", "/end", "end_before_start"),
            ("tomorrow", "2026-03-05", "/start", "invalid_date"),
            ("2026-03-05", "2026-03-05T25:00", "/end", "invalid_instant"),
        ] {
            let (start, end) = (written(start), written(end));
            let mut fields = Fields::default();
            let range = Ends::new(start.as_ref(), end.as_ref()).instants(&mut fields, &zone());
            assert_eq!(range, None);
            let problem = fields.finish().unwrap_err();
            let [error] = problem.errors() else { unreachable!("{problem:?}") };
            assert_eq!((error.pointer.as_str(), error.code), (pointer, code));
        }
    }

    #[test]
    fn a_range_may_be_open_and_is_named_in_one_way() {
        let (start, from) = (written("2026-03-05"), written("2026-03-05"));
        let mut fields = Fields::default();
        let ends =
            Ends::new(start.as_ref(), None).alone(&mut fields, [("from", &from), ("to", &None)]);
        assert_eq!(ends.locals(&mut fields, &zone()).unwrap().end, None);
        let problem = fields.finish().unwrap_err();
        assert_eq!(problem.errors()[0].code, "conflicting_parameters");
        let mut fields = Fields::default();
        Ends::new(None, None).alone(&mut fields, [("from", &from), ("to", &from)]);
        fields.finish().unwrap();
    }
}

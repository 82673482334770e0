//! Making events of templates.

use jiff::Timestamp;

use super::{Template, Times};
use crate::{
    Invalid, Patch,
    event::{EventDraft, Moment, TimingPatch, Unsound, When},
    settings::Zone,
};

impl Template {
    /// Makes an event that begins at `start`, in no calendar yet. A local time is read in `zone`.
    ///
    /// A timed template that is given a day takes its own time of that day. The event ends when
    /// the template's minutes have passed, whatever a change of the clock does meanwhile.
    ///
    /// # Errors
    /// At `start`: `missing_start_time`, `not_a_date`, and what [`EventDraft::parse`] refuses of an
    /// event that begins there.
    pub fn event(&self, start: Moment, zone: &Zone) -> Result<EventDraft, Unsound> {
        let timing = TimingPatch {
            all_day: Some(self.times.all_day()),
            start: Some(self.begin(start)?),
            ..TimingPatch::default()
        };
        let lasts = self.times.duration();
        let end = match timing.clone().apply(None, zone)?.when {
            When::Timed { start, .. } => {
                Moment::At(start.saturating_add(lasts).unwrap_or(Timestamp::MAX))
            }
            When::Days { start, .. } => Moment::Day(start.saturating_add(lasts)),
        };
        let timing = TimingPatch { end: Patch::Set(end), ..timing };
        let rule = self.rule.clone();
        let event = EventDraft::parse(self.content.clone(), timing, rule, None, zone);
        // The template is sound by itself: where it can't begin is what is wrong.
        event.map_err(|unsound| Unsound::new("start", unsound.invalid))
    }

    fn begin(&self, start: Moment) -> Result<Moment, Unsound> {
        let (Times::Timed { start: time, .. }, Moment::Day(day)) = (&self.times, start) else {
            return Ok(start);
        };
        let missing = || {
            let detail = "the template has no start_time, so start needs a time";
            Unsound::new("start", Invalid::new("missing_start_time", detail))
        };
        time.map(|time| Moment::Local(day.to_datetime(time))).ok_or_else(missing)
    }
}

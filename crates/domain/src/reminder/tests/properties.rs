//! The state machine beside a simulation that does every moment when it comes.

use jiff::{SignedDuration, Timestamp};
use proptest::{collection::vec, prelude::*, sample::select};

use super::{at, schedule};
use crate::reminder::{Fired, Reminder, Schedule, State};

/// What somebody does, and how many minutes after what came before.
#[derive(Debug, Clone, Copy)]
enum Step {
    Look,
    Dismiss,
    Snooze(i64),
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let step = prop_oneof![
        3 => Just(Step::Look),
        1 => Just(Step::Dismiss),
        2 => (1..4000_i64).prop_map(Step::Snooze),
    ];
    vec((0..3000_i64, step), 1..25)
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let rules = vec![
        None,
        Some("FREQ=DAILY"),
        Some("FREQ=DAILY;BYHOUR=1,2,3;COUNT=20"),
        Some("FREQ=WEEKLY;BYDAY=MO,SU"),
        Some("FREQ=MONTHLY;BYMONTHDAY=29,30"),
    ];
    let firsts = vec!["2026-03-27T02:30", "2026-03-29T02:30", "2026-10-24T02:30:10"];
    (select(firsts), select(rules)).prop_map(|(first, rule)| schedule(first, "Europe/Vienna", rule))
}

/// Goes through every moment one by one.
struct Simulation {
    moments: Vec<(Timestamp, Fired)>,
    current: Option<Fired>,
    dismissed: bool,
    snoozed: Option<Timestamp>,
    once: bool,
}

impl Simulation {
    fn new(schedule: &Schedule, begin: Timestamp, end: Timestamp) -> Self {
        let mut moments = Vec::new();
        let mut next = schedule.begin(begin);
        while let Some(moment) = next.filter(|moment| moment.at <= end) {
            // Of two that a gap moves to one instant, the later one counts.
            let last = schedule.around(moment.at, moment.at).latest.unwrap_or(moment);
            let fired = Fired { occurrence: last.local, generation: 0, at: moment.at };
            moments.push((moment.at, fired));
            next = schedule.next_after(moment.at);
        }
        moments.reverse();
        let once = !schedule.recurs();
        Self { moments, current: None, dismissed: false, snoozed: None, once }
    }

    /// Lets time pass and returns the last that fired.
    fn pass(&mut self, now: Timestamp) -> Option<Fired> {
        let mut last = None;
        loop {
            let moment = self.moments.last().map(|(at, _)| *at).filter(|&at| at <= now);
            let snooze = self.snoozed.filter(|&until| until <= now);
            let fired = match (moment, snooze) {
                (Some(at), snooze) if snooze.is_none_or(|until| at <= until) => {
                    self.moments.pop().map(|(_, fired)| fired)
                }
                (_, Some(until)) => self.current.map(|fired| Fired { at: until, ..fired }),
                _ => return last,
            };
            (self.current, self.dismissed, self.snoozed, last) = (fired, false, None, fired);
        }
    }

    fn take_up(&mut self) -> bool {
        if self.once && self.current.is_none() {
            self.current = self.moments.pop().map(|(_, fired)| fired);
        }
        self.current.is_some()
    }

    fn due(&self) -> Option<(Timestamp, u32)> {
        let fired = self.current.filter(|_| !self.dismissed && self.snoozed.is_none())?;
        Some((fired.at, fired.generation))
    }
}

fn due(state: &State) -> Option<(Timestamp, u32)> {
    state.due_since().map(|since| (since, state.snooze_generation))
}

proptest! {
    #[test]
    fn the_state_is_that_of_a_simulation(schedule in schedules(), steps in steps()) {
        let begin = at("2026-03-26T00:00:00Z");
        let minutes = |steps: &[(i64, Step)]| steps.iter().map(|(wait, _)| wait).sum::<i64>();
        // Once around the clock change of March, once around that of October.
        for start in [begin, at("2026-10-23T00:00:00Z")] {
            let end = start + SignedDuration::from_mins(minutes(&steps));
            let mut simulation = Simulation::new(&schedule, start, end + SignedDuration::from_hours(24 * 400));
            let mut reminder: Reminder = super::reminder(schedule.clone(), &start.to_string());
            let mut lazy = reminder.clone();
            let mut now = start;
            for &(wait, step) in &steps {
                now += SignedDuration::from_mins(wait);
                prop_assert_eq!(reminder.fire(now), simulation.pass(now));
                prop_assert_eq!(due(&reminder.state), simulation.due());
                let recurs = reminder.recurs();
                match step {
                    // A worker that doesn't look now makes no difference later.
                    Step::Look => continue,
                    Step::Dismiss => {
                        lazy.fire(now);
                        let dismissed = reminder.state.dismiss(recurs);
                        prop_assert_eq!(lazy.state.dismiss(recurs), dismissed);
                        let known = simulation.take_up();
                        prop_assert_eq!(dismissed, match (known, simulation.dismissed) {
                            (true, false) => Ok(true),
                            (true, true) if !recurs => Ok(false),
                            _ => Err(crate::reminder::NothingDue),
                        });
                        simulation.dismissed |= known;
                        simulation.snoozed = simulation.snoozed.filter(|_| !known);
                    }
                    Step::Snooze(minutes) => {
                        lazy.fire(now);
                        let until = now + SignedDuration::from_mins(minutes);
                        let snoozed = reminder.state.snooze(until, recurs);
                        prop_assert_eq!(lazy.state.snooze(until, recurs), snoozed);
                        prop_assert_eq!(snoozed.is_ok(), simulation.take_up());
                        if let Some(fired) = simulation.current.as_mut() {
                            fired.generation += 1;
                            (simulation.dismissed, simulation.snoozed) = (false, Some(until));
                        }
                    }
                }
                prop_assert_eq!(&lazy.state, &reminder.state);
                prop_assert_eq!(due(&reminder.state), simulation.due());
            }
        }
    }
}

//! What is done by the clock.
//!
//! Each process that runs workers does it: everything here deletes what has run out or makes up
//! for what was left undone, so doing it twice, or in two processes at once, does no harm.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use umbra_app::App;
use umbra_domain::report::chain;

use crate::{queue::Queue, stop::Stop};

/// How often to look whether something is due.
const TICK: Duration = Duration::from_secs(30);

/// How long a done job is kept. Until it is forgotten, its fact can't become a job again.
const KEEP_DONE: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a job that was given up is kept for somebody to look at.
const KEEP_GIVEN_UP: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Something done by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Duty {
    /// Deletes sessions, failed attempts and kept answers that have run out.
    PurgeExpired,
    /// Deletes old jobs and dead workers from the queue's tables.
    ForgetJobs,
    /// Finds instants anew after a new zone database, a second time.
    KeepOnClocks,
    /// Mirrors audit entries whose job was lost or given up: nobody is told of them again.
    MirrorAuditLog,
    /// Deletes audit entries that are older than they are kept.
    TrimAuditLog,
    /// Brings what SQLite has in its log into the database's file.
    Checkpoint,
}

/// Every duty and how often it is done.
const DUTIES: [(Duty, SignedDuration); 6] = [
    (Duty::PurgeExpired, SignedDuration::from_mins(10)),
    (Duty::ForgetJobs, SignedDuration::from_hours(1)),
    (Duty::KeepOnClocks, SignedDuration::from_hours(1)),
    (Duty::MirrorAuditLog, SignedDuration::from_hours(1)),
    (Duty::TrimAuditLog, SignedDuration::from_hours(1)),
    (Duty::Checkpoint, SignedDuration::from_mins(1)),
];

/// When each duty is due next.
#[derive(Debug)]
struct Schedule([Timestamp; DUTIES.len()]);

impl Schedule {
    /// Makes each duty due first at `first`.
    const fn starting(first: Timestamp) -> Self {
        Self([first; DUTIES.len()])
    }

    /// Takes the duties that are due, each once however many of its times have passed.
    fn take_due(&mut self, now: Timestamp) -> Vec<Duty> {
        let mut due = Vec::new();
        for (next, (duty, every)) in self.0.iter_mut().zip(DUTIES) {
            let following = now.saturating_add(every).unwrap_or(Timestamp::MAX);
            // A clock that was set back must not make a duty wait for the time it had shown.
            if *next <= now || *next > following {
                due.push(duty);
                *next = following;
            }
        }
        due
    }
}

/// Does what is due until stopped.
pub(crate) async fn keep_house(app: Arc<App>, queue: Queue, mut stop: Stop) {
    // Processes that start together shouldn't do it together.
    let mut chance = [0_u8; 1];
    app.entropy().fill(&mut chance);
    let first = app.now() + Duration::from_secs(u64::from(chance[0]));
    let mut schedule = Schedule::starting(first);
    loop {
        tokio::select! {
            () = stop.wait() => return,
            () = tokio::time::sleep(TICK) => {}
        }
        for duty in schedule.take_due(app.now()) {
            perform(duty, &app, &queue).await;
        }
    }
}

async fn perform(duty: Duty, app: &App, queue: &Queue) {
    let done = match duty {
        Duty::PurgeExpired => match app.purge_expired().await {
            Ok(purged) => {
                tracing::debug!(?purged, "purged what has run out");
                Ok(())
            }
            Err(error) => Err(chain(&error)),
        },
        Duty::ForgetJobs => match queue.forget(KEEP_DONE, KEEP_GIVEN_UP).await {
            Ok(jobs) => {
                tracing::debug!(jobs, "forgot old jobs");
                Ok(())
            }
            Err(error) => Err(chain(&error)),
        },
        Duty::KeepOnClocks => app.keep_on_clocks().await.map(drop).map_err(|error| chain(&error)),
        Duty::MirrorAuditLog => app.mirror_audit_log().await.map_err(|error| chain(&error)),
        Duty::TrimAuditLog => match app.trim_audit_log().await {
            Ok(entries) => {
                tracing::debug!(entries, "deleted old audit entries");
                Ok(())
            }
            Err(error) => Err(chain(&error)),
        },
        Duty::Checkpoint => app.checkpoint().await.map_err(|error| chain(&error)),
    };
    if let Err(error) = done {
        tracing::warn!(?duty, error, "housekeeping failed; it is due again later");
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, ToSpan};

    use super::{Duty, Schedule};

    const ALL: [Duty; 6] = [
        Duty::PurgeExpired,
        Duty::ForgetJobs,
        Duty::KeepOnClocks,
        Duty::MirrorAuditLog,
        Duty::TrimAuditLog,
        Duty::Checkpoint,
    ];

    #[test]
    fn each_duty_is_done_at_its_own_pace() {
        let start = Timestamp::UNIX_EPOCH;
        let mut schedule = Schedule::starting(start);
        assert_eq!(schedule.take_due(start), ALL);
        assert_eq!(schedule.take_due(start + 59.seconds()), []);
        assert_eq!(schedule.take_due(start + 9.minutes()), [Duty::Checkpoint]);
        assert_eq!(schedule.take_due(start + 10.minutes()), [Duty::PurgeExpired, Duty::Checkpoint]);
        assert_eq!(schedule.take_due(start + 60.minutes()), ALL);
    }

    #[test]
    fn times_missed_are_made_up_for_once() {
        let start = Timestamp::UNIX_EPOCH;
        let mut schedule = Schedule::starting(start);
        schedule.take_due(start);
        assert_eq!(schedule.take_due(start + 72.hours()), ALL);
        assert_eq!(schedule.take_due(start + 72.hours()), []);
    }

    #[test]
    fn a_clock_that_is_set_back_doesnt_stop_housekeeping() {
        let start = Timestamp::UNIX_EPOCH;
        let mut schedule = Schedule::starting(start + 240.hours());
        schedule.take_due(start + 240.hours());
        assert_eq!(schedule.take_due(start), ALL);
        assert_eq!(schedule.take_due(start + 59.seconds()), []);
    }
}

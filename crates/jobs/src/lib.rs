//! Workers, schedules and the outbox relay.
//!
//! A use case writes a fact into the outbox in its own transaction ([`umbra_domain::fact`]). The
//! *relay* turns each fact into a job of the queue, with the outbox id as idempotency key, and
//! forgets the fact; a *worker* claims jobs, reloads what they are about and acts through
//! [`umbra_app::App`]. So a job exists exactly if its change was committed, and is acted on at
//! least once: whoever acts has to bear a repetition, which only a crash causes.
//!
//! apalis keeps the queue: its tables, claiming, heartbeats and the return of what a dead worker
//! had claimed. Running a job and writing down how it ended is done here, see [`Queue`].

mod act;
mod claimer;
mod clock;
mod delivery;
mod drain;
mod housekeeping;
mod job;
mod lag;
mod queue;
mod relay;
mod reminders;
mod run;
mod runner;
mod stop;
#[cfg(test)]
mod tests;
mod workers;

pub use delivery::deliver;
pub use drain::{DrainError, Drained, FailedJob, drain};
pub use queue::{Queue, QueueError};
pub use workers::{Stopped, WorkerSettings, Workers};

/// What workers record.
pub const METRICS: &[&[umbra_domain::metric::Metric]] =
    &[&run::METRICS, &lag::METRICS, &relay::METRICS, &reminders::METRICS, &delivery::METRICS];

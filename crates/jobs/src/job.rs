//! What the queue carries.

use std::{convert::Infallible, time::Duration};

use apalis::prelude::{Codec, FromRequest, Task};
use serde_json::{Value, json};
use umbra_domain::fact::Fact;

/// How often a job is tried before it is given up, not counting tries that ended with the process.
pub(crate) const TRIES: usize = 5;

/// Longer than any job waits for another try.
pub(crate) const MAX_WAIT: Duration = Duration::from_secs(15 * 60);

/// A job: a fact, which only names what it is about. What the job needs is loaded when it runs, so
/// it can't be out of date, and no secret lies in the queue.
///
/// `None` when a newer version wrote what this one can't read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Job(pub Option<Fact>);

/// Writes jobs as JSON, and reads whatever is stored: apalis's worker ends over a job that its
/// codec refuses, as would each one that claims it next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JobCodec;

impl Codec<Job> for JobCodec {
    type Error = Infallible;
    type Compact = Vec<u8>;

    fn encode(&self, job: &Job) -> Result<Vec<u8>, Infallible> {
        let content = match job.0 {
            Some(fact) => {
                let mut content = json!({"kind": fact.kind(), "subject": fact.subject()});
                if let Some(payload) = fact.payload() {
                    content["payload"] = payload.parse().unwrap_or_default();
                }
                content
            }
            None => Value::Null,
        };
        Ok(content.to_string().into_bytes())
    }

    fn decode(&self, stored: &Vec<u8>) -> Result<Job, Infallible> {
        let content: Value = serde_json::from_slice(stored).unwrap_or_default();
        let kind = content.get("kind").and_then(Value::as_str);
        let subject = content.get("subject").and_then(Value::as_i64);
        let payload = content.get("payload").map(Value::to_string);
        let fact = kind
            .zip(subject)
            .and_then(|(kind, subject)| Fact::from_stored(kind, subject, payload.as_deref()));
        Ok(Job(fact))
    }
}

/// A job that a worker has claimed and nobody else will run.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    /// The queue's id of it.
    pub id: String,
    /// Which try this is, from 1. Tries that ended with the process count.
    pub attempt: usize,
    /// How many of the earlier tries ended with the process.
    pub crashes: usize,
    /// What is to be done.
    pub job: Job,
}

impl Claimed {
    /// Reads what the queue says of a job. Each crash has given it a try more
    /// ([`Queue::take_over`](crate::queue::Queue::take_over)).
    pub(crate) fn of<Args>(task: &Task<Args>, attempt: usize, job: Job) -> Self {
        let id = task.task_id().map(ToString::to_string).unwrap_or_default();
        let crashes = task.max_attempts().unwrap_or(TRIES).saturating_sub(TRIES);
        Self { id, attempt, crashes, job }
    }
}

/// apalis has counted this try already.
impl FromRequest<Task<Job>> for Claimed {
    type Error = Infallible;

    async fn from_request(task: &Task<Job>) -> Result<Self, Infallible> {
        Ok(Self::of(task, task.attempt(), task.args))
    }
}

#[cfg(test)]
mod tests {
    use apalis::prelude::Codec;
    use serde_json::{Value, json};
    use umbra_domain::{
        AuditId, ReminderId, UserId,
        fact::{Fact, ReminderFired},
    };

    use super::{Job, JobCodec};

    #[test]
    fn a_job_comes_back_as_the_fact_it_was_made_from() {
        let job = Job(Some(Fact::AuditRecorded(AuditId(7))));
        let Ok(stored) = JobCodec.encode(&job);
        assert_eq!(stored, br#"{"kind":"audit_recorded","subject":7}"#);
        assert_eq!(JobCodec.decode(&stored), Ok(job));
    }

    #[test]
    fn a_job_keeps_what_a_fact_says_besides() {
        let fired = ReminderFired {
            reminder: ReminderId(7),
            owner: UserId(3),
            occurrence: "2026-03-29T02:30:00".parse().unwrap(),
            generation: 2,
        };
        let job = Job(Some(Fact::ReminderFired(fired)));
        let Ok(stored) = JobCodec.encode(&job);
        let payload = json!({"owner": 3, "occurrence": "2026-03-29T02:30:00", "generation": 2});
        let expected = json!({"kind": "reminder_fired", "subject": 7, "payload": payload});
        assert_eq!(serde_json::from_slice::<Value>(&stored).unwrap(), expected);
        assert_eq!(JobCodec.decode(&stored), Ok(job));
    }

    #[test]
    fn whatever_is_stored_can_be_read() {
        for stored in [
            r#"{"kind":"moon_landed","subject":1}"#,
            r#"{"kind":"audit_recorded","subject":"abc"}"#,
            r#"{"kind":"audit_recorded"}"#,
            r#"{"kind":"reminder_fired","subject":1}"#,
            r#"{"kind":"reminder_fired","subject":1,"payload":"soon"}"#,
            "[1, 2]",
            "null",
            "{",
            "",
        ] {
            assert_eq!(JobCodec.decode(&stored.as_bytes().to_vec()), Ok(Job(None)), "{stored}");
        }
    }
}

//! Answers of the weather's source, kept in the database for everybody.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use umbra_domain::weather::{Answer, Kept};
use umbra_store::weather as rows;

use super::WeatherError;
use crate::App;

/// How old an answer may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Age {
    /// Until then it is shown without asking again.
    pub fresh: SignedDuration,
    /// Until then it is shown, marked as stale, when no newer one can be had.
    pub usable: SignedDuration,
}

/// How long a process may take to ask; longer than the client outside waits.
const LEASE: SignedDuration = SignedDuration::from_secs(15);

/// How often somebody who has nothing to show looks whether another one who asks has an answer, and
/// how long they wait in between: ten seconds in all.
const LOOKS: u32 = 50;
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How long nobody asks after the first failure, twice as long after each further one, and at most.
const FIRST_RETRY: SignedDuration = SignedDuration::from_secs(30);
const LAST_RETRY: SignedDuration = SignedDuration::from_mins(15);

impl App {
    /// Answers from what is kept or, when that is too old, from outside. Of all who want it at the
    /// same time, in whichever process, one asks; the others get the old answer or wait.
    pub(super) async fn kept_answer<'a, T: Serialize + DeserializeOwned>(
        &self,
        key: &str,
        age: Age,
        ask: impl Fn() -> Answer<'a, T>,
    ) -> Result<Kept<T>, WeatherError> {
        let db = self.store.autocommit();
        for _ in 0..LOOKS {
            let now = self.clock.now();
            let found = rows::find(self.store.reader(), key).await?;
            let answer = found.as_ref().and_then(|found| found.answer.as_ref());
            let kept = answer.and_then(|(json, fetched_at)| open(json, *fetched_at, now, age));
            let kept = match kept {
                Some(fresh) if !fresh.is_stale => return Ok(fresh),
                stale => stale,
            };
            // An answer that can't be read is too old, whenever it came.
            let unreadable = answer.filter(|_| kept.is_none()).map(|(_, fetched_at)| *fetched_at);
            let fresh_after = unreadable.unwrap_or(Timestamp::MIN).max(now - age.fresh);
            if rows::claim(db, key, now, now + LEASE, fresh_after).await? {
                let failures = found.map_or(0, |found| found.failures);
                return self.ask_outside(key, failures, kept, ask()).await;
            }
            if let Some(stale) = kept {
                return Ok(stale);
            }
            let retry_at = found.and_then(|found| found.retry_at);
            if let Some(retry_after) = retry_at.and_then(|at| after(now, at)) {
                return Err(WeatherError::Unavailable { retry_after });
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err(WeatherError::Unavailable { retry_after: Duration::from_secs(5) })
    }

    /// Asks outside under a claim, and keeps what comes.
    async fn ask_outside<T: Serialize>(
        &self,
        key: &str,
        failures: u32,
        kept: Option<Kept<T>>,
        answer: Answer<'_, T>,
    ) -> Result<Kept<T>, WeatherError> {
        let db = self.store.autocommit();
        let answered = answer.await.and_then(|answer| match serde_json::to_string(&answer) {
            Ok(json) => Ok((answer, json)),
            Err(error) => Err(umbra_domain::weather::Unavailable(error.to_string())),
        });
        let now = self.clock.now();
        match answered {
            Ok((answer, json)) => {
                rows::keep(db, key, &json, now).await?;
                Ok(Kept { answer, fetched_at: now, is_stale: false })
            }
            Err(error) => {
                let wait = FIRST_RETRY * 2_i32.saturating_pow(failures.min(10));
                let wait = wait.min(LAST_RETRY);
                rows::fail(db, key, now, now + wait).await?;
                tracing::warn!(%error, failures = failures + 1, "no weather from outside");
                let retry_after = wait.unsigned_abs();
                kept.ok_or(WeatherError::Unavailable { retry_after })
            }
        }
    }
}

/// Reads an answer that is kept, unless it is too old to be shown.
pub(super) fn open<T: DeserializeOwned>(
    json: &str,
    fetched_at: Timestamp,
    now: Timestamp,
    age: Age,
) -> Option<Kept<T>> {
    let old = now.duration_since(fetched_at);
    let answer = serde_json::from_str(json).ok().filter(|_| old < age.usable)?;
    Some(Kept { answer, fetched_at, is_stale: old >= age.fresh })
}

/// Returns how long it is until then, if it is.
fn after(now: Timestamp, at: Timestamp) -> Option<Duration> {
    Duration::try_from(at.duration_since(now)).ok().filter(|wait| !wait.is_zero())
}

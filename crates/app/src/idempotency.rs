//! Doing a thing once, however often it is asked for.

use std::{fmt, time::Duration};

use umbra_domain::{Invalid, UserId};
pub use umbra_store::idempotency::Answer;
use umbra_store::{
    StoreError, Tx,
    idempotency::{self, Seen},
};

use crate::App;

/// How long a first answer is replayed.
pub const RETENTION: Duration = Duration::from_secs(24 * 60 * 60);

/// An `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): 1 to 255 visible ASCII
/// characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Checks a key.
    ///
    /// # Errors
    /// `invalid_idempotency_key`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let sound = (1..=255).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_graphic());
        sound.then(|| Self(raw.to_owned())).ok_or_else(|| {
            Invalid::new(
                "invalid_idempotency_key",
                "Idempotency-Key must be 1 to 255 visible ASCII characters",
            )
        })
    }
}

/// A request that must have its effect only once.
pub struct Once<T> {
    /// What the client calls the request.
    pub key: IdempotencyKey,
    /// Hash of method, path and body: tells a retry from another request under the same key.
    pub fingerprint: [u8; 32],
    /// Writes the answer down that a repeated request gets.
    pub render: Box<dyn Fn(&T) -> Answer + Send + Sync>,
}

impl<T> fmt::Debug for Once<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, fingerprint, render: _ } = self;
        f.debug_struct("Once")
            .field("key", key)
            .field("fingerprint", fingerprint)
            .finish_non_exhaustive()
    }
}

/// How a request that must have its effect only once went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It was done now.
    Done(T),
    /// It had been done before; this is the first answer.
    Replayed(Answer),
}

impl<T> Outcome<T> {
    /// Makes something else of what was done now.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Done(value) => Outcome::Done(change(value)),
            Self::Replayed(answer) => Outcome::Replayed(answer),
        }
    }

    /// Returns what was done now; `None` when it had been done before.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(value) => Some(value),
            Self::Replayed(_) => None,
        }
    }
}

/// Why such a request was refused.
#[derive(Debug, thiserror::Error)]
pub enum OnceError<E> {
    /// The key was used for a different request.
    #[error("the idempotency key was used for a different request")]
    Reused,
    /// The first request with this key isn't answered yet.
    #[error("a request with this idempotency key is still being worked on")]
    InFlight,
    /// The work itself failed.
    #[error(transparent)]
    Work(E),
}

impl<E: From<StoreError>> From<StoreError> for OnceError<E> {
    fn from(error: StoreError) -> Self {
        Self::Work(E::from(error))
    }
}

impl App {
    /// Does `work` in a transaction. With a key, the answer to it is kept in the same transaction:
    /// either both are there or neither is, whatever crashes; and what was done before under this
    /// key isn't done again.
    pub(crate) async fn once<T, E>(
        &self,
        who: UserId,
        once: Option<Once<T>>,
        work: impl AsyncFnOnce(&Tx) -> Result<T, E>,
    ) -> Result<Outcome<T>, OnceError<E>>
    where
        E: From<StoreError>,
    {
        let Some(once) = once else {
            let done = self.store.write(work).await;
            return done.map(Outcome::Done).map_err(OnceError::Work);
        };
        let now = self.clock.now();
        let key = once.key.0.as_str();
        let lock = self.lock_number(who, key);
        self.store
            .write(async |tx| {
                match idempotency::claim(tx, who, key, lock, now - RETENTION).await? {
                    Seen::InFlight => return Err(OnceError::InFlight),
                    Seen::Answered { fingerprint, answer } => {
                        return if fingerprint == once.fingerprint {
                            Ok(Outcome::Replayed(answer))
                        } else {
                            Err(OnceError::Reused)
                        };
                    }
                    Seen::First => {}
                }
                let done = work(tx).await.map_err(OnceError::Work)?;
                let answer = (once.render)(&done);
                let kept = idempotency::keep(tx, who, key, &once.fingerprint, &answer, now).await;
                kept.map_err(StoreError::signed_out)?;
                Ok(Outcome::Done(done))
            })
            .await
    }

    fn lock_number(&self, who: UserId, key: &str) -> i64 {
        let hash = self.keys.blind_index("idempotency", &[&who.0.to_be_bytes(), key.as_bytes()]);
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        i64::from_be_bytes(first)
    }
}

#[cfg(test)]
mod tests {
    use super::IdempotencyKey;

    #[test]
    fn a_key_is_visible_ascii_of_bounded_length() {
        assert!(IdempotencyKey::parse("8e03978e-40d5-43dd-bc93-6894a57f9324").is_ok());
        for bad in ["", "a b", "ä", "a\n", &"x".repeat(256)] {
            assert_eq!(IdempotencyKey::parse(bad).unwrap_err().code, "invalid_idempotency_key");
        }
    }
}

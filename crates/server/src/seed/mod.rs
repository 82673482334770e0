//! A believable household to look at: two adults, their grown-up child and a neighbour, with months of
//! data, what they share, and what they don't.
//!
//! Everything is made through the same use cases as the API, on a clock that is moved through the
//! months, and from a fixed series of numbers: two seeded databases tell the same story.

mod acquaintances;
mod appointments;
mod clock;
mod dice;
mod household;
mod present;
mod projects;
mod routine;
mod story;
mod together;

use std::sync::Arc;

use umbra_app::{
    App,
    idempotency::{OnceError, Outcome},
};

pub use clock::MovedClock;
pub use household::{PASSWORD, Seeded};

use crate::failure::Failure;

/// Fills an empty database with the demo household, ending now.
///
/// # Errors
/// [`Failure::NotEmpty`] when there are accounts, [`Failure::Seed`] when a use case refuses.
pub async fn seed(app: App) -> Result<Seeded, Failure> {
    if !app.status(None).await.map_err(Failure::Store)?.setup_required {
        return Err(Failure::NotEmpty);
    }
    let clock = Arc::new(MovedClock::months_before(app.now()));
    let app = app.with_clock(Arc::clone(&clock) as Arc<_>);
    household::fill(&app, &clock).await
}

/// Takes what was made without an idempotency key, and so now.
fn made<T, E: std::error::Error + Send + Sync + 'static>(
    outcome: Result<Outcome<T>, OnceError<E>>,
) -> Result<T, Failure> {
    let outcome = outcome.map_err(Failure::seed)?;
    outcome.done().ok_or_else(|| Failure::seed(OnceError::<E>::Reused))
}

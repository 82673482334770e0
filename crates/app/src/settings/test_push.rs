//! Sending a person a test.

use std::time::Duration;

use jiff::SignedDuration;
use umbra_domain::{
    UserId,
    allowance::Allowance,
    notification::test_message,
    push::{Priority, Push, PushError, SequenceId, ServerUrl},
};
use umbra_store::{StoreError, settings};

use crate::{App, push::NoTarget};

/// Five at once, and one a minute in the long run: enough to find a typing error, and nothing to fill
/// anybody's topic with.
const TESTS: Allowance = Allowance { each: SignedDuration::from_mins(1), at_once: 5 };

/// Why a test didn't get through.
#[derive(Debug, thiserror::Error)]
pub enum TestPushError {
    /// There is nowhere to send it.
    #[error(transparent)]
    NoTarget(#[from] NoTarget),
    /// There were too many tests lately.
    #[error("too many tests were sent lately")]
    TooOften {
        /// When to try again.
        retry_after: Duration,
    },
    /// It was not handed over.
    #[error(transparent)]
    Push(#[from] PushError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Sends a test with the caller's settings, also while messages to their phone are switched off,
    /// and returns which server took it.
    ///
    /// # Errors
    /// [`TestPushError`].
    pub async fn test_push(&self, who: UserId) -> Result<ServerUrl, TestPushError> {
        let pusher = self.pusher().ok_or(NoTarget::Off)?;
        let settings = self.settings(who).await?;
        let target = self.push_target_of(who, &settings.ntfy)?;
        self.spend_test(who).await?;
        let text = test_message(&settings.locale);
        let push = Push {
            title: text.title,
            body: text.body.unwrap_or_default(),
            priority: Priority::Default,
            tags: vec!["white_check_mark".to_owned()],
            click: Some(self.settings.public_url.clone()),
            actions: Vec::new(),
            sequence: self.fresh_sequence(),
        };
        let pushed = pusher.publish(&target, &push).await;
        let result = pushed.as_ref().map_or_else(|error| error.fault().code(), |()| "sent");
        tracing::info!(user.id = %who, result, "a test was pushed");
        pushed?;
        Ok(target.server)
    }

    /// Spends one test of a person's allowance.
    async fn spend_test(&self, who: UserId) -> Result<(), TestPushError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let used_until = settings::tests_used_until(tx, who).await?;
                let used_until = TESTS.spend(used_until, now).map_err(|wait| {
                    let retry_after = Duration::try_from(wait).unwrap_or_default();
                    TestPushError::TooOften { retry_after }
                })?;
                Ok(settings::spend_tests(tx, who, used_until).await?)
            })
            .await
    }

    /// Names a message that takes no other one's place.
    fn fresh_sequence(&self) -> SequenceId {
        let mut bytes = [0; 16];
        self.entropy.fill(&mut bytes);
        SequenceId::of_bytes(&bytes)
    }
}

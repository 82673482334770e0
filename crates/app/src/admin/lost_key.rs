//! Going on without a secret key that is lost.

use umbra_auth::Purpose;
use umbra_domain::{UserId, audit::Action};
use umbra_store::{
    StoreError, Tx, backup_code,
    key_check::{self, KeyCheck},
    session, settings, totp, user,
};

use crate::App;

/// How many rows are read at once.
const BATCH: u64 = 200;

/// What entries say of why.
const LOST: &str = "the secret key is lost";

impl App {
    /// Lists whose TOTP secrets don't open with any key that is listed.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn operator_unopened(&self) -> Result<Vec<UserId>, StoreError> {
        let mut unopened = Vec::new();
        let mut after = UserId(0);
        loop {
            let rows = totp::sealed_after(self.store.reader(), after, BATCH).await?;
            let Some((last, _)) = rows.last() else { return Ok(unopened) };
            after = *last;
            let lost = rows.into_iter().filter(|(owner, sealed)| !self.opens(*owner, sealed));
            unopened.extend(lost.map(|(owner, _)| owner));
        }
    }

    /// Lets the database belong to the present key. TOTP secrets that don't open are deleted with
    /// their backup codes, and their owners have to set TOTP up again when they next sign in; access
    /// tokens for ntfy that don't open are forgotten.
    /// Returns how many those were.
    ///
    /// Begun anew after a crash, it goes on where it was.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; what was committed stays.
    pub async fn operator_replace_lost_key(&self) -> Result<usize, StoreError> {
        let unopened = self.operator_unopened().await?;
        for owner in &unopened {
            self.forget_unopened(*owner).await?;
        }
        self.forget_unopened_tokens().await?;
        let check = KeyCheck {
            key_id: self.keys.id().to_string(),
            value: self.keys.check_value().to_vec(),
        };
        self.store
            .write(async |tx| {
                key_check::put(tx, &check).await?;
                self.record(tx, self.operator_entry(Action::RotateKeys, None, LOST)).await
            })
            .await?;
        self.ring_outbox();
        Ok(unopened.len())
    }

    async fn forget_unopened(&self, owner: UserId) -> Result<(), StoreError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let Some(account) = user::lock(tx, owner).await? else { return Ok(()) };
                session::end_others(tx, owner, None).await?;
                let Some(secret) = totp::lock(tx, owner).await? else { return Ok(()) };
                if self.opens(owner, &secret.sealed) {
                    return Ok(());
                }
                totp::delete(tx, owner).await?;
                backup_code::delete_all(tx, owner).await?;
                user::set_code_failures(tx, owner, 0).await?;
                // Who had a second factor shall have one again, before anything else.
                let enforce = account.mfa_enforce_pending || secret.is_confirmed;
                user::factors_changed(tx, owner, enforce, now).await?;
                self.record(tx, self.operator_entry(Action::DisableMfa, Some(owner), LOST)).await
            })
            .await
    }

    /// Forgets access tokens for ntfy that don't open; their owners are without messages on their
    /// phones until they set them again, or may do without.
    async fn forget_unopened_tokens(&self) -> Result<(), StoreError> {
        let (now, mut after) = (self.clock.now(), UserId(0));
        loop {
            let rows = settings::sealed_tokens_after(self.store.reader(), after, BATCH).await?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            after = *last;
            for (owner, sealed) in rows {
                if self.seals.open(Purpose::NtfyToken, owner, sealed.as_str()).is_err() {
                    let forget =
                        async |tx: &Tx| settings::forget_token(tx, owner, &sealed, now).await;
                    self.store.write(forget).await?;
                }
            }
        }
    }

    fn opens(&self, owner: UserId, sealed: &str) -> bool {
        self.seals.open(Purpose::TotpSecret, owner, sealed).is_ok()
    }
}

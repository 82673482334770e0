//! Sealing the secrets at rest anew after the operator replaced the secret key.

use std::collections::BTreeMap;

use umbra_auth::{OpenError, Purpose};
use umbra_domain::{UserId, audit::Action};
use umbra_store::{StoreError, settings, totp};

use crate::App;

/// How many rows are read at once.
const BATCH: u64 = 200;

/// What sealing anew came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rotation {
    /// Secrets that were looked at.
    pub seen: u64,
    /// Secrets that were sealed anew.
    pub resealed: u64,
    /// TOTP secrets that don't open, and why.
    pub unopened: Vec<(UserId, OpenError)>,
    /// Access tokens for ntfy that don't open, and why.
    pub unopened_tokens: Vec<(UserId, OpenError)>,
    /// How many secrets each key seals afterwards, by the keys' ids.
    pub keys: Vec<(String, i64)>,
}

impl App {
    /// Seals every secret at rest anew that the current key didn't seal.
    ///
    /// Works beside running servers: a row is replaced only if it still is what was read. What a
    /// server that doesn't know the new key yet writes meanwhile is in [`Rotation::keys`], and
    /// another run takes care of it. A run after which nothing is left changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; batches that were committed stay.
    pub async fn operator_rotate_keys(&self) -> Result<Rotation, StoreError> {
        let mut rotation = Rotation::default();
        for purpose in Purpose::ALL {
            let mut after = UserId(0);
            loop {
                let rows = self.sealed_after(purpose, after).await?;
                let Some((last, _)) = rows.last() else { break };
                after = *last;
                rotation.seen += rows.len() as u64;
                self.reseal(purpose, &rows, &mut rotation).await?;
            }
        }
        rotation.keys = self.sealed_by().await?;
        let unopened = rotation.unopened.len() + rotation.unopened_tokens.len();
        let detail = format!("resealed={} unopened={unopened}", rotation.resealed);
        let entry = self.operator_entry(Action::RotateKeys, None, &detail);
        self.store.write(async |tx| self.record(tx, entry).await).await?;
        self.ring_outbox();
        Ok(rotation)
    }

    /// Counts what each key seals.
    async fn sealed_by(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let mut keys: BTreeMap<String, i64> = BTreeMap::new();
        let secrets = totp::count_by_key(self.store.reader()).await?;
        let tokens = settings::tokens_by_key(self.store.reader()).await?;
        for (key, count) in secrets.into_iter().chain(tokens) {
            *keys.entry(key).or_default() += count;
        }
        Ok(keys.into_iter().collect())
    }

    /// Reads one batch of what is sealed, in order of its owners.
    async fn sealed_after(
        &self,
        purpose: Purpose,
        after: UserId,
    ) -> Result<Vec<(UserId, String)>, StoreError> {
        let db = self.store.reader();
        match purpose {
            Purpose::TotpSecret => totp::sealed_after(db, after, BATCH).await,
            Purpose::NtfyToken => {
                let rows = settings::sealed_tokens_after(db, after, BATCH).await?;
                Ok(rows.into_iter().map(|(who, token)| (who, token.as_str().to_owned())).collect())
            }
        }
    }

    /// Seals one batch anew, in one short transaction.
    async fn reseal(
        &self,
        purpose: Purpose,
        rows: &[(UserId, String)],
        rotation: &mut Rotation,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut changes = Vec::new();
        for (owner, before) in rows {
            match self.seals.reseal(purpose, *owner, before, now) {
                Ok(Some(after)) => changes.push((*owner, before, after)),
                Ok(None) => {}
                Err(error) => match purpose {
                    Purpose::TotpSecret => rotation.unopened.push((*owner, error)),
                    Purpose::NtfyToken => rotation.unopened_tokens.push((*owner, error)),
                },
            }
        }
        if changes.is_empty() {
            return Ok(());
        }
        let resealed = self
            .store
            .write(async |tx| {
                let mut resealed = 0;
                for (owner, before, after) in &changes {
                    let replaced = match purpose {
                        Purpose::TotpSecret => totp::reseal(tx, *owner, before, after).await?,
                        Purpose::NtfyToken => {
                            settings::reseal_token(tx, *owner, before, after).await?
                        }
                    };
                    resealed += u64::from(replaced);
                }
                Ok::<_, StoreError>(resealed)
            })
            .await?;
        rotation.resealed += resealed;
        Ok(())
    }
}

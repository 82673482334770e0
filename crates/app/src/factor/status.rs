//! What the caller has set up.

use umbra_domain::UserId;
use umbra_store::{StoreError, backup_code, totp};

use crate::App;

/// The caller's TOTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TotpStatus {
    /// Whether it is switched on.
    pub enabled: bool,
    /// How many backup codes are left; 0 while it is off.
    pub backup_codes_remaining: u64,
}

impl App {
    /// Tells whether the caller's TOTP is on and how many backup codes are left.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn totp_status(&self, who: UserId) -> Result<TotpStatus, StoreError> {
        let db = self.store.reader();
        let enabled = totp::find(db, who).await?.is_some_and(|totp| totp.is_confirmed);
        let left = if enabled { backup_code::count(db, who).await? } else { 0 };
        Ok(TotpStatus { enabled, backup_codes_remaining: left })
    }
}

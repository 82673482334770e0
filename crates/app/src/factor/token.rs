//! The tokens of unfinished sign-ins.

use jiff::Timestamp;
use umbra_auth::MfaToken;
use umbra_domain::factor::TokenPurpose;
use umbra_store::{
    StoreError, Tx,
    mfa_token::{self, MfaTokenRow},
    user::{self, Account},
};

use crate::App;

/// How many wrong codes end a token.
const MAX_FAILURES: i64 = 5;

/// A token that counts: its hash and the account whose sign-in it is.
pub(super) struct LiveToken {
    pub hash: [u8; 32],
    pub account: Account,
}

fn counts(row: &MfaTokenRow, account: &Account, purpose: TokenPurpose, now: Timestamp) -> bool {
    row.purpose == purpose
        && row.expires_at > now
        && row.failures < MAX_FAILURES
        && row.credential_version == account.credential_version
        && account.is_active
}

impl App {
    /// Looks a token up without locking it; `None` when it doesn't count for this purpose.
    pub(super) async fn peek_token(
        &self,
        text: &str,
        purpose: TokenPurpose,
    ) -> Result<Option<LiveToken>, StoreError> {
        let Some(token) = MfaToken::parse(text) else { return Ok(None) };
        let hash = token.hash();
        let db = self.store.reader();
        let Some(row) = mfa_token::find(db, hash).await? else { return Ok(None) };
        let Some(account) = user::by_id(db, row.user).await? else { return Ok(None) };
        let live = counts(&row, &account, purpose, self.clock.now());
        Ok(live.then_some(LiveToken { hash, account }))
    }

    /// Locks the account and the token; `None` when the token doesn't count any more.
    pub(super) async fn lock_token(
        &self,
        tx: &Tx,
        peeked: &LiveToken,
        purpose: TokenPurpose,
    ) -> Result<Option<Account>, StoreError> {
        let Some(account) = user::lock(tx, peeked.account.id).await? else { return Ok(None) };
        let Some(row) = mfa_token::lock(tx, peeked.hash).await? else { return Ok(None) };
        let live = counts(&row, &account, purpose, self.clock.now());
        Ok(live.then_some(account))
    }
}

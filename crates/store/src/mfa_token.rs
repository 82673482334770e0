//! Tokens for a sign-in that isn't finished. Only their hashes are stored.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, EntityTrait, QuerySelect};
use umbra_domain::{UserId, factor::TokenPurpose};

use crate::{
    Autocommit, Read, StoreError, Tx, entity::mfa_token, instant, sql, tx::handle::Handle,
};

/// A token's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MfaTokenRow {
    /// Whose sign-in it is.
    pub user: UserId,
    /// What it is for.
    pub purpose: TokenPurpose,
    /// The account's credential version when it was made.
    pub credential_version: i64,
    /// Codes that failed with it.
    pub failures: i64,
    /// Until when it counts.
    pub expires_at: Timestamp,
}

/// Stores a token.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn create(tx: &Tx, token_hash: [u8; 32], row: &MfaTokenRow) -> Result<(), StoreError> {
    let model = mfa_token::ActiveModel {
        token_hash: Set(token_hash.to_vec()),
        user_id: Set(row.user.0),
        purpose: Set(row.purpose.as_str().to_owned()),
        credential_version: Set(row.credential_version),
        failures: Set(row.failures),
        expires_at: Set(instant::to_column(row.expires_at)),
    };
    mfa_token::Entity::insert(model).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Finds a token.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read, token_hash: [u8; 32]) -> Result<Option<MfaTokenRow>, StoreError> {
    let row = mfa_token::Entity::find_by_id(token_hash.to_vec()).one(db.db()).await?;
    row.map(to_row).transpose()
}

/// Finds a token and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock(tx: &Tx, token_hash: [u8; 32]) -> Result<Option<MfaTokenRow>, StoreError> {
    let found = mfa_token::Entity::find_by_id(token_hash.to_vec()).lock_exclusive();
    found.one(tx.db()).await?.map(to_row).transpose()
}

/// Counts a failed code.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn fail(tx: &Tx, token_hash: [u8; 32]) -> Result<(), StoreError> {
    let text = "UPDATE mfa_tokens SET failures = failures + 1 WHERE token_hash = $1";
    sql::execute(tx.db(), text, [token_hash.to_vec().into()]).await?;
    Ok(())
}

/// Uses a token up; tells whether it was still there.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn consume(tx: &Tx, token_hash: [u8; 32]) -> Result<bool, StoreError> {
    let text = "DELETE FROM mfa_tokens WHERE token_hash = $1";
    Ok(sql::execute(tx.db(), text, [token_hash.to_vec().into()]).await? == 1)
}

/// Deletes tokens that ran out; returns how many.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn purge(db: &Autocommit, now: Timestamp) -> Result<u64, StoreError> {
    let text = "DELETE FROM mfa_tokens WHERE expires_at <= $1";
    sql::execute(db.db(), text, [instant::to_column(now).into()]).await
}

fn to_row(row: mfa_token::Model) -> Result<MfaTokenRow, StoreError> {
    Ok(MfaTokenRow {
        user: UserId(row.user_id),
        purpose: TokenPurpose::from_stored(&row.purpose)
            .ok_or(StoreError::Corrupt("token purpose"))?,
        credential_version: row.credential_version,
        failures: row.failures,
        expires_at: instant::from_column(row.expires_at)?,
    })
}

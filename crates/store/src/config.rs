//! The server's switches: one row.

use sea_orm::{EntityTrait, FromQueryResult, QuerySelect};
use umbra_domain::{UserId, admin::ServerConfig};

use crate::{Read, StoreError, Tx, entity::server_config, sql, tx::handle::Handle};

/// Reads the switches.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read) -> Result<ServerConfig, StoreError> {
    let row = server_config::Entity::find_by_id(1).one(db.db()).await?;
    to_config(row)
}

/// What a status answer is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusRow {
    /// The switches.
    pub config: ServerConfig,
    /// Whether there is any account.
    pub any_user: bool,
    /// Whether the caller's TOTP is on.
    pub totp_enabled: bool,
    /// How many passkeys the caller has.
    pub passkey_count: i64,
    /// Whether the caller signs in with passkeys only.
    pub passwordless_enabled: bool,
}

#[derive(FromQueryResult)]
struct RawStatus {
    version: i64,
    allow_registration: bool,
    enforce_mfa_new_users: bool,
    allow_passwordless: bool,
    users: i64,
    totp: i64,
    passkeys: i64,
    passwordless: i64,
}

/// Reads the switches, whether there is any account, and the caller's factors, in one query.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn status(db: &impl Read, caller: Option<UserId>) -> Result<StatusRow, StoreError> {
    let text = "SELECT version, allow_registration, enforce_mfa_new_users, allow_passwordless, \
                (SELECT COUNT(*) FROM (SELECT 1 FROM users LIMIT 1) AS u) AS users, \
                (SELECT COUNT(*) FROM totp_secrets WHERE user_id = $1 \
                AND confirmed_at IS NOT NULL) AS totp, \
                (SELECT COUNT(*) FROM passkeys WHERE user_id = $1) AS passkeys, \
                (SELECT COUNT(*) FROM users WHERE id = $1 AND passwordless_enabled) \
                AS passwordless FROM server_config WHERE id = 1";
    let caller = caller.map_or(0, |user| user.0);
    let row: Option<RawStatus> = sql::one(db.db(), text, [caller.into()]).await?;
    let row = row.ok_or(StoreError::Corrupt("server configuration"))?;
    Ok(StatusRow {
        config: ServerConfig {
            version: row.version,
            allow_registration: row.allow_registration,
            enforce_mfa_new_users: row.enforce_mfa_new_users,
            allow_passwordless: row.allow_passwordless,
        },
        any_user: row.users > 0,
        totp_enabled: row.totp > 0,
        passkey_count: row.passkeys,
        passwordless_enabled: row.passwordless > 0,
    })
}

/// Reads the switches and locks them until the transaction ends. The set-up of the first admin
/// takes this lock too, so only one can win.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock(tx: &Tx) -> Result<ServerConfig, StoreError> {
    let row = server_config::Entity::find_by_id(1).lock_exclusive().one(tx.db()).await?;
    to_config(row)
}

/// Writes the switches and returns them with their new version.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn update(tx: &Tx, config: ServerConfig) -> Result<ServerConfig, StoreError> {
    let text = "UPDATE server_config SET version = version + 1, allow_registration = $1, \
                enforce_mfa_new_users = $2, allow_passwordless = $3 WHERE id = 1";
    let values = [
        config.allow_registration.into(),
        config.enforce_mfa_new_users.into(),
        config.allow_passwordless.into(),
    ];
    sql::execute(tx.db(), text, values).await?;
    Ok(ServerConfig { version: config.version + 1, ..config })
}

fn to_config(row: Option<server_config::Model>) -> Result<ServerConfig, StoreError> {
    let row = row.ok_or(StoreError::Corrupt("server configuration"))?;
    Ok(ServerConfig {
        version: row.version,
        allow_registration: row.allow_registration,
        enforce_mfa_new_users: row.enforce_mfa_new_users,
        allow_passwordless: row.allow_passwordless,
    })
}

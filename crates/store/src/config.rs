//! The server's switches: one row.

use jiff::Timestamp;
use sea_orm::{EntityTrait, FromQueryResult, QuerySelect};
use umbra_domain::{admin::ServerConfig, session::Identity};

use crate::{
    Read, StoreError, Tx,
    entity::server_config,
    instant,
    session::{IdentityRow, identity_columns},
    sql,
    tx::handle::Handle,
};

/// Reads the switches.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read) -> Result<ServerConfig, StoreError> {
    let row = server_config::Entity::find_by_id(1).one(db.db()).await?;
    to_config(row)
}

/// What a status answer is made of.
#[derive(Debug, Clone)]
pub struct StatusRow {
    /// The switches.
    pub config: ServerConfig,
    /// Whether there is any account.
    pub any_user: bool,
    /// Who is signed in, if anybody is.
    pub caller: Option<CallerStatus>,
}

/// Somebody who is signed in, with their factors.
#[derive(Debug, Clone)]
pub struct CallerStatus {
    /// The person and their session.
    pub identity: Identity,
    /// Whether their TOTP is on.
    pub totp_enabled: bool,
    /// How many passkeys they have.
    pub passkey_count: i64,
    /// Whether they sign in with passkeys only.
    pub passwordless_enabled: bool,
}

#[derive(FromQueryResult)]
struct RawStatus {
    version: i64,
    allow_registration: bool,
    enforce_mfa_new_users: bool,
    allow_passwordless: bool,
    any_user: bool,
    #[sea_orm(nested)]
    caller: Option<RawCaller>,
}

#[derive(FromQueryResult)]
struct RawCaller {
    #[sea_orm(nested)]
    identity: IdentityRow,
    totp_enabled: bool,
    passkey_count: i64,
    passwordless_enabled: bool,
}

/// Reads the switches, whether there is any account, and who is behind a token (as
/// [`crate::session::identify`] finds it) with their factors, in one query.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn status(
    db: &impl Read,
    token_hash: Option<[u8; 32]>,
    now: Timestamp,
    seen_after: Timestamp,
) -> Result<StatusRow, StoreError> {
    let text = concat!(
        "SELECT c.version, c.allow_registration, c.enforce_mfa_new_users, \
         c.allow_passwordless, EXISTS (SELECT 1 FROM users) AS any_user, ",
        identity_columns!(),
        ", EXISTS (SELECT 1 FROM totp_secrets t WHERE t.user_id = u.id \
         AND t.confirmed_at IS NOT NULL) AS totp_enabled, \
         (SELECT COUNT(*) FROM passkeys k WHERE k.user_id = u.id) AS passkey_count, \
         u.passwordless_enabled FROM server_config c \
         LEFT JOIN sessions s ON s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 \
         LEFT JOIN users u ON u.id = s.user_id AND u.is_active \
         LEFT JOIN settings p ON p.user_id = u.id WHERE c.id = 1",
    );
    let values = [
        token_hash.map(|hash| hash.to_vec()).into(),
        instant::to_column(now).into(),
        instant::to_column(seen_after).into(),
    ];
    let row: Option<RawStatus> = sql::one(db.db(), text, values).await?;
    let row = row.ok_or(StoreError::Corrupt("server configuration"))?;
    let caller = row.caller.map(|caller| {
        Ok::<_, StoreError>(CallerStatus {
            identity: caller.identity.into_identity(db.zones())?,
            totp_enabled: caller.totp_enabled,
            passkey_count: caller.passkey_count,
            passwordless_enabled: caller.passwordless_enabled,
        })
    });
    Ok(StatusRow {
        config: ServerConfig {
            version: row.version,
            allow_registration: row.allow_registration,
            enforce_mfa_new_users: row.enforce_mfa_new_users,
            allow_passwordless: row.allow_passwordless,
        },
        any_user: row.any_user,
        caller: caller.transpose()?,
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

//! What a sign-in reads: all of it in one query before the password is verified, and all of it
//! under locks in one query afterwards.

use sea_orm::{ConnectionTrait as _, DatabaseBackend, FromQueryResult};
use umbra_domain::UserId;

use crate::{
    Autocommit, StoreError, Tx,
    audit::{self, Head},
    counter::{self, CounterRow},
    entity::{audit_head, login_counter},
    sql,
    tx::handle::Handle,
    user::{self, Account},
};

/// What is known of a name before its password is verified.
#[derive(Debug)]
pub struct Known {
    /// The account of that name.
    pub account: Option<Account>,
    /// Whether it has TOTP switched on.
    pub has_totp: bool,
    /// Those of the counters that exist.
    pub counters: Vec<CounterRow>,
}

/// What a sign-in that proved its password goes on with, locked until the transaction ends.
#[derive(Debug)]
pub struct Locked {
    /// The account.
    pub account: Account,
    /// The counter of the attempt, if it still exists.
    pub counter: Option<CounterRow>,
    /// The end of the audit log's chain.
    pub head: Head,
}

/// The columns of an [`Account`], as [`AccountColumns`] reads them.
macro_rules! of_account {
    () => {
        "u.id, u.username, u.role, u.is_active, u.password_hash, u.must_change_password, \
         u.mfa_enforce_pending, u.passwordless_enabled, u.credential_version, u.code_failures, \
         u.passkey_handle"
    };
}

/// The columns of a counter.
macro_rules! of_counter {
    () => {
        "c.key, c.account_key, c.version, c.failures, c.pending, c.pending_since, \
         c.window_started_at, c.locked_until, c.updated_at"
    };
}

#[derive(FromQueryResult)]
struct AccountColumns {
    id: i64,
    username: String,
    role: String,
    is_active: bool,
    password_hash: String,
    must_change_password: bool,
    mfa_enforce_pending: bool,
    passwordless_enabled: bool,
    credential_version: i64,
    code_failures: i64,
    passkey_handle: Option<Vec<u8>>,
}

impl AccountColumns {
    fn into_account(self) -> Result<Account, StoreError> {
        Ok(Account {
            id: UserId(self.id),
            role: user::to_role(&self.role)?,
            username: self.username,
            is_active: self.is_active,
            password_hash: self.password_hash,
            must_change_password: self.must_change_password,
            mfa_enforce_pending: self.mfa_enforce_pending,
            passwordless_enabled: self.passwordless_enabled,
            credential_version: self.credential_version,
            code_failures: self.code_failures,
            passkey_handle: self.passkey_handle,
        })
    }
}

#[derive(FromQueryResult)]
struct KnownRow {
    #[sea_orm(nested)]
    account: Option<AccountColumns>,
    has_totp: bool,
    #[sea_orm(nested)]
    counter: Option<login_counter::Model>,
}

#[derive(FromQueryResult)]
struct LockedRow {
    #[sea_orm(nested)]
    account: AccountColumns,
    #[sea_orm(nested)]
    counter: login_counter::Model,
    last_id: i64,
    mac: Vec<u8>,
    mirrored_id: i64,
    mirror_due: bool,
}

/// Reads what is known of a name and of the counters that watch over attempts on it: one query,
/// the same whether there is such a name or not.
///
/// It is to be read where the next attempt is written: on SQLite other connections have to read
/// pages again after each change.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn look(
    db: &Autocommit,
    username_key: &str,
    counters: [[u8; 32]; 3],
) -> Result<Known, StoreError> {
    let text = concat!(
        "SELECT ",
        of_account!(),
        ", ",
        of_counter!(),
        ", t.confirmed_at IS NOT NULL AS has_totp FROM (SELECT 1 AS one) o \
         LEFT JOIN users u ON u.username_key = $1 \
         LEFT JOIN totp_secrets t ON t.user_id = u.id \
         LEFT JOIN login_counters c ON c.key IN ($2, $3, $4)",
    );
    let [first, second, third] = counters.map(|key| key.to_vec().into());
    let values = [user::sought(username_key).into(), first, second, third];
    let statement = sql::statement(db.db(), text, values);
    let rows = KnownRow::find_by_statement(statement).all(db.db()).await?;
    let mut known = Known { account: None, has_totp: false, counters: Vec::new() };
    for row in rows {
        known.has_totp = row.has_totp;
        known.counters.extend(row.counter.map(counter::to_row).transpose()?);
        if known.account.is_none() {
            known.account = row.account.map(AccountColumns::into_account).transpose()?;
        }
    }
    Ok(known)
}

/// Locks an account, the counter of the attempt to sign in and the end of the audit log's chain, in
/// this order; `None` when there is no such account any more.
///
/// After it only what belongs to the account may be changed: others wait for the chain.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock(
    tx: &Tx,
    id: UserId,
    counter_key: &[u8; 32],
) -> Result<Option<Locked>, StoreError> {
    macro_rules! text {
        ($lock:literal) => {
            concat!(
                "SELECT ",
                of_account!(),
                ", ",
                of_counter!(),
                ", h.last_id, h.mac, h.mirrored_id, h.mirror_due FROM users u \
                 CROSS JOIN login_counters c CROSS JOIN audit_head h \
                 WHERE u.id = $1 AND c.key = $2 AND h.id = 1",
                $lock,
            )
        };
    }
    let text = match tx.db().get_database_backend() {
        DatabaseBackend::Postgres => text!(" FOR UPDATE OF u, c, h"),
        // The transaction has locked everything.
        _ => text!(""),
    };
    let values = [id.0.into(), counter_key.to_vec().into()];
    if let Some(row) = sql::one::<LockedRow, 2>(tx.db(), text, values).await? {
        let LockedRow { account, counter, last_id, mac, mirrored_id, mirror_due } = row;
        let head = audit_head::Model { id: 1, last_id, mac, mirrored_id, mirror_due };
        return Ok(Some(Locked {
            account: account.into_account()?,
            counter: Some(counter::to_row(counter)?),
            head: audit::to_head(Some(head))?,
        }));
    }
    // Somebody cleared the counter, or deleted the account.
    let Some(account) = user::lock(tx, id).await? else {
        return Ok(None);
    };
    let counter = counter::lock(tx, counter_key).await?;
    Ok(Some(Locked { account, counter, head: audit::lock_head(tx).await? }))
}

//! What a sign-in reads: all of it in one trip before the password is verified, and all of it
//! under locks in one query afterwards.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait as _, DatabaseBackend, FromQueryResult, Value};
use umbra_domain::UserId;

use crate::{
    Autocommit, StoreError, Tx,
    audit::{self, Head},
    counter::{self, CounterRow},
    db::Db,
    entity::{audit_head, login_counter},
    instant, sql,
    sqlite::Trip,
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
    /// Whether the attempt was reserved.
    pub is_reserved: bool,
    /// Those of the counters that exist, as they were or as they are after the reservation.
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
    is_reserved: bool,
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

/// Reserves an attempt if nothing at all is counted against it: no failure of its name or of its
/// source, and a counter of its own that is as if it had no row. What any policy would allow needs
/// none.
macro_rules! reserve {
    () => {
        "INSERT INTO login_counters \
         (key, account_key, version, failures, pending, pending_since, updated_at) \
         SELECT $2, $3, 1, 0, 1, $5, $5 WHERE NOT EXISTS \
         (SELECT 1 FROM login_counters WHERE key IN ($3, $4) AND failures > 0) \
         ON CONFLICT (key) DO UPDATE SET version = login_counters.version + 1, \
         pending = excluded.pending, pending_since = excluded.pending_since, \
         updated_at = excluded.updated_at \
         WHERE login_counters.pending = 0 AND login_counters.failures = 0 \
         AND login_counters.window_started_at IS NULL AND login_counters.locked_until IS NULL"
    };
}

/// Reads what is known of a name and of its counters; `$is_reserved` tells what [`reserve`] did.
macro_rules! known {
    ($is_reserved:literal) => {
        concat!(
            "SELECT ",
            of_account!(),
            ", ",
            of_counter!(),
            ", t.confirmed_at IS NOT NULL AS has_totp, ",
            $is_reserved,
            " AS is_reserved FROM (SELECT 1 AS one) o \
             LEFT JOIN users u ON u.username_key = $1 \
             LEFT JOIN totp_secrets t ON t.user_id = u.id \
             LEFT JOIN login_counters c ON c.key IN ($2, $3, $4)",
        )
    };
}

/// Begins an attempt: reserves it if nothing is counted against it, and reads what is known of the
/// name and of its counters: that of the attempt, that of the name over all sources and that of the
/// source over all names. One trip, the same whether there is such a name or not.
///
/// On SQLite everything is read where the next attempt is written: other connections have to read
/// pages again after each change.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn begin(
    db: &Autocommit,
    username_key: &str,
    counters: [[u8; 32]; 3],
    now: Timestamp,
) -> Result<Known, StoreError> {
    let [attempt, account, source] = counters.map(|key| Value::from(key.to_vec()));
    let name = user::sought(username_key).into();
    let values = [name, attempt, account, source, instant::to_column(now).into()];
    let rows = match &db.0 {
        Db::Postgres(db) => {
            let text = concat!(
                "WITH reserved AS (",
                reserve!(),
                " RETURNING 1) ",
                known!("EXISTS (SELECT 1 FROM reserved)"),
            );
            db.query_all_raw(sql::statement(db, text, values)).await?
        }
        Db::Sqlite(pool) => {
            let texts = [reserve!(), known!("changes() = 1")].map(str::to_owned);
            pool.run(Trip::of(texts.into(), values.into())).await?.all()
        }
    };
    let mut known =
        Known { account: None, has_totp: false, is_reserved: false, counters: Vec::new() };
    for row in rows {
        let row = KnownRow::from_query_result(&row, "")?;
        known.has_totp = row.has_totp;
        known.is_reserved = row.is_reserved;
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

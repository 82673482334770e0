//! What a sign-in reads: all of it in one query before the password is verified, and all of it
//! under locks in one query afterwards.

use sea_orm::{
    ConnectionTrait as _, DatabaseBackend, DbErr, FromQueryResult, IdenStatic, Iterable,
    QueryResult,
};
use umbra_domain::UserId;

use crate::{
    Read, StoreError, Tx,
    audit::{self, Head},
    counter::{self, CounterRow},
    entity::{audit_head, login_counter, user as account},
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

struct KnownRow {
    account: Option<account::Model>,
    has_totp: bool,
    counter: Option<login_counter::Model>,
}

impl FromQueryResult for KnownRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let is_account: Option<i64> = row.try_get("u_", "id")?;
        let is_counter: Option<i64> = row.try_get("c_", "version")?;
        let account = is_account.map(|_| account::Model::from_query_result(row, "u_"));
        let counter = is_counter.map(|_| login_counter::Model::from_query_result(row, "c_"));
        Ok(Self {
            account: account.transpose()?,
            has_totp: row.try_get("", "has_totp")?,
            counter: counter.transpose()?,
        })
    }
}

struct LockedRow {
    account: account::Model,
    counter: login_counter::Model,
    head: audit_head::Model,
}

impl FromQueryResult for LockedRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            account: account::Model::from_query_result(row, "u_")?,
            counter: login_counter::Model::from_query_result(row, "c_")?,
            head: audit_head::Model::from_query_result(row, "h_")?,
        })
    }
}

/// Lists a table's columns, `u.id AS u_id` and so on.
fn columns<Column: Iterable + IdenStatic>(table: &str) -> String {
    let named = Column::iter().map(|column| {
        let name = column.as_str();
        format!("{table}.{name} AS {table}_{name}")
    });
    named.collect::<Vec<_>>().join(", ")
}

/// Reads what is known of a name and of the counters that watch over attempts on it: one query,
/// the same whether there is such a name or not.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn look(
    db: &impl Read,
    username_key: &str,
    counters: [[u8; 32]; 3],
) -> Result<Known, StoreError> {
    let text = format!(
        "SELECT {}, {}, t.confirmed_at IS NOT NULL AS has_totp FROM (SELECT 1 AS one) o \
         LEFT JOIN users u ON u.username_key = $1 \
         LEFT JOIN totp_secrets t ON t.user_id = u.id \
         LEFT JOIN login_counters c ON c.key IN ($2, $3, $4)",
        columns::<account::Column>("u"),
        columns::<login_counter::Column>("c"),
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
            known.account = row.account.map(user::to_account).transpose()?;
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
    let lock = match tx.db().get_database_backend() {
        DatabaseBackend::Postgres => " FOR UPDATE OF u, c, h",
        // The transaction has locked everything.
        _ => "",
    };
    let text = format!(
        "SELECT {}, {}, {} FROM users u CROSS JOIN login_counters c CROSS JOIN audit_head h \
         WHERE u.id = $1 AND c.key = $2 AND h.id = 1{lock}",
        columns::<account::Column>("u"),
        columns::<login_counter::Column>("c"),
        columns::<audit_head::Column>("h"),
    );
    let values = [id.0.into(), counter_key.to_vec().into()];
    if let Some(row) = sql::one::<LockedRow, 2>(tx.db(), text, values).await? {
        return Ok(Some(Locked {
            account: user::to_account(row.account)?,
            counter: Some(counter::to_row(row.counter)?),
            head: audit::to_head(Some(row.head))?,
        }));
    }
    // Somebody cleared the counter, or deleted the account.
    let Some(account) = user::lock(tx, id).await? else {
        return Ok(None);
    };
    let counter = counter::lock(tx, counter_key).await?;
    Ok(Some(Locked { account, counter, head: audit::lock_head(tx).await? }))
}

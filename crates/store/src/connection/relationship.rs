//! Two people, and what is between them.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait as _, DatabaseBackend, FromQueryResult};
use umbra_domain::UserId;

use crate::{Read, StoreError, Tx, instant, rights, sql, tx::handle::Handle as _};

/// No account has this id: where a statement asks about somebody who isn't there.
const NOBODY: i64 = 0;

/// Two people whose accounts' rows are locked, as one of them sees it. Only [`lock`] makes one.
#[derive(Debug)]
pub struct Pair {
    /// Who acts.
    who: UserId,
    /// Whom it is about.
    other: UserId,
}

impl Pair {
    /// Returns who acts.
    #[must_use]
    pub const fn who(&self) -> UserId {
        self.who
    }

    /// Returns whom it is about.
    #[must_use]
    pub const fn other(&self) -> UserId {
        self.other
    }

    /// Returns the two ids as the table of connections has them: the smaller one first.
    pub(super) fn ordered(&self) -> [i64; 2] {
        [self.who.0.min(self.other.0), self.who.0.max(self.other.0)]
    }
}

/// Whose rows are locked.
#[derive(Debug)]
pub enum Locked {
    /// Nobody's: whoever acts has no account any more.
    Gone,
    /// Only the row of who acts: there is nobody else.
    Alone,
    /// Both.
    Both(Pair),
}

#[derive(FromQueryResult)]
struct Number {
    id: i64,
}

/// Locks the accounts' rows of one who acts and of another one, if there is one, in the order of
/// their ids, until the transaction ends. New rows may refer to them meanwhile.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock(tx: &Tx, who: UserId, other: Option<UserId>) -> Result<Locked, StoreError> {
    let mut text = "SELECT id FROM users WHERE id IN ($1, $2) ORDER BY id".to_owned();
    if tx.db().get_database_backend() == DatabaseBackend::Postgres {
        text.push_str(" FOR NO KEY UPDATE");
    }
    let values = [who.0.into(), number(other).into()];
    let rows = Number::find_by_statement(sql::statement(tx.db(), text, values)).all(tx.db());
    let there: Vec<_> = rows.await?.into_iter().map(|row| UserId(row.id)).collect();
    Ok(match other {
        _ if !there.contains(&who) => Locked::Gone,
        Some(other) if other != who && there.contains(&other) => Locked::Both(Pair { who, other }),
        _ => Locked::Alone,
    })
}

/// Leaves of accounts those with which somebody is connected.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn connected(tx: &Tx, who: UserId, others: &[UserId]) -> Result<Vec<UserId>, StoreError> {
    let others: Vec<_> = others.iter().map(|other| other.0).collect();
    let these = sql::one_of(tx.db(), 2);
    let text = format!(
        "SELECT higher_id AS id FROM connections WHERE lower_id = $1 AND higher_id {these} \
         UNION ALL SELECT lower_id FROM connections WHERE higher_id = $1 AND lower_id {these}"
    );
    let statement = sql::statement(tx.db(), text, [who.0.into(), sql::ids(&others)]);
    let rows = Number::find_by_statement(statement).all(tx.db()).await?;
    Ok(rows.into_iter().map(|row| UserId(row.id)).collect())
}

/// Leaves of accounts those that somebody doesn't block and that don't block them.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn unblocked(tx: &Tx, who: UserId, others: &[UserId]) -> Result<Vec<UserId>, StoreError> {
    let ids: Vec<_> = others.iter().map(|other| other.0).collect();
    let text = format!(
        "SELECT u.id FROM users u WHERE u.id {} AND u.id NOT IN ({})",
        sql::one_of(tx.db(), 2),
        super::blocked_either_way("$1"),
    );
    let statement = sql::statement(tx.db(), text, [who.0.into(), sql::ids(&ids)]);
    let rows = Number::find_by_statement(statement).all(tx.db()).await?;
    Ok(rows.into_iter().map(|row| UserId(row.id)).collect())
}

/// Locks the rows of one who acts, of an owner and of several others, as [`lock`] does, and leaves of the
/// others those with whom the first is connected then.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock_connected(
    tx: &Tx,
    (who, owner): (UserId, UserId),
    others: &[UserId],
) -> Result<Vec<UserId>, StoreError> {
    let all: Vec<_> = others.iter().chain([&who, &owner]).map(|one| one.0).collect();
    let mut text = format!("SELECT id FROM users WHERE id {} ORDER BY id", sql::one_of(tx.db(), 1));
    if tx.db().get_database_backend() == DatabaseBackend::Postgres {
        text.push_str(" FOR NO KEY UPDATE");
    }
    sql::execute(tx.db(), text, [sql::ids(&all)]).await?;
    connected(tx, who, others).await
}

fn number(other: Option<UserId>) -> i64 {
    other.map_or(NOBODY, |other| other.0)
}

#[derive(FromQueryResult)]
struct Connected {
    are_connected: bool,
}

/// Tells whether two people are connected; nobody is with somebody who isn't there, or with themselves.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn are_connected(db: &impl Read, who: UserId, other: UserId) -> Result<bool, StoreError> {
    let text = "SELECT EXISTS (SELECT 1 FROM connections WHERE lower_id = $1 AND higher_id = $2) \
                AS are_connected";
    let [lower, higher] = [who.0.min(other.0), who.0.max(other.0)];
    let row: Option<Connected> = sql::one(db.db(), text, [lower.into(), higher.into()]).await?;
    Ok(row.is_some_and(|row| row.are_connected))
}

/// How one who acts and another one stand to each other.
#[derive(Debug)]
pub struct Relationship {
    /// Whether they are connected.
    pub are_connected: bool,
    /// Whether who acts blocks the other one.
    pub blocks: bool,
    /// Whether the other one blocks who acts.
    pub is_blocked: bool,
    /// When the other one last rejected who acts.
    pub rejected_at: Option<Timestamp>,
    /// Whether the other one has asked who acts, seen or not.
    pub was_asked: bool,
}

#[derive(FromQueryResult)]
struct RelationshipRow {
    are_connected: bool,
    blocks: bool,
    is_blocked: bool,
    rejected_at: Option<DateTime<Utc>>,
    was_asked: bool,
}

impl Relationship {
    /// Reads how two people stand to each other; the same statement asks about nobody.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn read(tx: &Tx, who: UserId, other: Option<UserId>) -> Result<Self, StoreError> {
        let text = format!(
            "SELECT {} AS are_connected, {} AS blocks, {} AS is_blocked, \
             (SELECT rejected_at FROM connection_rejections WHERE user_id = $2 \
             AND rejected_id = $1) AS rejected_at, \
             EXISTS (SELECT 1 FROM connection_requests WHERE sender_id = $2 \
             AND recipient_id = $1) AS was_asked",
            rights::are_connected("$1", "$2"),
            rights::blocks("$1", "$2"),
            rights::blocks("$2", "$1"),
        );
        let values = [who.0.into(), number(other).into()];
        let row: RelationshipRow =
            sql::one(tx.db(), text, values).await?.ok_or(StoreError::Corrupt("connection"))?;
        Ok(Self {
            are_connected: row.are_connected,
            blocks: row.blocks,
            is_blocked: row.is_blocked,
            rejected_at: instant::from_nullable(row.rejected_at)?,
            was_asked: row.was_asked,
        })
    }
}

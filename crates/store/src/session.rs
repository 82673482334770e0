//! Sessions. Only the hash of a token is stored.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use umbra_domain::{
    SessionId, UserId,
    session::{Identity, Origin, SessionRecord},
    user::Role,
    zone::ZoneDatabase,
};

use crate::{
    Autocommit, Read, StoreError, Tx, Write, entity::session, instant, sql, tx::handle::Handle,
    zone,
};

/// The columns of an [`Identity`], as [`identity_columns`] names them.
#[derive(FromQueryResult)]
pub(crate) struct IdentityRow {
    id: i64,
    user_id: i64,
    username: String,
    role: String,
    must_change_password: bool,
    timezone: String,
    locked_at: Option<DateTime<Utc>>,
    authenticated_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
}

impl IdentityRow {
    pub(crate) fn into_identity(self, zones: &ZoneDatabase) -> Result<Identity, StoreError> {
        Ok(Identity {
            session: SessionId(self.id),
            user: UserId(self.user_id),
            username: self.username,
            role: Role::parse(&self.role).map_err(|_| StoreError::Corrupt("role"))?,
            timezone: zone::read(zones, &self.timezone, None),
            is_locked: self.locked_at.is_some(),
            must_change_password: self.must_change_password,
            authenticated_at: instant::from_column(self.authenticated_at)?,
            last_seen_at: instant::from_column(self.last_seen_at)?,
        })
    }
}

/// Names the columns of a session `s`, its user `u` and their settings `p`.
macro_rules! identity_columns {
    () => {
        "s.id, s.user_id, u.username, u.role, u.must_change_password, p.timezone, s.locked_at, \
         s.authenticated_at, s.last_seen_at"
    };
}
pub(crate) use identity_columns;

/// Finds who is behind a token: one query, which also checks both lifetimes and that the account
/// is active.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn identify(
    db: &impl Read,
    token_hash: &[u8; 32],
    now: Timestamp,
    seen_after: Timestamp,
) -> Result<Option<Identity>, StoreError> {
    let text = concat!(
        "SELECT ",
        identity_columns!(),
        " FROM sessions s JOIN users u ON u.id = s.user_id \
         JOIN settings p ON p.user_id = s.user_id \
         WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND u.is_active",
    );
    let values = [
        token_hash.to_vec().into(),
        instant::to_column(now).into(),
        instant::to_column(seen_after).into(),
    ];
    let row: Option<IdentityRow> = sql::one(db.db(), text, values).await?;
    row.map(|row| row.into_identity(db.zones())).transpose()
}

/// A session about to begin.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Whose it is.
    pub user: UserId,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Where the person signed in from.
    pub origin: &'a Origin,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// SHA-256 of the token that the client had until now, whosever it was.
    pub replaces: Option<[u8; 32]>,
}

/// Begins a session, and ends the one that it replaces and the oldest ones beyond `cap`. The caller
/// holds the user's row lock, so parallel sign-ins can't exceed the cap.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn create(
    tx: &Tx,
    new: &NewSession<'_>,
    cap: u32,
    now: Timestamp,
    seen_after: Timestamp,
) -> Result<(), StoreError> {
    // Those that ran out don't count; the most recently used ones stay.
    let text = "DELETE FROM sessions WHERE token_hash = $5 OR user_id = $1 AND (expires_at <= $2 \
                OR last_seen_at <= $3 OR id NOT IN (SELECT id FROM sessions WHERE user_id = $1 \
                AND expires_at > $2 AND last_seen_at > $3 AND ($5 IS NULL OR token_hash <> $5) \
                ORDER BY last_seen_at DESC, id DESC LIMIT $4))";
    let at = instant::to_column(now);
    let values = [
        new.user.0.into(),
        at.into(),
        instant::to_column(seen_after).into(),
        i64::from(cap.saturating_sub(1)).into(),
        new.replaces.map(|hash| hash.to_vec()).into(),
    ];
    sql::execute(tx.db(), text, values).await?;
    let text = "INSERT INTO sessions (user_id, token_hash, address, user_agent, \
                authenticated_at, created_at, last_seen_at, expires_at) \
                VALUES ($1, $2, $3, $4, $5, $5, $5, $6)";
    let values = [
        new.user.0.into(),
        new.token_hash.to_vec().into(),
        new.origin.address.to_string().into(),
        new.origin.user_agent.clone().into(),
        at.into(),
        instant::to_column(new.expires_at).into(),
    ];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Notes that a session was used.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn touch(db: &Autocommit, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    let text = "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2";
    sql::execute(db.db(), text, [id.0.into(), instant::to_column(now).into()]).await?;
    Ok(())
}

/// Locks a session; every later request but a few is refused until it is unlocked.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock(db: &Autocommit, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    let text = "UPDATE sessions SET locked_at = $2 WHERE id = $1 AND locked_at IS NULL";
    sql::execute(db.db(), text, [id.0.into(), instant::to_column(now).into()]).await?;
    Ok(())
}

/// Gives a session a new token after its person proved who they are; unlocks it. Tells whether
/// the session still existed and had the token `old`.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn rotate(
    tx: &Tx,
    id: SessionId,
    old: &[u8; 32],
    new: &[u8; 32],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let text = "UPDATE sessions SET token_hash = $2, locked_at = NULL, authenticated_at = $3, \
                last_seen_at = $3, failed_proofs = 0 WHERE id = $1 AND token_hash = $4";
    let values =
        [id.0.into(), new.to_vec().into(), instant::to_column(now).into(), old.to_vec().into()];
    Ok(sql::execute(tx.db(), text, values).await? == 1)
}

/// Counts a proof that somebody is about to give in a session as failed, and returns how many there
/// are now; `None` when there are as many as there may be, or the session has ended.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn reserve_proof(
    db: &Autocommit,
    id: SessionId,
    most: i64,
) -> Result<Option<i64>, StoreError> {
    let text = "UPDATE sessions SET failed_proofs = failed_proofs + 1 \
                WHERE id = $1 AND failed_proofs < $2 RETURNING failed_proofs";
    let row: Option<ProofsRow> = sql::one(db.db(), text, [id.0.into(), most.into()]).await?;
    Ok(row.map(|row| row.failed_proofs))
}

/// Takes a reserved proof back that nobody looked at.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn release_proof(db: &Autocommit, id: SessionId) -> Result<(), StoreError> {
    let text =
        "UPDATE sessions SET failed_proofs = failed_proofs - 1 WHERE id = $1 AND failed_proofs > 0";
    sql::execute(db.db(), text, [id.0.into()]).await?;
    Ok(())
}

/// Forgets all failed proofs after a right one.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn clear_proofs(db: &Autocommit, id: SessionId) -> Result<(), StoreError> {
    let text = "UPDATE sessions SET failed_proofs = 0 WHERE id = $1";
    sql::execute(db.db(), text, [id.0.into()]).await?;
    Ok(())
}

/// Ends a session in which `most` proofs have failed; tells whether it did.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn end_exhausted(tx: &Tx, id: SessionId, most: i64) -> Result<bool, StoreError> {
    let text = "DELETE FROM sessions WHERE id = $1 AND failed_proofs >= $2";
    Ok(sql::execute(tx.db(), text, [id.0.into(), most.into()]).await? == 1)
}

#[derive(FromQueryResult)]
struct ProofsRow {
    failed_proofs: i64,
}

/// Lists a person's sessions, the most recently used first.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn list(
    db: &impl Read,
    user: UserId,
    now: Timestamp,
    seen_after: Timestamp,
) -> Result<Vec<SessionRecord>, StoreError> {
    let rows = session::Entity::find()
        .select_only()
        .columns(SHOWN)
        .filter(session::Column::UserId.eq(user.0))
        .filter(session::Column::ExpiresAt.gt(instant::to_column(now)))
        .filter(session::Column::LastSeenAt.gt(instant::to_column(seen_after)))
        .order_by_desc(session::Column::LastSeenAt)
        .order_by_desc(session::Column::Id)
        .into_model::<RecordRow>()
        .all(db.db())
        .await?;
    rows.into_iter().map(to_record).collect()
}

/// Ends one session of a person; tells whether there was one.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn end(db: &impl Write, user: UserId, id: SessionId) -> Result<bool, StoreError> {
    let text = "DELETE FROM sessions WHERE id = $1 AND user_id = $2";
    Ok(sql::execute(db.db(), text, [id.0.into(), user.0.into()]).await? == 1)
}

/// Ends a person's sessions except one, or all of them; returns how many.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn end_others(
    tx: &Tx,
    user: UserId,
    except: Option<SessionId>,
) -> Result<u64, StoreError> {
    let text = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2";
    let kept = except.map_or(0, |id| id.0);
    sql::execute(tx.db(), text, [user.0.into(), kept.into()]).await
}

/// Deletes sessions that ran out; returns how many.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn purge(
    db: &Autocommit,
    now: Timestamp,
    seen_after: Timestamp,
) -> Result<u64, StoreError> {
    let text = "DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2";
    let values = [instant::to_column(now).into(), instant::to_column(seen_after).into()];
    sql::execute(db.db(), text, values).await
}

#[derive(FromQueryResult)]
struct RecordRow {
    id: i64,
    address: String,
    user_agent: Option<String>,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// The columns of a [`RecordRow`].
const SHOWN: [session::Column; 6] = [
    session::Column::Id,
    session::Column::Address,
    session::Column::UserAgent,
    session::Column::CreatedAt,
    session::Column::LastSeenAt,
    session::Column::ExpiresAt,
];

fn to_record(row: RecordRow) -> Result<SessionRecord, StoreError> {
    Ok(SessionRecord {
        id: SessionId(row.id),
        address: row.address,
        user_agent: row.user_agent,
        created_at: instant::from_column(row.created_at)?,
        last_seen_at: instant::from_column(row.last_seen_at)?,
        expires_at: instant::from_column(row.expires_at)?,
    })
}

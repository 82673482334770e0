//! Claiming what is to be sent or taken back.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ConnectionTrait as _, DatabaseBackend, FromQueryResult, IdenStatic as _, Iterable as _,
    Statement, Value,
};
use serde_json::json;
use umbra_domain::{DeliveryId, UserId, delivery::Claimed};

use super::row::to_claimed;
use crate::{
    Autocommit, Read, StoreError,
    entity::delivery::{Column, Model},
    instant, sql,
    tx::handle::Handle as _,
};

/// How many of one person's deliveries are claimed at a time: enough for a day that begins with many
/// things, and few enough that a server that doesn't answer holds up little.
const MAX_PER_PERSON: u32 = 8;

/// How long what can't be read is left to others.
const LEFT_FOR: SignedDuration = SignedDuration::from_secs(30);

/// What to claim.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Names who claims, so that nobody else writes down what came of it.
    pub token: &'a str,
    /// What the names of messages begin with that have none yet.
    pub sequence: &'a str,
    /// When.
    pub now: Timestamp,
    /// When somebody else may claim it, should this process have ended.
    pub until: Timestamp,
    /// After whom to begin: everybody's turn comes.
    pub after: UserId,
    /// Whom to leave out.
    pub busy: &'a [UserId],
    /// The servers whose people to leave out: they take long to answer others.
    pub slow_servers: &'a [String],
    /// The server of who chose none.
    pub default_server: &'a str,
    /// How many.
    pub limit: u64,
}

#[derive(FromQueryResult)]
struct One {
    #[expect(dead_code, reason = "that there is one is all that counts")]
    one: i32,
}

/// Tells whether there is anything to claim.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn any_due(db: &impl Read, now: Timestamp) -> Result<bool, StoreError> {
    let text = "SELECT 1 AS one FROM deliveries WHERE next_at <= $1 ORDER BY next_at LIMIT 1";
    let found = sql::one::<One, 1>(db.db(), text, [instant::to_column(now).into()]).await?;
    Ok(found.is_some())
}

#[derive(FromQueryResult)]
struct Counted {
    counted: i64,
}

/// Counts what is due and not done.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn depth(db: &impl Read, now: Timestamp) -> Result<i64, StoreError> {
    let text = "SELECT COUNT(*) AS counted FROM deliveries WHERE next_at <= $1";
    let found = sql::one::<Counted, 1>(db.db(), text, [instant::to_column(now).into()]).await?;
    Ok(found.map_or(0, |found| found.counted))
}

/// Claims deliveries, a few of each person whose server isn't left alone, in one statement. What others
/// are claiming is passed over. Whoever ends without [writing down](super::end) what came of it loses the
/// claim at `until`.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn claim(db: &Autocommit, claim: Claim<'_>) -> Result<Vec<Claimed>, StoreError> {
    // One person after the other, by the index, however many deliveries each has.
    let people = "WITH RECURSIVE who (user_id) AS (\
        SELECT MIN(user_id) FROM deliveries WHERE next_at IS NOT NULL AND user_id > $1 UNION ALL \
        SELECT (SELECT MIN(d.user_id) FROM deliveries d WHERE d.next_at IS NOT NULL \
        AND d.user_id > who.user_id) FROM who WHERE who.user_id IS NOT NULL)";
    let theirs = format!(
        "SELECT x.id FROM deliveries x WHERE x.user_id = who.user_id AND x.next_at <= $2 \
         ORDER BY x.next_at, x.id LIMIT {MAX_PER_PERSON}"
    );
    let of_slow_servers =
        if claim.slow_servers.is_empty() { String::new() } else { of_slow_servers(db) };
    let not_now = format!(
        "who.user_id IS NOT NULL AND NOT (who.user_id {}) AND NOT EXISTS (\
         SELECT 1 FROM delivery_pauses p WHERE p.user_id = who.user_id AND p.until > $2){of_slow_servers}",
        sql::one_of(db.db(), 3)
    );
    // By their names: statements that are prepared outlive columns that a newer version adds.
    let columns: Vec<_> =
        Column::iter().map(|column| format!("deliveries.{}", column.as_str())).collect();
    let columns = columns.join(", ");
    let text = match db.db().get_database_backend() {
        DatabaseBackend::Postgres => format!(
            "{people}, due AS (SELECT d.id FROM who CROSS JOIN LATERAL \
             ({theirs} FOR UPDATE SKIP LOCKED) d WHERE {not_now} LIMIT $4) \
             UPDATE deliveries SET {SETS} FROM due WHERE deliveries.id = due.id \
             RETURNING {columns}"
        ),
        _ => format!(
            "{people} UPDATE deliveries SET {SETS} WHERE id IN (SELECT d.id FROM who \
             CROSS JOIN deliveries d WHERE d.id IN ({theirs}) AND {not_now} LIMIT $4) \
             RETURNING {columns}"
        ),
    };
    let busy: Vec<_> = claim.busy.iter().map(|who| who.0).collect();
    let limit = i64::try_from(claim.limit).unwrap_or(i64::MAX);
    let mut values: Vec<Value> = vec![
        claim.after.0.into(),
        instant::to_column(claim.now).into(),
        sql::ids(&busy),
        limit.into(),
        claim.token.into(),
        instant::to_column(claim.until).into(),
        claim.sequence.into(),
    ];
    if !claim.slow_servers.is_empty() {
        values.extend([json!(claim.slow_servers).to_string().into(), claim.default_server.into()]);
    }
    let backend = db.db().get_database_backend();
    let statement = Statement::from_sql_and_values(backend, text, values);
    let rows = db.db().query_all_raw(statement).await?;
    let (mut read, mut unread) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        let id: i64 = row.try_get("", "id")?;
        // One row that can't be read mustn't hold up the others.
        match Model::from_query_result(&row, "").map_err(StoreError::from).and_then(to_claimed) {
            Ok(Some(claimed)) => read.push(claimed),
            Ok(None) => unread.push(id),
            Err(error) => {
                tracing::error!(delivery = id, %error, "a delivery can't be read; left alone");
                unread.push(id);
            }
        }
    }
    if !unread.is_empty() {
        leave(db, claim.token, &unread, claim.now).await?;
    }
    Ok(read)
}

/// Leaves out those whose server takes long to answer others.
fn of_slow_servers(db: &Autocommit) -> String {
    let servers = match db.db().get_database_backend() {
        DatabaseBackend::Postgres => "SELECT jsonb_array_elements_text($8::jsonb)",
        _ => "SELECT value FROM json_each($8)",
    };
    format!(
        " AND NOT EXISTS (SELECT 1 FROM settings h WHERE h.user_id = who.user_id \
         AND COALESCE(h.ntfy_server_url, $9) IN ({servers}))"
    )
}

/// Leaves what this process can't read to others for a while, as if it hadn't been claimed: a newer version may
/// know it.
async fn leave(
    db: &Autocommit,
    token: &str,
    ids: &[i64],
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = format!(
        "UPDATE deliveries SET claim = NULL, next_at = $3, attempts = attempts - 1, \
         updated_at = $4 WHERE claim = $2 AND id {}",
        sql::one_of(db.db(), 1)
    );
    let later = now.checked_add(LEFT_FOR).unwrap_or(Timestamp::MAX);
    let at = instant::to_column;
    let values = [sql::ids(ids), token.into(), at(later).into(), at(now).into()];
    sql::execute(db.db(), text, values).await?;
    Ok(())
}

/// A message keeps its name, whoever sends it again.
const SETS: &str = "claim = $5, next_at = $6, attempts = attempts + 1, \
    sequence_id = COALESCE(sequence_id, $7 || '-' || deliveries.id)";

/// Gives back what was claimed and isn't going to be sent, to be claimed at once.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn release(
    db: &Autocommit,
    token: &str,
    ids: &[DeliveryId],
    now: Timestamp,
) -> Result<u64, StoreError> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    let text = format!(
        "UPDATE deliveries SET claim = NULL, next_at = $3, updated_at = $3 \
         WHERE claim = $2 AND id {}",
        sql::one_of(db.db(), 1)
    );
    let values = [sql::ids(&ids), token.into(), instant::to_column(now).into()];
    sql::execute(db.db(), text, values).await
}

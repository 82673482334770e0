//! Writing down what came of what was claimed.

use chrono::SecondsFormat;
use jiff::Timestamp;
use sea_orm::{DatabaseBackend, FromQueryResult};
use serde_json::{Value, json};
use umbra_domain::{
    DeliveryId, UserId,
    delivery::{Channel, DeliveryState, Reason},
};

use crate::{Autocommit, StoreError, instant, sql, tx::handle::Handle as _};

/// What came of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// Which one.
    pub id: DeliveryId,
    /// Where it stands now.
    pub state: DeliveryState,
    /// Why.
    pub reason: Option<Reason>,
    /// When it was sent, if that was now.
    pub sent_at: Option<Timestamp>,
    /// When it is to be looked at again.
    pub next_at: Option<Timestamp>,
    /// How often somebody has tried.
    pub attempts: u32,
    /// Whether it was known that nobody needs to be told any more. If that became so meanwhile, it is looked
    /// at again at once.
    pub knew_ended: bool,
    /// When that was decided, by the clock by which it is to be looked at again.
    pub at: Timestamp,
}

/// Until when somebody's server is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Whose.
    pub of: UserId,
    /// Until when.
    pub until: Timestamp,
    /// How often in a row it failed.
    pub failures: u32,
    /// When it failed, by the same clock.
    pub at: Timestamp,
}

/// Writes an instant as a column has it on SQLite; PostgreSQL reads that too.
fn written(at: Timestamp) -> String {
    instant::to_column(at).to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

#[derive(FromQueryResult)]
struct Ended {
    id: i64,
}

/// Writes down what came of deliveries that whoever has this token claimed, in one statement, and returns
/// of which: the others are claimed by somebody else by now, or locked by somebody who waits for one of
/// these, as may be the case where somebody reads many notifications at once; try those again.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn end(
    db: &Autocommit,
    token: &str,
    all: &[End],
    now: Timestamp,
) -> Result<Vec<DeliveryId>, StoreError> {
    let rows: Vec<Value> = all.iter().map(to_json).collect();
    // Whoever sets `ended` meanwhile comes before or after: then it is read here, or they see the state.
    let sets = "state = f.state, reason = f.reason, status = f.status, \
        sent_at = COALESCE(f.sent_at, deliveries.sent_at), attempts = f.attempts, claim = NULL, \
        updated_at = f.at, next_at = CASE WHEN deliveries.ended IS NOT NULL AND f.state IN (0, 1) \
        AND NOT f.knew_ended THEN $3 ELSE f.next_at END";
    let text = match db.db().get_database_backend() {
        DatabaseBackend::Postgres => format!(
            "WITH f AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS j (id bigint, state smallint, \
             reason text, status smallint, sent_at timestamptz, next_at timestamptz, attempts bigint, \
             knew_ended boolean, at timestamptz)), locked AS (SELECT d.id FROM deliveries d JOIN f ON f.id = d.id \
             WHERE d.claim = $2 FOR UPDATE OF d SKIP LOCKED) UPDATE deliveries SET {sets} \
             FROM f JOIN locked ON locked.id = f.id WHERE deliveries.id = f.id AND deliveries.claim = $2 \
             RETURNING deliveries.id"
        ),
        _ => {
            let column = |name| format!("value ->> '{name}' AS {name}");
            let columns = [
                "id",
                "state",
                "reason",
                "status",
                "sent_at",
                "next_at",
                "attempts",
                "knew_ended",
                "at",
            ];
            format!(
                "WITH f AS (SELECT {} FROM json_each($1)) UPDATE deliveries SET {sets} FROM f \
                 WHERE deliveries.id = f.id AND deliveries.claim = $2 RETURNING deliveries.id",
                columns.map(column).join(", ")
            )
        }
    };
    let values =
        [Value::Array(rows).to_string().into(), token.into(), instant::to_column(now).into()];
    let statement = sql::statement(db.db(), text, values);
    let ended = Ended::find_by_statement(statement).all(db.db()).await?;
    Ok(ended.into_iter().map(|row| DeliveryId(row.id)).collect())
}

fn to_json(end: &End) -> Value {
    json!({
        "id": end.id.0,
        "state": end.state.number(),
        "reason": end.reason.map(Reason::code),
        "status": end.reason.and_then(Reason::status),
        "sent_at": end.sent_at.map(written),
        "next_at": end.next_at.map(written),
        "attempts": end.attempts,
        "knew_ended": end.knew_ended,
        "at": written(end.at),
    })
}

/// Leaves people's servers alone for a while, in one statement.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn pause(db: &Autocommit, all: &[Pause]) -> Result<(), StoreError> {
    let row = |pause: &Pause| {
        let (until, at) = (written(pause.until), written(pause.at));
        json!({"of": pause.of.0, "until": until, "failures": pause.failures, "at": at})
    };
    let rows = Value::Array(all.iter().map(row).collect());
    let from = match db.db().get_database_backend() {
        DatabaseBackend::Postgres => {
            "jsonb_to_recordset($1::jsonb) AS f (\"of\" bigint, until timestamptz, failures bigint, \
             at timestamptz)"
        }
        _ => {
            "(SELECT value ->> 'of' AS \"of\", value ->> 'until' AS until, \
             value ->> 'failures' AS failures, value ->> 'at' AS at FROM json_each($1)) AS f"
        }
    };
    let text = format!(
        "INSERT INTO delivery_pauses (user_id, channel, until, failures, updated_at) \
         SELECT u.id, $2, f.until, f.failures, f.at FROM {from} JOIN users u ON u.id = f.\"of\" \
         WHERE TRUE ON CONFLICT (user_id, channel) DO UPDATE SET until = excluded.until, \
         failures = excluded.failures, updated_at = excluded.updated_at"
    );
    let values = [rows.to_string().into(), Channel::Ntfy.as_str().into()];
    sql::execute(db.db(), text, values).await?;
    Ok(())
}

/// Forgets that people's servers failed.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn resume(db: &Autocommit, people: &[UserId]) -> Result<(), StoreError> {
    let text = format!("DELETE FROM delivery_pauses WHERE user_id {}", sql::one_of(db.db(), 1));
    let ids: Vec<_> = people.iter().map(|who| who.0).collect();
    sql::execute(db.db(), text, [sql::ids(&ids)]).await?;
    Ok(())
}

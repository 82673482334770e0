//! Writing notifications of what is due.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use chrono::SecondsFormat;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait as _, DatabaseBackend, FromQueryResult};
use serde_json::{Value, json};
use umbra_domain::{
    UserId,
    civil::{format_local, midnight},
    due::DueItem,
    notification::Notice,
    todo::Due,
};

use crate::{StoreError, Tx, instant, rights, sql, tx::handle::Handle as _};

/// Whom one of the given is to.
const TO: &str = "j.\"to\"";

/// A notification of something that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewNotification {
    /// Who is told.
    pub to: UserId,
    /// Of what.
    pub item: DueItem,
    /// How often they had snoozed it.
    pub snoozes: u32,
    /// When it became due.
    pub due_at: Timestamp,
    /// Whether their phone is told of it together with other things.
    pub is_gathered: bool,
}

/// Tells people what is due, all in one statement, and returns who has to be looked at again because somebody
/// is just changing something of theirs. Nobody is told twice of one thing that is due at one time, and nobody
/// of what was done, moved or taken from them since it was read.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn notify(
    tx: &Tx,
    all: Vec<NewNotification>,
    now: Timestamp,
) -> Result<HashSet<UserId>, StoreError> {
    let (mut all, busy) = hold(tx, all).await?;
    if all.is_empty() {
        return Ok(busy);
    }
    // One row tells of a thing until it is read, and one statement can't write a row twice: of a thing whose
    // earlier row was cleared away, what is due and what was snoozed may come together.
    all.sort_by_cached_key(|one| (one.to, one.item.topic(), Reverse(one.snoozes)));
    all.dedup_by_key(|one| (one.to, one.item.topic()));
    let mut gathered = HashMap::<UserId, u64>::new();
    for one in all.iter().filter(|one| one.is_gathered) {
        *gathered.entry(one.to).or_default() += 1;
    }
    let mut rows: Vec<Value> = all.iter().map(to_json).collect();
    let missed = Notice::Missed.code();
    rows.extend(gathered.into_iter().map(|(to, count)| {
        let once = format!("{missed}:{}", now.as_nanosecond());
        json!({"to": to.0, "notice": missed, "topic": missed, "once": once, "count": count,
            "is_gathered": false})
    }));
    // In the order in which everybody tells several people of several things.
    rows.sort_by_cached_key(|row| {
        let text =
            |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        (text("topic"), row.get("to").and_then(Value::as_i64))
    });
    let given = match tx.db().get_database_backend() {
        DatabaseBackend::Postgres => {
            "jsonb_to_recordset($1::jsonb) AS j (\"to\" bigint, notice text, topic text, once text, \
             count bigint, occurrence text, came timestamptz, is_gathered boolean, project bigint, \
             task bigint, todo bigint, person bigint, event bigint)"
                .to_owned()
        }
        _ => {
            let names = [
                "to", "notice", "topic", "once", "count", "occurrence", "came", "is_gathered",
                "project", "task", "todo", "person", "event",
            ];
            let columns = names.map(|name| format!("value ->> '{name}' AS \"{name}\""));
            format!("(SELECT {} FROM json_each($1)) AS j", columns.join(", "))
        }
    };
    let text = format!(
        "INSERT INTO notifications (user_id, notice, count, group_key, once_key, is_deleted, \
         created_at, updated_at, occurrence, due_at, is_gathered, project_id, task_id, todo_id, \
         person_id, event_id, member_calendar_id) SELECT j.\"to\", j.notice, j.count, j.topic, j.once, FALSE, $2, $2, \
         j.occurrence, j.came, j.is_gathered, j.project, j.task, j.todo, j.person, j.event, \
         (SELECT m.calendar_id FROM calendar_members m JOIN events e ON e.calendar_id = m.calendar_id \
         WHERE e.id = j.event AND {member}) FROM {given} \
         WHERE NOT EXISTS (SELECT 1 FROM notifications o WHERE {told} AND o.once_key = j.once) \
         ON CONFLICT (user_id, group_key) WHERE read_at IS NULL DO UPDATE SET \
         count = CASE WHEN excluded.notice = '{missed}' THEN notifications.count ELSE 0 END \
         + excluded.count, once_key = excluded.once_key, updated_at = \
         CASE WHEN excluded.updated_at > notifications.updated_at THEN excluded.updated_at \
         ELSE notifications.updated_at END, occurrence = excluded.occurrence, \
         due_at = excluded.due_at, is_gathered = excluded.is_gathered",
        member = rights::own("m", TO),
        told = rights::own("o", TO),
    );
    let values = [Value::Array(rows).to_string().into(), instant::to_column(now).into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(busy)
}

fn to_json(new: &NewNotification) -> Value {
    let (mut project, mut task, mut todo, mut person) = (None, None, None, None);
    let (mut event, mut occurrence) = (None, None);
    match new.item {
        DueItem::Todo(id, _) => todo = Some(id.0),
        DueItem::Task(of, id, _) => (project, task) = (Some(of.0), Some(id.0)),
        DueItem::Birthday(id, day) => {
            (person, occurrence) = (Some(id.0), Some(format_local(midnight(day))));
        }
        DueItem::Event(id, name, _) => (event, occurrence) = (Some(id.0), name.map(format_local)),
    }
    let came = instant::to_column(new.due_at).to_rfc3339_opts(SecondsFormat::AutoSi, false);
    json!({
        "to": new.to.0, "notice": new.item.notice().code(), "topic": new.item.topic(),
        "once": new.item.once_after(new.snoozes), "count": 1, "occurrence": occurrence, "came": came,
        "is_gathered": new.is_gathered, "project": project, "task": task, "todo": todo,
        "person": person, "event": event,
    })
}

#[derive(FromQueryResult)]
struct Kept {
    place: i64,
}

/// Locks what people are to be told of, as it was when it was read, so that it can't go before it is told. What
/// somebody else has locked isn't waited for, who may wait for somebody who is looked at: it is left for the
/// next time. SQLite has one writer, and nothing has changed.
async fn hold(
    tx: &Tx,
    all: Vec<NewNotification>,
) -> Result<(Vec<NewNotification>, HashSet<UserId>), StoreError> {
    if all.is_empty() || tx.db().get_database_backend() != DatabaseBackend::Postgres {
        return Ok((all, HashSet::new()));
    }
    let mut kept = HashSet::new();
    for (kind, text) in [
        (
            0,
            "JOIN todos t ON t.id = j.id WHERE t.completed_at IS NULL AND t.due_rank = j.rank \
             ORDER BY t.id FOR KEY SHARE OF t SKIP LOCKED"
                .to_owned(),
        ),
        (
            1,
            format!(
                "JOIN tasks t ON t.id = j.id JOIN project_members m ON {} \
                 WHERE t.completed_at IS NULL AND t.due_rank = j.rank \
                 ORDER BY t.id, m.user_id FOR KEY SHARE OF t, m SKIP LOCKED",
                rights::member_of_project("m", "t.project_id", TO)
            ),
        ),
        (2, "JOIN people t ON t.id = j.id ORDER BY t.id FOR KEY SHARE OF t SKIP LOCKED".to_owned()),
        (
            3,
            format!(
                "JOIN events t ON t.id = j.id JOIN calendar_members m ON {} \
                 ORDER BY t.id, m.user_id FOR SHARE OF m SKIP LOCKED \
                 FOR KEY SHARE OF t SKIP LOCKED",
                rights::member_of_calendar("m", "t.calendar_id", TO)
            ),
        ),
        (
            3,
            format!(
                "JOIN events t ON t.id = j.id JOIN event_invitations i ON i.event_id = t.id \
                 AND {} ORDER BY t.id, i.id FOR KEY SHARE OF t, i SKIP LOCKED",
                rights::own("i", TO)
            ),
        ),
    ] {
        let given = all.iter().enumerate().filter_map(|(place, one)| {
            let (of, id, due) = match one.item {
                DueItem::Todo(id, due) => (0, id.0, Some(due)),
                DueItem::Task(_, id, due) => (1, id.0, Some(due)),
                DueItem::Birthday(id, _) => (2, id.0, None),
                DueItem::Event(id, ..) => (3, id.0, None),
            };
            let rank = Due::rank(due);
            (of == kind).then(|| json!({"place": place, "to": one.to.0, "id": id, "rank": rank}))
        });
        let given: Vec<_> = given.collect();
        if given.is_empty() {
            continue;
        }
        let text = format!(
            "SELECT j.place FROM jsonb_to_recordset($1::jsonb) AS j (place bigint, \"to\" bigint, \
             id bigint, rank text) {text}"
        );
        let statement = sql::statement(tx.db(), text, [Value::Array(given).to_string().into()]);
        let rows = Kept::find_by_statement(statement).all(tx.db()).await?;
        kept.extend(rows.into_iter().map(|row| row.place));
    }
    let (mut held, mut busy) = (Vec::with_capacity(all.len()), HashSet::new());
    for (place, one) in (0_i64..).zip(all) {
        if kept.contains(&place) {
            held.push(one);
        } else {
            busy.insert(one.to);
        }
    }
    Ok((held, busy))
}

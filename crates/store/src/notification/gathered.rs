//! What is told together.

use sea_orm::{
    ConnectionTrait as _, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    prelude::DateTimeUtc,
    sea_query::{Alias, Expr, JoinType},
};
use umbra_domain::notification::{FIRST_NAMED, Gathered, Notice, Notification};

use super::{row::name, shown::may_see};
use crate::{
    Read, StoreError,
    entity::notification::{Column, Entity},
    instant,
    rights::{self, Who},
    sql,
};

#[derive(FromQueryResult)]
struct Row {
    digest: i64,
    notice: String,
    on_event: bool,
    came_at: DateTimeUtc,
    name: Option<String>,
    counted: i64,
}

/// Names in digests what they tell of that whoever reads them may see and hasn't read, in one statement; without
/// any digest it asks nothing.
pub(super) async fn name_gathered<'a>(
    db: &impl Read,
    who: impl Into<Who>,
    all: impl IntoIterator<Item = &'a mut Notification>,
) -> Result<(), StoreError> {
    let digests = all.into_iter().filter(|told| told.notice == Notice::Missed);
    let mut digests: Vec<_> = digests.collect();
    if digests.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = digests.iter().map(|told| told.id.0).collect();
    let category = format!("PARTITION BY d.id, notifications.notice, {ON_EVENT}");
    let place =
        format!("ROW_NUMBER() OVER ({category} ORDER BY notifications.due_at, notifications.id)");
    let mut select = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Notice])
        .expr_as(Expr::cust("d.id"), "digest")
        .expr_as(Expr::cust(ON_EVENT), "on_event")
        .expr_as(Expr::cust("COALESCE(notifications.due_at, notifications.updated_at)"), "came_at")
        .expr_as(Expr::cust(name()), "name")
        .expr_as(Expr::cust(format!("COUNT(*) OVER ({category})")), "counted")
        .expr_as(Expr::cust(place), "place")
        .filter(may_see(who))
        .filter(Expr::cust("notifications.is_gathered AND notifications.read_at IS NULL"))
        .filter(sql::is_one_of(db.db(), "d.id", &ids));
    QueryTrait::query(&mut select).join_as(
        JoinType::InnerJoin,
        Entity,
        Alias::new("d"),
        Expr::cust(gathers()),
    );
    let mut statement = select.build(db.db().get_database_backend());
    statement.sql = format!(
        "SELECT * FROM ({}) g WHERE g.place <= {FIRST_NAMED} ORDER BY g.came_at, g.id",
        statement.sql
    );
    for row in Row::find_by_statement(statement).all(db.db()).await? {
        let Some(notice) = Notice::from_code(&row.notice) else { continue };
        let digest = digests.iter_mut().find(|told| told.id.0 == row.digest);
        let Some(digest) = digest else { continue };
        let count = row.counted.try_into().map_err(|_| StoreError::Corrupt("count"))?;
        let came = instant::from_column(row.came_at)?;
        let is_of = |one: &&mut Gathered| one.notice == notice && one.on_event == row.on_event;
        let of = digest.gathered.iter_mut().find(is_of);
        let first = row.name.map(|name| (came, name));
        match of {
            Some(of) => of.first.extend(first),
            None => {
                let first = first.into_iter().collect();
                let on_event = row.on_event;
                digest.gathered.push(Gathered { notice, on_event, count, first });
            }
        }
    }
    Ok(())
}

/// Is true of what is about a reminder on an event.
const ON_EVENT: &str = "EXISTS (SELECT 1 FROM reminders r WHERE r.id = notifications.reminder_id \
    AND r.event_id IS NOT NULL)";

/// Joins a digest to what it counts: what was told since it is there, and with it.
fn gathers() -> String {
    format!(
        "{} AND d.notice = 'missed' AND notifications.updated_at >= d.created_at \
         AND (d.read_at IS NULL OR notifications.updated_at <= d.updated_at)",
        rights::own("d", "notifications.user_id")
    )
}

//! Events in zones whose rules have changed, whosever they are.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, sea_query::ExprTrait as _,
};
use umbra_domain::event::KeptOnClock;

use super::{
    joined::{Found, with_overrides},
    overrides, row,
};
use crate::{
    StoreError, Tx,
    entity::{
        event::{self, Column},
        event_override,
    },
    instant,
    tx::handle::Handle,
};

/// How far new rules may move what seems to be over.
const MARGIN: SignedDuration = SignedDuration::from_hours(26);

/// Finds events that lie ahead in any of these zones, or an occurrence of which does, by id from
/// the one after `after`, and locks them until the transaction ends. Returns them with their
/// overrides, and the last id if there may be more. Those that can't be read are left out.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock_in_zones(
    tx: &Tx,
    zones: &[String],
    after: i64,
    now: Timestamp,
    limit: u64,
) -> Result<(Vec<Found>, Option<i64>), StoreError> {
    let since = now.checked_sub(MARGIN).unwrap_or(now);
    let ids: Vec<i64> = event::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.gt(after))
        .filter(Column::EndsAt.gte(instant::to_column(since)))
        .filter(in_zones(zones))
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock_exclusive()
        .into_tuple()
        .all(tx.db())
        .await?;
    let last = ids.last().copied().filter(|_| ids.len() as u64 == limit);
    let mut found: Vec<_> = with_overrides(tx, &ids).await?.into_values().collect();
    found.sort_unstable_by_key(|found| found.event.id.0);
    Ok((found, last))
}

/// Is true of events in any of these zones, and of those that have an occurrence there.
pub(crate) fn in_zones(zones: &[String]) -> Condition {
    use event_override::Column as Changed;
    let names = || zones.iter().map(String::as_str);
    let moved = event_override::Entity::find()
        .select_only()
        .column(Changed::EventId)
        .filter(Changed::Timezone.is_in(names()).or(Changed::EndTimezone.is_in(names())));
    Condition::any()
        .add(Column::Timezone.is_in(names()))
        .add(Column::EndTimezone.is_in(names()))
        .add(Column::Id.in_subquery(moved.into_query()))
}

/// Writes an event and its overrides as they are by the rules that their zones have now, with what
/// encloses them. `with_version` says whether that is a change that clients have to see.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn write_kept(
    tx: &Tx,
    found: &Found,
    kept: &KeptOnClock,
    with_version: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut row = row::to_row(&kept.event, &kept.overrides);
    if with_version {
        row.version = Set(found.event.version + 1);
        row.updated_at = Set(instant::to_column(now));
    }
    let id = found.event.id.0;
    event::Entity::update_many().set(row).filter(Column::Id.eq(id)).exec(tx.db()).await?;
    if !found.overrides.is_empty() {
        let event = found.event.as_ref().clone();
        let event = umbra_domain::Stored { body: kept.event.clone(), ..event };
        overrides::replace(tx, &event, &kept.overrides).await?;
    }
    Ok(())
}

//! What others share with a person.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use umbra_domain::{
    CalendarId, UserId,
    calendar::{Description, Name, Shared, SharedCalendar},
    connection::Peer,
    page::{Keyset, Limit, Page},
    rights::Right,
    settings::Color,
    text::sort_key,
    user::PreferredName,
};

use super::seen::to_preferences;
use crate::{Read, StoreError, Tx, instant, rights, sql, tx::handle::Handle as _};

#[derive(FromQueryResult)]
struct SharedRow {
    id: i64,
    name: String,
    description: Option<String>,
    color: String,
    owner_id: i64,
    username: String,
    preferred_name: Option<String>,
    held: i16,
    preferences_color: Option<String>,
    is_visible: bool,
    sort_order: i64,
    since: Option<DateTime<Utc>>,
    waits: bool,
}

fn to_shared(row: SharedRow) -> Result<SharedCalendar, StoreError> {
    let since = instant::from_nullable(row.since)?;
    let shared = if row.waits {
        Shared::Offered(since.ok_or(StoreError::Corrupt("offer"))?)
    } else {
        Shared::Accepted {
            since,
            preferences: to_preferences(row.preferences_color, row.is_visible, row.sort_order)?,
        }
    };
    Ok(SharedCalendar {
        id: CalendarId(row.id),
        name: Name::from_stored(row.name),
        description: row.description.map(Description::from_stored),
        color: Color::from_stored(row.color),
        owner: Peer {
            id: UserId(row.owner_id),
            username: row.username,
            preferred_name: row.preferred_name.map(PreferredName::from_stored),
        },
        right: Right::from_level(row.held).ok_or(StoreError::Corrupt("right"))?,
        shared,
    })
}

/// Selects what others share with the person in `$1`. What a calendar is for is told to those who may
/// see what is in it.
fn shared() -> String {
    format!(
        "SELECT s.id, s.name, s.description, s.color, s.owner_id, u.username, p.preferred_name, \
         s.held, s.preferences_color, s.is_visible, s.sort_order, s.since, s.waits FROM (\
         SELECT c.id, c.name, c.name_key, CASE WHEN {} THEN c.description END \
         AS description, c.color, c.user_id AS owner_id, m.held, m.color AS preferences_color, \
         m.is_visible, m.sort_order, m.joined_at AS since, FALSE AS waits \
         FROM calendar_members m JOIN calendars c ON c.id = m.calendar_id \
         WHERE {} UNION ALL \
         SELECT c.id, c.name, c.name_key, CAST(NULL AS text), c.color, c.user_id, o.held, \
         CAST(NULL AS text), TRUE, 0, o.offered_at, TRUE \
         FROM calendar_offers o JOIN calendars c ON c.id = o.calendar_id WHERE {}) s \
         JOIN users u ON u.id = s.owner_id LEFT JOIN settings p ON p.user_id = u.id",
        rights::holds_at_least("m", Right::View),
        rights::shared_with("m", "$1"),
        rights::own("o", "$1"),
    )
}

/// Lists a page of what others share with a person, offers too, by the sort order that they have given
/// it, then by name, then by id.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn shared_with(
    db: &impl Read,
    who: UserId,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<SharedCalendar>, StoreError> {
    const ORDER: &str = "s.sort_order, s.name_key, s.id";
    let fetched = i64::try_from(limit.get() + 1).unwrap_or(i64::MAX);
    let mut values = vec![who.0.into(), fetched.into()];
    let mut beyond = "";
    if let Some(after) = after {
        values.extend(sql::placed_name(&after.key)?);
        values.push(after.id.into());
        beyond = " WHERE (s.sort_order, s.name_key, s.id) > ($3, $4, $5)";
    }
    let text = format!("{}{beyond} ORDER BY {ORDER} LIMIT $2", shared());
    let backend = sea_orm::ConnectionTrait::get_database_backend(db.db());
    let statement = sea_orm::Statement::from_sql_and_values(backend, text, values);
    let rows = SharedRow::find_by_statement(statement).all(db.db()).await?;
    let items = rows.into_iter().map(to_shared).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_overfetched(items, limit, |one| Keyset {
        key: format!("{}:{}", one.preferences().sort_order.get(), sort_key(one.name.as_str())),
        id: one.id.0,
    }))
}

/// Finds a calendar that somebody else shares with a person, if only as an offer.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn sharing(
    tx: &Tx,
    who: UserId,
    id: CalendarId,
) -> Result<Option<SharedCalendar>, StoreError> {
    let text = format!("{} WHERE s.id = $2", shared());
    let row: Option<SharedRow> = sql::one(tx.db(), text, [who.0.into(), id.0.into()]).await?;
    row.map(to_shared).transpose()
}

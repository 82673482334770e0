//! Locations: their rows, their list, and the events that are there.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait as _, DatabaseBackend, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{ExprTrait as _, LockType},
};
use umbra_domain::{
    CalendarId, LocationId, Stored, UserId,
    event::place_label,
    location::{
        Address, Category, Coordinates, Latitude, Location, LocationFilter, Longitude, Name, Notes,
        Phone, Website,
    },
    page::{Keyset, Limit, Page},
    text::{fold, searchable, sort_key},
    user::Email,
};

use crate::{
    Edit, Granted, Read, StoreError, Tx,
    entity::{
        event, event_override,
        location::{ActiveModel, Column, Entity, Model},
    },
    instant,
    resource::{self, Paging},
    rights, sql,
    table::{Columns, Container, Table, stored},
    tx::handle::Handle as _,
};

const BAD: StoreError = StoreError::Corrupt("location");

impl Table for Location {
    type Entity = Entity;
    type Row = Model;
    type NewRow = ActiveModel;
    type Place = UserId;

    const COLUMNS: Columns<Column> = Columns {
        id: Column::Id,
        version: Column::Version,
        created_at: Column::CreatedAt,
        updated_at: Column::UpdatedAt,
        place: Column::UserId,
        container: Container::Person,
        write_only: &[Column::NameKey, Column::SearchText, Column::Label, Column::LabelText],
    };

    async fn read(_: &impl Read, rows: Vec<Model>) -> Result<Vec<Stored<Self>>, StoreError> {
        rows.into_iter().map(to_location).collect()
    }

    fn to_row(&self) -> ActiveModel {
        let search_text = searchable([
            Some(self.name.as_str()),
            self.address.as_ref().map(Address::as_str),
            self.category.as_ref().map(Category::as_str),
            self.notes.as_ref().map(Notes::as_str),
        ]);
        let label = place_label(self.name.as_str(), self.address.as_ref().map(Address::as_str));
        ActiveModel {
            label_text: Set(fold(&label)),
            label: Set(label),
            name: Set(self.name.as_str().to_owned()),
            name_key: Set(sort_key(self.name.as_str())),
            category: Set(self.category.clone().map(Category::into_string)),
            address: Set(self.address.clone().map(Address::into_string)),
            latitude: Set(self.coordinates.map(|both| both.latitude.units())),
            longitude: Set(self.coordinates.map(|both| both.longitude.units())),
            phone: Set(self.phone.clone().map(Phone::into_string)),
            email: Set(self.email.as_ref().map(|email| email.as_str().to_owned())),
            website: Set(self.website.clone().map(Website::into_string)),
            notes: Set(self.notes.clone().map(Notes::into_string)),
            is_favorite: Set(self.is_favorite),
            search_text: Set(search_text),
            ..ActiveModel::default()
        }
    }
}

fn to_location(row: Model) -> Result<Stored<Location>, StoreError> {
    let latitude = row.latitude.map(|units| Latitude::from_units(units).ok_or(BAD)).transpose()?;
    let longitude =
        row.longitude.map(|units| Longitude::from_units(units).ok_or(BAD)).transpose()?;
    let location = Location {
        name: Name::from_stored(row.name),
        category: row.category.map(Category::from_stored),
        address: row.address.map(Address::from_stored),
        coordinates: Coordinates::of(latitude, longitude).map_err(|_| BAD)?,
        phone: row.phone.map(Phone::from_stored),
        email: row.email.as_deref().map(Email::parse).transpose().map_err(|_| BAD)?,
        website: row.website.map(Website::from_stored),
        notes: row.notes.map(Notes::from_stored),
        is_favorite: row.is_favorite,
    };
    stored(LocationId(row.id), row.version, row.created_at, row.updated_at, location)
}

/// Gives the events that are at a place, or an occurrence of which is, a new version: they show its
/// name and address. It is called before the place is locked, for whoever changes an event holds that before they
/// refer to a place.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn touch_events(
    tx: &Tx,
    place: &Granted<Stored<Location>, Edit>,
    now: Timestamp,
) -> Result<(), StoreError> {
    use event::Column as OfEvent;
    let id = place.row().id.0;
    let occurrences = event_override::Entity::find()
        .select_only()
        .column(event_override::Column::EventId)
        .filter(event_override::Column::LocationId.eq(id));
    let there = event::Entity::find()
        .select_only()
        .column(OfEvent::Id)
        .filter(
            Condition::any()
                .add(OfEvent::LocationId.eq(id))
                .add(OfEvent::Id.in_subquery(occurrences.into_query())),
        )
        .order_by_asc(OfEvent::Id)
        .lock(LockType::NoKeyUpdate);
    event::Entity::update_many()
        .col_expr(OfEvent::Version, OfEvent::Version.into_expr().add(1))
        .col_expr(OfEvent::UpdatedAt, instant::to_column(now).into())
        .filter(OfEvent::Id.in_subquery(there.into_query()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Leaves of places those whose owners hold a right on a calendar, which they keep until the transaction
/// ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn of_members(
    tx: &Tx,
    calendar: CalendarId,
    places: &[LocationId],
) -> Result<Vec<LocationId>, StoreError> {
    let ids: Vec<_> = places.iter().map(|place| place.0).collect();
    let mut text = format!(
        "SELECT p.id FROM locations p JOIN calendar_members m ON {} WHERE p.id {} \
         ORDER BY m.user_id",
        rights::member_of_calendar("m", "$1", "p.user_id"),
        sql::one_of(tx.db(), 2),
    );
    if tx.db().get_database_backend() == DatabaseBackend::Postgres {
        text.push_str(" FOR SHARE OF m");
    }
    let statement = sql::statement(tx.db(), text, [calendar.0.into(), sql::ids(&ids)]);
    let rows = Number::find_by_statement(statement).all(tx.db()).await?;
    Ok(rows.into_iter().map(|row| LocationId(row.id)).collect())
}

#[derive(FromQueryResult)]
struct Number {
    id: i64,
}

/// Lists a person's locations by name, then by id.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn list(
    db: &impl Read,
    who: UserId,
    filter: &LocationFilter,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<Stored<Location>>, StoreError> {
    let mut select = rights::visible::<Location>(who);
    if let Some(category) = &filter.category {
        select = select.filter(Column::Category.eq(category.as_str()));
    }
    if let Some(is_favorite) = filter.is_favorite {
        select = select.filter(Column::IsFavorite.eq(is_favorite));
    }
    if let Some(text) = &filter.search {
        select = select.filter(sql::contains(Column::SearchText, text));
    }
    let paging = Paging::by_text(&[Column::NameKey], after, limit)?;
    resource::page::<Location>(db, select, paging, |location| sort_key(location.name.as_str()))
        .await
}

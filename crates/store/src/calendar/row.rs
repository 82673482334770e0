//! Calendars between the domain and their columns.

use sea_orm::ActiveValue::Set;
use umbra_domain::{
    CalendarId,
    calendar::{Calendar, Description, Name, SortOrder},
    settings::Color,
    text::fold,
};

use crate::{StoreError, entity::calendar, instant};

/// Reads a row.
pub(crate) fn to_calendar(row: calendar::Model) -> Result<Calendar, StoreError> {
    Ok(Calendar {
        id: CalendarId(row.id),
        version: row.version,
        name: Name::from_stored(row.name),
        color: Color::from_stored(row.color),
        description: row.description.map(Description::from_stored),
        is_default: row.is_default,
        is_visible: row.is_visible,
        sort_order: SortOrder::parse(row.sort_order)
            .map_err(|_| StoreError::Corrupt("sort order"))?,
        created_at: instant::from_column(row.created_at)?,
        updated_at: instant::from_column(row.updated_at)?,
    })
}

/// Fills every column but the id and the owner.
pub(crate) fn to_model(calendar: &Calendar) -> calendar::ActiveModel {
    calendar::ActiveModel {
        version: Set(calendar.version),
        name: Set(calendar.name.as_str().to_owned()),
        name_key: Set(fold(calendar.name.as_str())),
        color: Set(calendar.color.as_str().to_owned()),
        description: Set(calendar.description.as_ref().map(|text| text.as_str().to_owned())),
        is_default: Set(calendar.is_default),
        is_visible: Set(calendar.is_visible),
        sort_order: Set(calendar.sort_order.get().into()),
        created_at: Set(instant::to_column(calendar.created_at)),
        updated_at: Set(instant::to_column(calendar.updated_at)),
        ..calendar::ActiveModel::default()
    }
}

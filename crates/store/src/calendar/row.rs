//! Calendars between the domain and their columns.

use sea_orm::ActiveValue::Set;
use umbra_domain::{
    CalendarId, Stored, UserId,
    calendar::{Calendar, Description, Name},
    settings::Color,
    text::sort_key,
};

use crate::{
    Read, StoreError,
    entity::calendar::{ActiveModel, Column, Entity, Model},
    table::{Columns, Container, Table, stored},
};

impl Table for Calendar {
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
        container: Container::CalendarItself,
        write_only: &[Column::NameKey],
    };

    async fn read(_: &impl Read, rows: Vec<Model>) -> Result<Vec<Stored<Self>>, StoreError> {
        rows.into_iter().map(to_calendar).collect()
    }

    /// Fills what is everybody's; see [`super::create`].
    fn to_row(&self) -> ActiveModel {
        ActiveModel {
            name: Set(self.name.as_str().to_owned()),
            name_key: Set(sort_key(self.name.as_str())),
            color: Set(self.color.as_str().to_owned()),
            description: Set(self.description.as_ref().map(|text| text.as_str().to_owned())),
            is_default: Set(self.is_default),
            ..ActiveModel::default()
        }
    }
}

pub(super) fn to_calendar(row: Model) -> Result<Stored<Calendar>, StoreError> {
    let calendar = Calendar {
        name: Name::from_stored(row.name),
        color: Color::from_stored(row.color),
        description: row.description.map(Description::from_stored),
        is_default: row.is_default,
    };
    stored(CalendarId(row.id), row.version, row.created_at, row.updated_at, calendar)
}

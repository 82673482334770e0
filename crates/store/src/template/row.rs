//! Templates between the domain and their columns.

use sea_orm::ActiveValue::Set;
use umbra_domain::{
    CalendarId, Stored, TemplateId, UserId,
    civil::{format_time, parse_time},
    event::{Alarms, Content, Description, LocationText, Personal, Title},
    recurrence::Rule,
    settings::Color,
    template::{Name, Template, Times},
    text::sort_key,
};

use crate::{
    Read, StoreError,
    entity::event_template::{ActiveModel, Column, Entity, Model},
    table::{Columns, Container, Table, stored},
};

const BAD: StoreError = StoreError::Corrupt("event template");

impl Table for Template {
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
        write_only: &[Column::NameKey],
    };

    async fn read(_: &impl Read, rows: Vec<Model>) -> Result<Vec<Stored<Self>>, StoreError> {
        rows.into_iter().map(to_template).collect()
    }

    fn to_row(&self) -> ActiveModel {
        let Self { name, calendar, content, personal, times, rule } = self;
        ActiveModel {
            calendar_id: Set(calendar.map(|calendar| calendar.0)),
            name: Set(name.as_str().to_owned()),
            name_key: Set(sort_key(name.as_str())),
            title: Set(content.title.as_str().to_owned()),
            description: Set(content.description.as_ref().map(|text| text.as_str().to_owned())),
            location_text: Set(content.location_text.as_ref().map(|text| text.as_str().to_owned())),
            color: Set(content.color.as_ref().map(|color| color.as_str().to_owned())),
            is_starred: Set(personal.is_starred),
            reminders: Set(personal.reminders.to_string()),
            all_day: Set(times.all_day()),
            start_time: Set(times.start().map(format_time)),
            duration_minutes: Set(times.lasts().get().into()),
            recurrence_rule: Set(rule.as_ref().map(Rule::to_string)),
            ..ActiveModel::default()
        }
    }
}

fn to_template(row: Model) -> Result<Stored<Template>, StoreError> {
    let start = row.start_time.as_deref().map(parse_time).transpose().map_err(|_| BAD)?;
    let rule =
        row.recurrence_rule.as_deref().map(Rule::from_stored).transpose().map_err(|_| BAD)?;
    let personal = Personal {
        is_starred: row.is_starred,
        reminders: Alarms::from_stored(&row.reminders).ok_or(BAD)?,
    };
    let content = Content {
        description: row.description.map(Description::from_stored),
        location_text: row.location_text.map(LocationText::from_stored),
        color: row.color.map(Color::from_stored),
        ..Content::titled(Title::from_stored(row.title))
    };
    let template = Template {
        name: Name::from_stored(row.name),
        calendar: row.calendar_id.map(CalendarId),
        content,
        personal,
        times: Times::from_stored(row.all_day, start, row.duration_minutes).ok_or(BAD)?,
        rule,
    };
    stored(TemplateId(row.id), row.version, row.created_at, row.updated_at, template)
}

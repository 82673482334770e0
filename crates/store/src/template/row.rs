//! Templates between the domain and their columns.

use sea_orm::ActiveValue::Set;
use umbra_domain::{
    CalendarId, TemplateId,
    civil::{format_time, parse_time},
    event::{Alarms, Content, Description, LocationText, Title},
    recurrence::Rule,
    settings::Color,
    template::{Name, NewTemplate, Template, Times},
    text::fold,
};

use crate::{StoreError, entity::event_template, instant};

const BAD: StoreError = StoreError::Corrupt("event template");

/// Reads a row.
pub(crate) fn to_template(row: event_template::Model) -> Result<Template, StoreError> {
    let start = row.start_time.as_deref().map(parse_time).transpose().map_err(|_| BAD)?;
    let rule =
        row.recurrence_rule.as_deref().map(Rule::from_stored).transpose().map_err(|_| BAD)?;
    let content = Content {
        title: Title::from_stored(row.title),
        description: row.description.map(Description::from_stored),
        location_text: row.location_text.map(LocationText::from_stored),
        color: row.color.map(Color::from_stored),
        is_starred: row.is_starred,
        reminders: Alarms::from_stored(&row.reminders).ok_or(BAD)?,
    };
    Ok(Template {
        id: TemplateId(row.id),
        version: row.version,
        created_at: instant::from_column(row.created_at)?,
        updated_at: instant::from_column(row.updated_at)?,
        body: NewTemplate {
            name: Name::from_stored(row.name),
            calendar: row.calendar_id.map(CalendarId),
            content,
            times: Times::from_stored(row.all_day, start, row.duration_minutes).ok_or(BAD)?,
            rule,
        },
    })
}

/// Fills every column but the id and the owner.
pub(crate) fn to_model(template: &Template) -> event_template::ActiveModel {
    let NewTemplate { name, calendar, content, times, rule } = &template.body;
    event_template::ActiveModel {
        calendar_id: Set(calendar.map(|calendar| calendar.0)),
        version: Set(template.version),
        name: Set(name.as_str().to_owned()),
        name_key: Set(fold(name.as_str())),
        title: Set(content.title.as_str().to_owned()),
        description: Set(content.description.as_ref().map(|text| text.as_str().to_owned())),
        location_text: Set(content.location_text.as_ref().map(|text| text.as_str().to_owned())),
        color: Set(content.color.as_ref().map(|color| color.as_str().to_owned())),
        is_starred: Set(content.is_starred),
        reminders: Set(content.reminders.to_string()),
        all_day: Set(times.all_day()),
        start_time: Set(times.start().map(format_time)),
        duration_minutes: Set(times.lasts().get().into()),
        recurrence_rule: Set(rule.as_ref().map(Rule::to_string)),
        created_at: Set(instant::to_column(template.created_at)),
        updated_at: Set(instant::to_column(template.updated_at)),
        ..event_template::ActiveModel::default()
    }
}

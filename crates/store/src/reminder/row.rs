//! Reminders between the domain and their columns.

use std::{collections::HashMap, sync::Arc};

use jiff::civil::DateTime;
use sea_orm::{ActiveValue::Set, FromQueryResult, QuerySelect, Select, sea_query::Expr};
use umbra_domain::{
    ReminderId, Stored, UserId,
    event::{Event, Override, PersonalEventState},
    recurrence::{Ends, Occurrence, Rule},
    reminder::{Description, OnEvent, Own, Reminder, Schedule, State, Subject, Title},
    text::searchable,
    zone::{Zone, ZoneDatabase},
};

use crate::{
    Read, StoreError,
    entity::reminder::{ActiveModel, Column, Entity, Model},
    event::{personal_text, read_mine, with_overrides},
    instant, sql,
    table::{Columns, Container, Table, stored},
    union_query::Named,
    zone,
};

const BAD: StoreError = StoreError::Corrupt("reminder");

/// What a row has beside its columns.
pub(crate) const OF_REMINDER: [Named; 1] = [("personal_state", "text")];

/// A row, and what its person has on the event that it is on.
#[derive(Debug, FromQueryResult)]
pub struct Row {
    #[sea_orm(nested)]
    reminder: Model,
    personal_state: Option<String>,
}

impl Table for Reminder {
    type Entity = Entity;
    type Row = Row;
    type NewRow = ActiveModel;
    type Place = UserId;

    const COLUMNS: Columns<Column> = Columns {
        id: Column::Id,
        version: Column::Version,
        created_at: Column::CreatedAt,
        updated_at: Column::UpdatedAt,
        place: Column::UserId,
        container: Container::Person,
        write_only: &[Column::SearchText],
    };

    async fn read(db: &impl Read, rows: Vec<Row>) -> Result<Vec<Stored<Self>>, StoreError> {
        let (rows, personal_state): (Vec<_>, Vec<_>) =
            rows.into_iter().map(|row| (row.reminder, row.personal_state)).unzip();
        let events = events(db, &rows).await?;
        // An event may have been deleted since, and its reminders with it.
        let there = |row: &Model| row.event_id.is_none_or(|id| events.contains_key(&id));
        let rows = rows.into_iter().zip(personal_state).filter(|(row, _)| there(row));
        rows.map(|(row, personal_state)| {
            let personal_state = Arc::new(read_mine(personal_state.as_deref())?);
            to_reminder(row, personal_state, &events, db.zones())
        })
        .collect()
    }

    fn to_row(&self) -> ActiveModel {
        let model = state_to_model(&self.state);
        match &self.subject {
            Subject::Own(own) => own_to_model(own, model),
            Subject::Event(on) => ActiveModel {
                event_id: Set(Some(on.event.id.0)),
                minutes_before: Set(Some(on.minutes_before.into())),
                timezone: Set(Some(on.zone.as_str().to_owned())),
                search_text: Set(String::new()),
                ..model
            },
        }
    }

    fn with_more(select: Select<Entity>) -> Select<Entity> {
        let personal_state = personal_text("reminders.event_id", "reminders.user_id");
        select.expr_as(Expr::cust(personal_state), "personal_state")
    }
}

/// Looks up the events of reminders on events; without any it asks nothing.
pub(super) async fn events(
    db: &impl Read,
    rows: &[Model],
) -> Result<HashMap<i64, OfEvent>, StoreError> {
    let mut ids: Vec<_> = rows.iter().filter_map(|row| row.event_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = with_overrides(db, &ids).await?;
    Ok(found.into_iter().map(|(id, found)| (id, (found.event, found.overrides.into()))).collect())
}

/// Looks up what people have on the events of their reminders, each once, by event and person; what
/// can't be read is `None`. Without any it asks nothing.
pub(super) async fn personal_state(
    db: &impl Read,
    rows: &[Model],
) -> Result<HashMap<(i64, i64), Option<Arc<PersonalEventState>>>, StoreError> {
    #[derive(FromQueryResult)]
    struct PersonalStateRow {
        event_id: i64,
        user_id: i64,
        personal_state: Option<String>,
    }
    let on_events = rows.iter().filter(|row| row.event_id.is_some());
    let ids: Vec<_> = on_events.map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!(
        "SELECT d.event_id, d.user_id, {} AS personal_state FROM \
         (SELECT DISTINCT event_id, user_id FROM reminders WHERE id {}) d",
        personal_text("d.event_id", "d.user_id"),
        sql::one_of(db.db(), 1),
    );
    let statement = sql::statement(db.db(), text, [sql::ids(&ids)]);
    let found = PersonalStateRow::find_by_statement(statement).all(db.db()).await?;
    let read = |row: PersonalStateRow| {
        let personal_state = read_mine(row.personal_state.as_deref()).ok().map(Arc::new);
        ((row.event_id, row.user_id), personal_state)
    };
    Ok(found.into_iter().map(read).collect())
}

/// An event and all of its overrides, which its reminders share.
pub(super) type OfEvent = (Arc<Stored<Event>>, Arc<[Override]>);

/// Reads a row.
pub(super) fn to_reminder(
    row: Model,
    personal_state: Arc<PersonalEventState>,
    events: &HashMap<i64, OfEvent>,
    zones: &ZoneDatabase,
) -> Result<Stored<Reminder>, StoreError> {
    let Model { id, version, created_at, updated_at, .. } = row;
    let state = to_state(&row)?;
    let subject = match (row.event_id, row.minutes_before) {
        (Some(id), Some(minutes)) => {
            let zone = row.timezone.map(|name| zone::read(zones, &name, None));
            Subject::Event(to_event(id, minutes, zone, (events, personal_state))?)
        }
        _ => Subject::Own(Box::new(to_own(row, zones)?)),
    };
    let reminder = Reminder { subject, state };
    stored(ReminderId(id), version, created_at, updated_at, reminder)
}

fn to_event(
    id: i64,
    minutes: i64,
    zone: Option<Zone>,
    (events, personal_state): (&HashMap<i64, OfEvent>, Arc<PersonalEventState>),
) -> Result<OnEvent, StoreError> {
    let (event, overrides) = events.get(&id).cloned().ok_or(BAD)?;
    let minutes_before = minutes.try_into().map_err(|_| BAD)?;
    let zone = zone.unwrap_or_default();
    Ok(OnEvent { event, overrides, personal_state, minutes_before, zone })
}

fn to_own(row: Model, zones: &ZoneDatabase) -> Result<Own, StoreError> {
    let rule =
        row.recurrence_rule.as_deref().map(Rule::from_stored).transpose().map_err(|_| BAD)?;
    let start = local(row.remind_local.as_deref())?.ok_or(BAD)?;
    let ends = match (local(row.recurrence_end.as_deref())?, &rule) {
        (Some(last), _) => Ends::At(last),
        (None, Some(_)) => Ends::Never,
        (None, None) => Ends::At(start),
    };
    let at = instant::from_nullable(row.remind_at)?.ok_or(BAD)?;
    let zone = zone::read(zones, &row.timezone.ok_or(BAD)?, Some((start, at)));
    Ok(Own {
        title: Title::from_stored(row.title.ok_or(BAD)?),
        description: row.description.map(Description::from_stored),
        schedule: Schedule::from_stored(zone, start, at, rule, ends),
    })
}

fn to_state(row: &Model) -> Result<State, StoreError> {
    let next_at = instant::from_nullable(row.next_at)?;
    let next = match (local(row.next_occurrence.as_deref())?, next_at) {
        (Some(local), Some(at)) => Some(Occurrence { local, at }),
        (None, None) => None,
        _ => return Err(BAD),
    };
    Ok(State {
        is_active: row.is_active,
        next,
        occurrence: local(row.fired_occurrence.as_deref())?,
        fired_at: instant::from_nullable(row.fired_at)?,
        is_dismissed: row.is_dismissed,
        snoozed_until: instant::from_nullable(row.snoozed_until)?,
        snooze_generation: row.snooze_generation.try_into().map_err(|_| BAD)?,
    })
}

fn local(text: Option<&str>) -> Result<Option<DateTime>, StoreError> {
    text.map(|text| text.parse().map_err(|_| BAD)).transpose()
}

fn own_to_model(own: &Own, model: ActiveModel) -> ActiveModel {
    let Own { title, description, schedule } = own;
    let description = description.as_ref().map(Description::as_str);
    let end = match (schedule.rule(), schedule.ends()) {
        (Some(_), Ends::At(last)) => Some(last.to_string()),
        _ => None,
    };
    ActiveModel {
        title: Set(Some(title.as_str().to_owned())),
        description: Set(description.map(str::to_owned)),
        timezone: Set(Some(schedule.zone().as_str().to_owned())),
        remind_at: Set(Some(instant::to_column(schedule.at()))),
        remind_local: Set(Some(schedule.start().to_string())),
        recurrence_rule: Set(schedule.rule().map(ToString::to_string)),
        recurrence_end: Set(end),
        search_text: Set(searchable([Some(title.as_str()), description])),
        ..model
    }
}

fn state_to_model(state: &State) -> ActiveModel {
    ActiveModel {
        is_active: Set(state.is_active),
        next_at: Set(state.next.map(|next| instant::to_column(next.at))),
        next_occurrence: Set(state.next.map(|next| next.local.to_string())),
        fired_at: Set(state.fired_at.map(instant::to_column)),
        fired_occurrence: Set(state.occurrence.map(|local| local.to_string())),
        is_dismissed: Set(state.is_dismissed),
        snoozed_until: Set(state.snoozed_until.map(instant::to_column)),
        snooze_generation: Set(state.snooze_generation.into()),
        due_at: Set(state.due_at().map(instant::to_column)),
        ..ActiveModel::default()
    }
}

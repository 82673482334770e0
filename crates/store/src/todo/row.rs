//! Todos between the domain and their columns.

use sea_orm::ActiveValue::Set;
use umbra_domain::{
    Stored, TodoId, UserId,
    text::{searchable, sort_key},
    todo::{Category, Description, Due, Priority, Title, Todo},
};

use crate::{
    Read, StoreError,
    entity::todo::{ActiveModel, Column, Entity, Model},
    instant, recurrence,
    table::{Columns, Container, Table, stored},
};

impl Table for Todo {
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
        write_only: &[Column::TitleKey, Column::SearchText],
    };

    async fn read(_: &impl Read, rows: Vec<Model>) -> Result<Vec<Stored<Self>>, StoreError> {
        rows.into_iter().map(to_todo).collect()
    }

    fn to_row(&self) -> ActiveModel {
        let description = self.description.as_ref().map(Description::as_str);
        let category = self.category.as_ref().map(Category::as_str);
        let series = self.recurrence.as_ref();
        ActiveModel {
            title: Set(self.title.as_str().to_owned()),
            title_key: Set(sort_key(self.title.as_str())),
            description: Set(description.map(str::to_owned)),
            priority: Set(self.priority.rank()),
            category: Set(category.map(str::to_owned)),
            due_rank: Set(Due::rank(self.due)),
            completed_at: Set(self.completed_at.map(instant::to_column)),
            search_text: Set(searchable([Some(self.title.as_str()), description, category])),
            recurrence_rule: Set(series.map(|series| series.rule().to_string())),
            recurrence_basis: Set(series.map(|series| series.basis().as_str().to_owned())),
            recurrence_anchor: Set(series.map(|series| series.anchor().to_string())),
            recurrence_done: Set(series.map_or(0, |series| series.done().into())),
            last_completed_at: Set(self.last_completed_at.map(instant::to_column)),
            ..ActiveModel::default()
        }
    }
}

/// Reads a row.
pub(crate) fn to_todo(row: Model) -> Result<Stored<Todo>, StoreError> {
    let series = recurrence::Columns {
        rule: row.recurrence_rule.as_deref(),
        basis: row.recurrence_basis.as_deref(),
        anchor: row.recurrence_anchor.as_deref(),
        done: row.recurrence_done,
    };
    let recurrence = recurrence::read(&series)?;
    let todo = Todo {
        title: Title::from_stored(row.title),
        description: row.description.map(Description::from_stored),
        priority: Priority::from_rank(row.priority),
        category: row.category.map(Category::from_stored),
        due: Due::from_rank(&row.due_rank).ok_or(StoreError::Corrupt("due moment"))?,
        recurrence,
        last_completed_at: instant::from_nullable(row.last_completed_at)?,
        completed_at: instant::from_nullable(row.completed_at)?,
    };
    stored(TodoId(row.id), row.version, row.created_at, row.updated_at, todo)
}

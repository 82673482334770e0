//! Projects between the domain and their columns.

use sea_orm::ActiveValue::Set;
use umbra_domain::{
    ProjectId, Stored, UserId,
    calendar::SortOrder,
    project::{Description, Name, Project, Status},
    settings::Color,
    text::{searchable, sort_key},
};

use crate::{
    Read, StoreError,
    entity::project::{ActiveModel, Column, Entity, Model},
    table::{Columns, Container, Table, stored},
};

const BAD: StoreError = StoreError::Corrupt("project");

impl Table for Project {
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
        container: Container::ProjectItself,
        write_only: &[Column::NameKey, Column::SearchText],
    };

    async fn read(_: &impl Read, rows: Vec<Model>) -> Result<Vec<Stored<Self>>, StoreError> {
        rows.into_iter().map(to_project).collect()
    }

    fn to_row(&self) -> ActiveModel {
        let description = self.description.as_ref().map(Description::as_str);
        ActiveModel {
            name: Set(self.name.as_str().to_owned()),
            name_key: Set(sort_key(self.name.as_str())),
            description: Set(description.map(str::to_owned)),
            status: Set(self.status.rank()),
            color: Set(self.color.as_str().to_owned()),
            due_date: Set(self.due.map(|day| day.to_string())),
            is_archived: Set(self.is_archived),
            sort_order: Set(self.sort_order.get().into()),
            search_text: Set(searchable([Some(self.name.as_str()), description])),
            ..ActiveModel::default()
        }
    }
}

fn to_project(row: Model) -> Result<Stored<Project>, StoreError> {
    let project = Project {
        name: Name::from_stored(row.name),
        description: row.description.map(Description::from_stored),
        status: Status::from_rank(row.status).ok_or(BAD)?,
        color: Color::from_stored(row.color),
        due: row.due_date.map(|day| day.parse()).transpose().map_err(|_| BAD)?,
        is_archived: row.is_archived,
        sort_order: SortOrder::parse(row.sort_order).map_err(|_| BAD)?,
    };
    stored(ProjectId(row.id), row.version, row.created_at, row.updated_at, project)
}

//! Projects between the domain and their columns.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, FromQueryResult, QuerySelect, Select, sea_query::Expr,
};
use umbra_domain::{
    ProjectId, Stored, UserId,
    calendar::SortOrder,
    project::{Description, Membership, Name, Project, Role, Status},
    rights::Right,
    settings::Color,
    text::{searchable, sort_key},
};

use crate::{
    Read, StoreError,
    entity::{
        project::{ActiveModel, Column, Entity, Model},
        project_member,
    },
    table::{Columns, Container, Table, stored},
    union_query::Named,
};

const BAD: StoreError = StoreError::Corrupt("project");

/// A row, and what the table of members has about it for the one who asks.
#[derive(Debug, FromQueryResult)]
pub struct Row {
    #[sea_orm(nested)]
    project: Model,
    own_held: i16,
    own_version: i64,
    own_is_archived: bool,
    own_sort_order: i64,
    own_updated_at: Option<DateTime<Utc>>,
    members: i64,
}

/// What a project's row has beside its columns.
pub(crate) const OF_MEMBERS: [Named; 6] = [
    ("own_held", "smallint"),
    ("own_version", "bigint"),
    ("own_is_archived", "boolean"),
    ("own_sort_order", "bigint"),
    ("own_updated_at", "timestamptz"),
    ("members", "bigint"),
];

const MEMBERS: &str = "(SELECT count(*) FROM project_members c WHERE c.project_id = projects.id)";

impl Table for Project {
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
        container: Container::ProjectItself,
        write_only: &[Column::NameKey, Column::SearchText],
    };

    async fn read(_: &impl Read, rows: Vec<Row>) -> Result<Vec<Stored<Self>>, StoreError> {
        rows.into_iter().map(to_project).collect()
    }

    /// Fills the columns of a new project. What is its owner's own goes on to the table of members,
    /// which the database sees to.
    fn to_row(&self) -> ActiveModel {
        ActiveModel {
            is_archived: Set(self.is_archived),
            sort_order: Set(self.sort_order.get().into()),
            ..to_row(self)
        }
    }

    /// Names columns of the table that the look-up joins, of the row of the one who asks.
    fn with_more(select: Select<Entity>) -> Select<Entity> {
        use project_member::Column;
        let [held, version, is_archived, sort_order, updated_at, members] =
            OF_MEMBERS.map(|(name, _)| name);
        select
            .expr_as(Column::Held.into_expr(), held)
            .expr_as(Column::Version.into_expr(), version)
            .expr_as(Column::IsArchived.into_expr(), is_archived)
            .expr_as(Column::SortOrder.into_expr(), sort_order)
            .expr_as(Column::UpdatedAt.into_expr(), updated_at)
            .expr_as(Expr::cust(MEMBERS), members)
    }
}

/// Fills the columns that are everybody's.
pub(super) fn to_row(project: &Project) -> ActiveModel {
    let description = project.description.as_ref().map(Description::as_str);
    ActiveModel {
        name: Set(project.name.as_str().to_owned()),
        name_key: Set(sort_key(project.name.as_str())),
        description: Set(description.map(str::to_owned)),
        status: Set(project.status.rank()),
        color: Set(project.color.as_str().to_owned()),
        due_date: Set(project.due.map(|day| day.to_string())),
        search_text: Set(searchable([Some(project.name.as_str()), description])),
        ..ActiveModel::default()
    }
}

/// Reads a row. Its version is that of the project and that of what is the reader's own, added up:
/// both only grow.
fn to_project(row: Row) -> Result<Stored<Project>, StoreError> {
    let Row {
        project: row,
        own_held,
        own_version,
        own_is_archived,
        own_sort_order,
        own_updated_at,
        members,
    } = row;
    let project = Project {
        name: Name::from_stored(row.name),
        description: row.description.map(Description::from_stored),
        status: Status::from_rank(row.status).ok_or(BAD)?,
        color: Color::from_stored(row.color),
        due: row.due_date.map(|day| day.parse()).transpose().map_err(|_| BAD)?,
        is_archived: own_is_archived,
        sort_order: SortOrder::parse(own_sort_order).map_err(|_| BAD)?,
        membership: Membership {
            role: Role::of(Right::from_level(own_held).ok_or(BAD)?),
            owner: UserId(row.user_id),
            members: members.try_into().map_err(|_| BAD)?,
        },
    };
    let updated_at = own_updated_at.map_or(row.updated_at, |own| own.max(row.updated_at));
    let version = row.version + own_version;
    stored(ProjectId(row.id), version, row.created_at, updated_at, project)
}

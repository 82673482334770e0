//! The table `notifications`.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notifications")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i64,
    pub notice: String,
    pub actor_id: Option<i64>,
    pub count: i64,
    pub group_key: String,
    pub once_key: Option<String>,
    pub is_deleted: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
    pub address: Option<String>,
    pub occurrence: Option<String>,
    pub connection_request_id: Option<i64>,
    pub connection_id: Option<i64>,
    pub calendar_id: Option<i64>,
    pub member_calendar_id: Option<i64>,
    pub event_id: Option<i64>,
    pub project_id: Option<i64>,
    pub task_id: Option<i64>,
    pub comment_id: Option<i64>,
    pub reminder_id: Option<i64>,
    pub todo_id: Option<i64>,
    pub person_id: Option<i64>,
    pub gone_name: Option<String>,
    pub gone_start: Option<String>,
    pub due_at: Option<DateTime<Utc>>,
    pub is_gathered: bool,
    pub snoozed_until: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

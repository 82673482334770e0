//! The table `tasks`.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tasks")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub project_id: i64,
    pub created_by: Option<i64>,
    pub version: i64,
    pub title: String,
    pub description: Option<String>,
    pub status: i16,
    pub priority: i16,
    pub start_date: Option<String>,
    pub due_rank: String,
    pub recurrence_rule: Option<String>,
    pub recurrence_basis: Option<String>,
    pub recurrence_anchor: Option<String>,
    pub recurrence_done: i64,
    pub last_completed_at: Option<DateTime<Utc>>,
    pub completed_at: Option<DateTime<Utc>>,
    pub parent_id: Option<i64>,
    pub sort_order: i64,
    pub search_text: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

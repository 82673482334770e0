//! The table `todos`.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "todos")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i64,
    pub version: i64,
    pub title: String,
    pub title_key: String,
    pub description: Option<String>,
    pub priority: i16,
    pub category: Option<String>,
    pub due_rank: String,
    pub completed_at: Option<DateTime<Utc>>,
    pub search_text: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub recurrence_rule: Option<String>,
    pub recurrence_basis: Option<String>,
    pub recurrence_anchor: Option<String>,
    pub recurrence_done: i64,
    pub last_completed_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

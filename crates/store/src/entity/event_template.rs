//! The table `event_templates`.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_templates")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i64,
    pub calendar_id: Option<i64>,
    pub version: i64,
    pub name: String,
    pub name_key: String,
    pub title: String,
    pub description: Option<String>,
    pub location_text: Option<String>,
    pub color: Option<String>,
    pub is_starred: bool,
    pub reminders: String,
    pub all_day: bool,
    pub start_time: Option<String>,
    pub duration_minutes: i64,
    pub recurrence_rule: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

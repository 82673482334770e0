//! The table `reminders`.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminders")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i64,
    pub version: i64,
    pub event_id: Option<i64>,
    pub minutes_before: Option<i64>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub timezone: Option<String>,
    pub remind_at: Option<DateTime<Utc>>,
    pub remind_local: Option<String>,
    pub recurrence_rule: Option<String>,
    pub recurrence_end: Option<String>,
    pub is_active: bool,
    pub next_at: Option<DateTime<Utc>>,
    pub next_occurrence: Option<String>,
    pub fired_at: Option<DateTime<Utc>>,
    pub fired_occurrence: Option<String>,
    pub is_dismissed: bool,
    pub snoozed_until: Option<DateTime<Utc>>,
    pub snooze_generation: i64,
    pub due_at: Option<DateTime<Utc>>,
    pub search_text: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

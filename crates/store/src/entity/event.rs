//! The table `events`.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub calendar_id: i64,
    pub created_by: Option<i64>,
    pub version: i64,
    pub title: String,
    pub description: Option<String>,
    pub location_text: Option<String>,
    pub location_id: Option<i64>,
    pub status: i16,
    pub transparency: i16,
    pub visibility: i16,
    pub color: Option<String>,
    pub is_starred: bool,
    pub reminders: String,
    pub dtstart: DateTime<Utc>,
    pub dtend: DateTime<Utc>,
    pub timezone: Option<String>,
    pub end_timezone: Option<String>,
    pub local_start: Option<String>,
    pub local_end: Option<String>,
    pub recurrence_rule: Option<String>,
    pub recurrence_start: Option<String>,
    pub recurrence_end: Option<String>,
    pub exdates: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub span: i16,
    pub search_text: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

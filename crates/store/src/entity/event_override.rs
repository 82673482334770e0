//! The table `event_overrides`.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_overrides")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub recurrence_id: String,
    pub title: Option<String>,
    pub description: Option<String>,
    pub location_text: Option<String>,
    pub location_id: Option<i64>,
    pub has_own_location: bool,
    pub status: Option<i16>,
    pub transparency: Option<i16>,
    pub color: Option<String>,
    pub is_starred: Option<bool>,
    pub reminders: Option<String>,
    pub dtstart: Option<DateTime<Utc>>,
    pub dtend: Option<DateTime<Utc>>,
    pub timezone: Option<String>,
    pub end_timezone: Option<String>,
    pub local_start: Option<String>,
    pub local_end: Option<String>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub search_text: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! The table `settings`.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "settings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    pub version: i64,
    pub timezone: String,
    pub preferred_name: Option<String>,
    pub accent_color: Option<String>,
    pub first_day_of_week: i16,
    pub upcoming_days: i16,
    pub auto_lock_minutes: Option<i16>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub locale: String,
    pub weather_name: Option<String>,
    pub weather_latitude: Option<i64>,
    pub weather_longitude: Option<i64>,
    pub ntfy_enabled: bool,
    pub ntfy_server_url: Option<String>,
    pub ntfy_topic: Option<String>,
    pub ntfy_auth_token: Option<String>,
    pub ntfy_events_enabled: bool,
    pub ntfy_event_lead_minutes: i16,
    pub ntfy_reminders_enabled: bool,
    pub ntfy_todos_enabled: bool,
    pub ntfy_todo_lead_days: i16,
    pub ntfy_projects_enabled: bool,
    pub ntfy_project_lead_days: i16,
    pub quiet_hours_start: Option<String>,
    pub quiet_hours_end: Option<String>,
    pub ntfy_tests_used_until: Option<DateTime<Utc>>,
    pub daily_notice_time: String,
    pub due_look_at: DateTime<Utc>,
    pub due_from: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

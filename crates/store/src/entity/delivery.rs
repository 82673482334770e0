//! The table `deliveries`.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliveries")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i64,
    pub channel: String,
    pub notification_id: i64,
    pub notice: String,
    pub item_key: String,
    pub subject_type: Option<String>,
    pub subject_id: Option<i64>,
    pub occurrence: Option<String>,
    pub state: i16,
    pub ended: Option<String>,
    pub reason: Option<String>,
    pub status: Option<i16>,
    pub due_at: DateTime<Utc>,
    pub next_at: Option<DateTime<Utc>>,
    pub claim: Option<String>,
    pub attempts: i64,
    pub sequence_id: Option<String>,
    pub sent_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! The table `task_reopenings`.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task_reopenings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub completion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub task_id: i64,
    pub completed_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

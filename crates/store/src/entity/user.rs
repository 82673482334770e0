//! The table `users`.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub username: String,
    pub username_key: String,
    pub email: Option<String>,
    pub date_of_birth: Option<String>,
    pub role: String,
    pub is_active: bool,
    pub password_hash: String,
    pub must_change_password: bool,
    pub last_login_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub mfa_enforce_pending: bool,
    pub passwordless_enabled: bool,
    pub credential_version: i64,
    pub code_failures: i64,
    pub passkey_handle: Option<Vec<u8>>,
    pub password_expires_at: Option<DateTime<Utc>>,
    pub former_key: Option<String>,
    pub username_order: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! When a password that somebody else set stops working.
//!
//! Those that were set before get three days from now, the default for new ones.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let in_three_days = match manager.get_database_backend() {
            DatabaseBackend::Postgres => "now() + interval '72 hours'",
            _ => "strftime('%Y-%m-%d %H:%M:%S+00:00', 'now', '+72 hours')",
        };
        let sql = format!(
            "ALTER TABLE users ADD COLUMN password_expires_at {{instant}};;
            UPDATE users SET password_expires_at = {in_three_days} WHERE must_change_password"
        );
        dialect::run(manager, &sql).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "ALTER TABLE users DROP COLUMN password_expires_at").await
    }
}

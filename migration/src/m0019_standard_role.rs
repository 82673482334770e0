//! The role `member` is called `standard`, as on the wire.
//!
//! SQLite can't change a `CHECK`, and `users` can't be made anew without deleting what belongs to
//! people: the constraint is changed in the schema's own table, as SQLite documents it for changes
//! that don't touch stored rows (<https://sqlite.org/lang_altertable.html>, section 8).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr, Statement};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rename(manager, "member", "standard").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rename(manager, "standard", "member").await
    }
}

async fn rename(manager: &SchemaManager<'_>, old: &str, new: &str) -> Result<(), DbErr> {
    let rows = format!("UPDATE users SET role = '{new}' WHERE role = '{old}'");
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        let sql = format!(
            "ALTER TABLE users DROP CONSTRAINT users_role_check;;
            {rows};;
            ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('admin', '{new}'))"
        );
        return dialect::run(manager, &sql).await;
    }
    // The next number tells other connections to read the schema again.
    let version = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA schema_version");
    let version = manager.get_connection().query_one_raw(version).await?;
    let version: i64 = match version {
        Some(row) => row.try_get_by_index(0)?,
        None => return Err(DbErr::Migration("SQLite tells no schema version".to_owned())),
    };
    let next = version + 1;
    let sql = format!(
        "PRAGMA writable_schema = ON;;
        UPDATE sqlite_schema SET sql = replace(sql, '''{old}''', '''{new}''')
        WHERE type = 'table' AND name = 'users';;
        PRAGMA schema_version = {next};;
        PRAGMA writable_schema = RESET;;
        {rows}"
    );
    dialect::run(manager, &sql).await
}

//! The audit log: a chain that can only grow.
//!
//! It names people by number without foreign keys, since it outlives them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = "
CREATE TABLE audit_log (
    id {int} PRIMARY KEY,
    at {instant} NOT NULL,
    actor_id {int},
    action TEXT NOT NULL,
    target_id {int},
    outcome TEXT NOT NULL,
    address TEXT,
    detail TEXT,
    mac {bytes} NOT NULL
) {strict};;
CREATE INDEX audit_log_actor ON audit_log (actor_id, id);;
CREATE INDEX audit_log_target ON audit_log (target_id, id);;
CREATE INDEX audit_log_action ON audit_log (action, id);;
CREATE INDEX audit_log_at ON audit_log (at, id);;
CREATE TABLE audit_head (
    id {int} PRIMARY KEY CHECK (id = 1),
    last_id {int} NOT NULL,
    mac {bytes} NOT NULL,
    mirrored_id {int} NOT NULL,
    mirror_due {bool} NOT NULL
) {strict};;
";

const SQLITE_GUARDS: &str = "
INSERT INTO audit_head VALUES (1, 0, zeroblob(32), 0, 0);;
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
";

const POSTGRES_GUARDS: &str = "
INSERT INTO audit_head VALUES (1, 0, decode(repeat('00', 32), 'hex'), 0, FALSE);;
CREATE FUNCTION audit_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;;
CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE ON audit_log
FOR EACH ROW EXECUTE FUNCTION audit_log_append_only();;
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION audit_log_append_only()
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let guards = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES_GUARDS,
            _ => SQLITE_GUARDS,
        };
        dialect::run(manager, guards).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "DROP TABLE audit_log;; DROP TABLE audit_head").await?;
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            dialect::run(manager, "DROP FUNCTION audit_log_append_only").await?;
        }
        Ok(())
    }
}

//! Room for the audit log to forget: up to a place that only moves on, entries may be deleted.
//!
//! The place is named by an entry of the chain, which none but who has the secret key can make, so
//! somebody who moves it here and deletes more is found out by verifying the log.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMN: &str = "ALTER TABLE audit_head ADD COLUMN trimmed_id {int} NOT NULL DEFAULT 0";

const SQLITE_UP: &str = "
DROP TRIGGER audit_log_no_delete;;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
WHEN OLD.id > COALESCE((SELECT trimmed_id FROM audit_head), 0)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;;
DROP TRIGGER audit_head_on;;
CREATE TRIGGER audit_head_on BEFORE UPDATE ON audit_head
WHEN NEW.id <> OLD.id OR NEW.last_id < OLD.last_id OR NEW.trimmed_id < OLD.trimmed_id
    OR (NEW.trimmed_id > OLD.trimmed_id
        AND (NEW.trimmed_id > NEW.mirrored_id OR NEW.trimmed_id >= NEW.last_id))
BEGIN SELECT RAISE(ABORT, 'the end of the audit log only moves on'); END
";

const SQLITE_DOWN: &str = "
DROP TRIGGER audit_log_no_delete;;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;;
DROP TRIGGER audit_head_on;;
CREATE TRIGGER audit_head_on BEFORE UPDATE ON audit_head
WHEN NEW.id <> OLD.id OR NEW.last_id < OLD.last_id
BEGIN SELECT RAISE(ABORT, 'the end of the audit log only moves on'); END
";

const POSTGRES_UP: &str = "
CREATE OR REPLACE FUNCTION audit_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.id <= (SELECT trimmed_id FROM audit_head) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;;
CREATE OR REPLACE FUNCTION audit_head_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.id = OLD.id AND NEW.last_id >= OLD.last_id
            AND (NEW.trimmed_id = OLD.trimmed_id OR (NEW.trimmed_id > OLD.trimmed_id
                AND NEW.trimmed_id <= NEW.mirrored_id AND NEW.trimmed_id < NEW.last_id)) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the end of the audit log only moves on';
END
$$
";

const POSTGRES_DOWN: &str = "
CREATE OR REPLACE FUNCTION audit_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;;
CREATE OR REPLACE FUNCTION audit_head_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.last_id >= OLD.last_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the end of the audit log only moves on';
END
$$
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        dialect::run(manager, COLUMN).await?;
        dialect::run(manager, if postgres { POSTGRES_UP } else { SQLITE_UP }).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        dialect::run(manager, if postgres { POSTGRES_DOWN } else { SQLITE_DOWN }).await?;
        dialect::run(manager, "ALTER TABLE audit_head DROP COLUMN trimmed_id").await
    }
}

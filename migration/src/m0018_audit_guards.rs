//! The audit log's guards, without the ways around them.
//!
//! On SQLite `INSERT OR REPLACE` deletes the row in its way without asking a `BEFORE DELETE`
//! trigger, so entries are taken at the end only. The end of the chain moves on only, as entries are
//! appended. On PostgreSQL the guards hold for replication, too, which other triggers sit out.
//!
//! Who may change the schema can drop all this: the chain of MACs is for them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const SQLITE_UP: &str = "
CREATE TRIGGER audit_log_at_the_end BEFORE INSERT ON audit_log
WHEN NEW.id <= (SELECT MAX(id) FROM audit_log)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;;
CREATE TRIGGER audit_head_one BEFORE INSERT ON audit_head
WHEN EXISTS (SELECT 1 FROM audit_head)
BEGIN SELECT RAISE(ABORT, 'the end of the audit log only moves on'); END;;
CREATE TRIGGER audit_head_on BEFORE UPDATE ON audit_head
WHEN NEW.id <> OLD.id OR NEW.last_id < OLD.last_id
BEGIN SELECT RAISE(ABORT, 'the end of the audit log only moves on'); END;;
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the end of the audit log only moves on'); END
";

const SQLITE_DOWN: &str = "
DROP TRIGGER audit_log_at_the_end;;
DROP TRIGGER audit_head_one;;
DROP TRIGGER audit_head_on;;
DROP TRIGGER audit_head_no_delete
";

const POSTGRES_UP: &str = "
CREATE FUNCTION audit_log_at_the_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <= (SELECT MAX(id) FROM audit_log) THEN
        RAISE EXCEPTION 'the audit log is append-only';
    END IF;
    RETURN NEW;
END
$$;;
CREATE TRIGGER audit_log_at_the_end BEFORE INSERT ON audit_log
FOR EACH ROW EXECUTE FUNCTION audit_log_at_the_end();;
CREATE FUNCTION audit_head_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.last_id >= OLD.last_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the end of the audit log only moves on';
END
$$;;
CREATE TRIGGER audit_head_on BEFORE UPDATE OR DELETE ON audit_head
FOR EACH ROW EXECUTE FUNCTION audit_head_on();;
CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_head
FOR EACH STATEMENT EXECUTE FUNCTION audit_head_on();;
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_no_change;;
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_no_truncate;;
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_at_the_end;;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_on;;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_no_truncate
";

const POSTGRES_DOWN: &str = "
ALTER TABLE audit_log ENABLE TRIGGER audit_log_no_change;;
ALTER TABLE audit_log ENABLE TRIGGER audit_log_no_truncate;;
DROP TRIGGER audit_log_at_the_end ON audit_log;;
DROP FUNCTION audit_log_at_the_end;;
DROP TRIGGER audit_head_on ON audit_head;;
DROP TRIGGER audit_head_no_truncate ON audit_head;;
DROP FUNCTION audit_head_on
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        dialect::run(manager, if postgres { POSTGRES_UP } else { SQLITE_UP }).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        dialect::run(manager, if postgres { POSTGRES_DOWN } else { SQLITE_DOWN }).await
    }
}

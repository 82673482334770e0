//! Guesses that strangers share at an account, proofs that failed in a session, and the end of the
//! audit log's chain, which the database itself moves with each entry: one statement less for
//! everything that is recorded.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: &str = "
ALTER TABLE login_counters ADD COLUMN full_at {instant};;
ALTER TABLE sessions ADD COLUMN failed_proofs {int} NOT NULL DEFAULT 0
";

const SQLITE_HEAD: &str = "
CREATE TRIGGER audit_log_head AFTER INSERT ON audit_log
BEGIN UPDATE audit_head SET last_id = NEW.id, mac = NEW.mac, mirror_due = 1
    WHERE id = 1 AND last_id < NEW.id; END
";

const POSTGRES_HEAD: &str = "
CREATE FUNCTION audit_log_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE audit_head SET last_id = NEW.id, mac = NEW.mac, mirror_due = TRUE
    WHERE id = 1 AND last_id < NEW.id;
    RETURN NULL;
END
$$;;
CREATE TRIGGER audit_log_head AFTER INSERT ON audit_log
FOR EACH ROW EXECUTE FUNCTION audit_log_head()
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, COLUMNS).await?;
        let head = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES_HEAD,
            _ => SQLITE_HEAD,
        };
        dialect::run(manager, head).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DatabaseBackend::Postgres => {
                dialect::run(manager, "DROP TRIGGER audit_log_head ON audit_log").await?;
                dialect::run(manager, "DROP FUNCTION audit_log_head").await?;
            }
            _ => dialect::run(manager, "DROP TRIGGER audit_log_head").await?,
        }
        let columns = "ALTER TABLE login_counters DROP COLUMN full_at;; \
                       ALTER TABLE sessions DROP COLUMN failed_proofs";
        dialect::run(manager, columns).await
    }
}

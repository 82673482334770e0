//! Who holds which right on a calendar, its owner among them: every look-up of a calendar and of
//! what is in it joins this table and no other.
//!
//! `held` is the number of the right (`Right::level` in the domain), 6 for the owner, of whom each
//! calendar has one. The database itself writes the owner's row, so no program can forget it, also
//! not one of the version before that runs beside a newer one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "
CREATE TABLE calendar_members (
    calendar_id {int} NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    held {small} NOT NULL CHECK (held BETWEEN 1 AND 6),
    PRIMARY KEY (calendar_id, user_id)
) {strict};;
CREATE INDEX calendar_members_user ON calendar_members (user_id, calendar_id);;
CREATE UNIQUE INDEX calendar_members_owner ON calendar_members (calendar_id) WHERE held = 6;;
INSERT INTO calendar_members (calendar_id, user_id, held) SELECT id, user_id, 6 FROM calendars;;
";

const SQLITE_OWNER: &str = "
CREATE TRIGGER calendars_owner AFTER INSERT ON calendars
BEGIN INSERT INTO calendar_members (calendar_id, user_id, held)
VALUES (NEW.id, NEW.user_id, 6); END
";

const POSTGRES_OWNER: &str = "
CREATE FUNCTION calendars_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO calendar_members (calendar_id, user_id, held) VALUES (NEW.id, NEW.user_id, 6);
    RETURN NULL;
END
$$;;
CREATE TRIGGER calendars_owner AFTER INSERT ON calendars
FOR EACH ROW EXECUTE FUNCTION calendars_owner()
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLE).await?;
        let owner = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES_OWNER,
            _ => SQLITE_OWNER,
        };
        dialect::run(manager, owner).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DatabaseBackend::Postgres => {
                dialect::run(manager, "DROP TRIGGER calendars_owner ON calendars").await?;
                dialect::run(manager, "DROP FUNCTION calendars_owner").await?;
            }
            _ => dialect::run(manager, "DROP TRIGGER calendars_owner").await?,
        }
        dialect::run(manager, "DROP TABLE calendar_members").await
    }
}

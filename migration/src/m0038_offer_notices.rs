//! What somebody was told of a calendar that is offered to them goes with the offer: answered, taken back,
//! or ended with the connection.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const SQLITE: &str = "
CREATE TRIGGER calendar_offers_gone AFTER DELETE ON calendar_offers
BEGIN
    DELETE FROM notifications WHERE calendar_id = OLD.calendar_id AND user_id = OLD.user_id
        AND notice = 'calendar-offered';
END
";

const POSTGRES: &str = "
CREATE FUNCTION calendar_offers_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM notifications WHERE calendar_id = OLD.calendar_id AND user_id = OLD.user_id
        AND notice = 'calendar-offered';
    RETURN NULL;
END
$$;;
CREATE TRIGGER calendar_offers_gone AFTER DELETE ON calendar_offers
FOR EACH ROW EXECUTE FUNCTION calendar_offers_gone()
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let guard = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        dialect::run(manager, guard).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = match manager.get_database_backend() {
            DatabaseBackend::Postgres => {
                "DROP TRIGGER calendar_offers_gone ON calendar_offers;; \
                 DROP FUNCTION calendar_offers_gone"
            }
            _ => "DROP TRIGGER calendar_offers_gone",
        };
        dialect::run(manager, drop).await
    }
}

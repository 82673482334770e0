//! Calendars that are shared: what each person has on a calendar for themselves, and offers.
//!
//! How a calendar looks is each person's own, its owner's too: a row of `calendar_members` has the colour
//! (empty for that of the calendar), whether its events are shown, and where it stands in the list.
//! `version` is added to that of the calendar for the person, and `changed_at` is when they last changed
//! any of this. `joined_at` is when they accepted; empty for whoever made the calendar.
//!
//! `calendars.is_visible` and `calendars.sort_order` are what a calendar begins with for its owner, and
//! nothing reads them after that. On PostgreSQL, where processes of the version before may run on for a
//! while, what those write there moves to the owner's row.
//!
//! An offer is a row of a table of its own until it is accepted, so nothing that joins rights can take it
//! for one. Only rights that can be given are there: neither to comment (3) nor to own (6).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = "
ALTER TABLE calendar_members ADD COLUMN color TEXT;;
ALTER TABLE calendar_members ADD COLUMN is_visible {bool} NOT NULL DEFAULT {true};;
ALTER TABLE calendar_members ADD COLUMN sort_order {int} NOT NULL DEFAULT 0;;
ALTER TABLE calendar_members ADD COLUMN version {int} NOT NULL DEFAULT 0;;
ALTER TABLE calendar_members ADD COLUMN changed_at {instant};;
ALTER TABLE calendar_members ADD COLUMN joined_at {instant};;
UPDATE calendar_members SET
    is_visible = (SELECT c.is_visible FROM calendars c WHERE c.id = calendar_members.calendar_id),
    sort_order = (SELECT c.sort_order FROM calendars c WHERE c.id = calendar_members.calendar_id)
    WHERE held = 6;;
CREATE TABLE calendar_offers (
    calendar_id {int} NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    held {small} NOT NULL CHECK (held IN (1, 2, 4, 5)),
    offered_at {instant} NOT NULL,
    PRIMARY KEY (calendar_id, user_id)
) {strict};;
CREATE INDEX calendar_offers_user ON calendar_offers (user_id, calendar_id)
";

const SQLITE_OWNER: &str = "
DROP TRIGGER calendars_owner;;
CREATE TRIGGER calendars_owner AFTER INSERT ON calendars
BEGIN INSERT INTO calendar_members (calendar_id, user_id, held, is_visible, sort_order)
VALUES (NEW.id, NEW.user_id, 6, NEW.is_visible, NEW.sort_order); END
";

const POSTGRES_OWNER: &str = "
CREATE OR REPLACE FUNCTION calendars_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO calendar_members (calendar_id, user_id, held, is_visible, sort_order)
        VALUES (NEW.id, NEW.user_id, 6, NEW.is_visible, NEW.sort_order);
    RETURN NULL;
END
$$;;
CREATE FUNCTION calendars_looks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE calendar_members SET is_visible = NEW.is_visible, sort_order = NEW.sort_order,
        version = version + 1 WHERE calendar_id = NEW.id AND held = 6;
    RETURN NULL;
END
$$;;
CREATE TRIGGER calendars_looks AFTER UPDATE OF is_visible, sort_order ON calendars
FOR EACH ROW WHEN (NEW.is_visible <> OLD.is_visible OR NEW.sort_order <> OLD.sort_order)
EXECUTE FUNCTION calendars_looks()
";

/// The owner's look goes back to where a version before reads it. How a calendar looks to others has no
/// place there, nor has an offer that waits; who accepted one stays a member.
const BACK: &str = "
UPDATE calendars SET
    is_visible = (SELECT m.is_visible FROM calendar_members m
        WHERE m.calendar_id = calendars.id AND m.held = 6),
    sort_order = (SELECT m.sort_order FROM calendar_members m
        WHERE m.calendar_id = calendars.id AND m.held = 6),
    version = version + (SELECT m.version FROM calendar_members m
        WHERE m.calendar_id = calendars.id AND m.held = 6)
    WHERE EXISTS (SELECT 1 FROM calendar_members m WHERE m.calendar_id = calendars.id AND m.held = 6);;
DROP TABLE calendar_offers;;
ALTER TABLE calendar_members DROP COLUMN joined_at;;
ALTER TABLE calendar_members DROP COLUMN changed_at;;
ALTER TABLE calendar_members DROP COLUMN version;;
ALTER TABLE calendar_members DROP COLUMN sort_order;;
ALTER TABLE calendar_members DROP COLUMN is_visible;;
ALTER TABLE calendar_members DROP COLUMN color
";

const SQLITE_BACK: &str = "
DROP TRIGGER calendars_owner;;
CREATE TRIGGER calendars_owner AFTER INSERT ON calendars
BEGIN INSERT INTO calendar_members (calendar_id, user_id, held)
VALUES (NEW.id, NEW.user_id, 6); END
";

const POSTGRES_BACK: &str = "
DROP TRIGGER calendars_looks ON calendars;;
DROP FUNCTION calendars_looks;;
CREATE OR REPLACE FUNCTION calendars_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO calendar_members (calendar_id, user_id, held) VALUES (NEW.id, NEW.user_id, 6);
    RETURN NULL;
END
$$
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        let owner = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES_OWNER,
            _ => SQLITE_OWNER,
        };
        dialect::run(manager, owner).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let owner = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES_BACK,
            _ => SQLITE_BACK,
        };
        dialect::run(manager, owner).await?;
        dialect::run(manager, BACK).await
    }
}

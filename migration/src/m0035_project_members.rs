//! What each member of a project has for themselves: where it stands among theirs, and whether they
//! have put it away.
//!
//! `version` is added to that of the project, so that the answers of one person never share a number.
//! `updated_at` says when they last changed what is theirs; it is empty until then. `created_at` says
//! since when somebody is a member.
//!
//! Whoever stops being one is no longer assigned to tasks, which are then of a new version, and so
//! is the project, also when an account goes. The project comes first: whoever changes tasks holds
//! its row.
//!
//! `projects` keeps `is_archived` and `sort_order`: what is there when a project begins becomes its
//! owner's. Nothing reads them any more. On PostgreSQL, where processes of the version before may
//! run on for a while, what they write there moves to the owner's row.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: &str = "
ALTER TABLE project_members ADD COLUMN version {int} NOT NULL DEFAULT 0;;
ALTER TABLE project_members ADD COLUMN is_archived {bool} NOT NULL DEFAULT {false};;
ALTER TABLE project_members ADD COLUMN sort_order {int} NOT NULL DEFAULT 0;;
ALTER TABLE project_members ADD COLUMN created_at {instant};;
ALTER TABLE project_members ADD COLUMN updated_at {instant};;
UPDATE project_members SET created_at = p.created_at FROM projects p
    WHERE p.id = project_members.project_id;;
UPDATE project_members SET is_archived = p.is_archived, sort_order = p.sort_order
    FROM projects p WHERE p.id = project_members.project_id AND project_members.held = 6
";

const SQLITE_TRIGGERS: &str = "
DROP TRIGGER projects_owner;;
CREATE TRIGGER projects_owner AFTER INSERT ON projects
BEGIN
    INSERT INTO project_members
        (project_id, user_id, held, is_archived, sort_order, created_at)
    VALUES (NEW.id, NEW.user_id, 6, NEW.is_archived, NEW.sort_order, NEW.created_at);
END;;
CREATE TRIGGER project_members_left BEFORE DELETE ON project_members
BEGIN
    UPDATE projects SET version = version + 1 WHERE id = OLD.project_id;
    UPDATE tasks SET version = version + 1 WHERE id IN (SELECT a.task_id FROM task_assignees a
        WHERE a.project_id = OLD.project_id AND a.user_id = OLD.user_id);
END
";

const POSTGRES_TRIGGERS: &str = "
CREATE OR REPLACE FUNCTION projects_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO project_members
        (project_id, user_id, held, is_archived, sort_order, created_at)
    VALUES (NEW.id, NEW.user_id, 6, NEW.is_archived, NEW.sort_order, NEW.created_at);
    RETURN NULL;
END
$$;;
CREATE FUNCTION projects_former() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE project_members SET is_archived = NEW.is_archived, sort_order = NEW.sort_order
        WHERE project_id = NEW.id AND held = 6;
    RETURN NULL;
END
$$;;
CREATE TRIGGER projects_former AFTER UPDATE OF is_archived, sort_order ON projects
FOR EACH ROW WHEN (NEW.is_archived <> OLD.is_archived OR NEW.sort_order <> OLD.sort_order)
EXECUTE FUNCTION projects_former();;
CREATE FUNCTION project_members_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE projects SET version = version + 1 WHERE id = OLD.project_id;
    -- When the project goes, its tasks go as well.
    IF FOUND THEN
        UPDATE tasks SET version = version + 1 WHERE id IN (SELECT a.task_id
            FROM task_assignees a
            WHERE a.project_id = OLD.project_id AND a.user_id = OLD.user_id);
    END IF;
    RETURN OLD;
END
$$;;
CREATE TRIGGER project_members_left BEFORE DELETE ON project_members
FOR EACH ROW EXECUTE FUNCTION project_members_left()
";

const SQLITE_BEFORE: &str = "
DROP TRIGGER project_members_left;;
DROP TRIGGER projects_owner;;
CREATE TRIGGER projects_owner AFTER INSERT ON projects
BEGIN INSERT INTO project_members (project_id, user_id, held)
VALUES (NEW.id, NEW.user_id, 6); END
";

const POSTGRES_BEFORE: &str = "
DROP TRIGGER project_members_left ON project_members;;
DROP FUNCTION project_members_left;;
DROP TRIGGER projects_former ON projects;;
DROP FUNCTION projects_former;;
CREATE OR REPLACE FUNCTION projects_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO project_members (project_id, user_id, held) VALUES (NEW.id, NEW.user_id, 6);
    RETURN NULL;
END
$$
";

/// What the owner has becomes everybody's again.
const BACK: &str = "
UPDATE projects SET is_archived = m.is_archived, sort_order = m.sort_order,
    version = projects.version + m.version
    FROM project_members m WHERE m.project_id = projects.id AND m.held = 6;;
ALTER TABLE project_members DROP COLUMN updated_at;;
ALTER TABLE project_members DROP COLUMN created_at;;
ALTER TABLE project_members DROP COLUMN sort_order;;
ALTER TABLE project_members DROP COLUMN is_archived;;
ALTER TABLE project_members DROP COLUMN version
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, COLUMNS).await?;
        let triggers = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES_TRIGGERS,
            _ => SQLITE_TRIGGERS,
        };
        dialect::run(manager, triggers).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let before = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES_BEFORE,
            _ => SQLITE_BEFORE,
        };
        dialect::run(manager, before).await?;
        dialect::run(manager, BACK).await
    }
}

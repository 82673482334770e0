//! Projects, and who holds which right on them.
//!
//! `project_members` is for projects what `calendar_members` is for calendars (`m0015`): `held` is the
//! number of the right, and the database itself writes the owner's row. `status` is the rank of the
//! status in the domain, `due_date` a day as `YYYY-MM-DD`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = "
CREATE TABLE projects (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version {int} NOT NULL,
    name TEXT NOT NULL,
    name_key {ordered} NOT NULL,
    description TEXT,
    status {small} NOT NULL CHECK (status BETWEEN 0 AND 4),
    color TEXT NOT NULL,
    due_date TEXT,
    is_archived {bool} NOT NULL,
    sort_order {int} NOT NULL,
    search_text TEXT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
) {strict};;
CREATE INDEX projects_user ON projects (user_id);;
CREATE TABLE project_members (
    project_id {int} NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    held {small} NOT NULL CHECK (held BETWEEN 2 AND 6),
    PRIMARY KEY (project_id, user_id)
) {strict};;
CREATE INDEX project_members_user ON project_members (user_id, project_id);;
CREATE UNIQUE INDEX project_members_owner ON project_members (project_id) WHERE held = 6
";

const SQLITE_OWNER: &str = "
CREATE TRIGGER projects_owner AFTER INSERT ON projects
BEGIN INSERT INTO project_members (project_id, user_id, held)
VALUES (NEW.id, NEW.user_id, 6); END
";

const POSTGRES_OWNER: &str = "
CREATE FUNCTION projects_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO project_members (project_id, user_id, held) VALUES (NEW.id, NEW.user_id, 6);
    RETURN NULL;
END
$$;;
CREATE TRIGGER projects_owner AFTER INSERT ON projects
FOR EACH ROW EXECUTE FUNCTION projects_owner()
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let owner = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES_OWNER,
            _ => SQLITE_OWNER,
        };
        dialect::run(manager, owner).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DatabaseBackend::Postgres => {
                dialect::run(manager, "DROP TRIGGER projects_owner ON projects").await?;
                dialect::run(manager, "DROP FUNCTION projects_owner").await?;
            }
            _ => dialect::run(manager, "DROP TRIGGER projects_owner").await?,
        }
        dialect::run(manager, "DROP TABLE project_members;; DROP TABLE projects").await
    }
}

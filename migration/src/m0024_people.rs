//! People, with indexes for both orders of their list, its filters, birthdays, and what a search
//! looks in.
//!
//! `birth_day` is month and day as one number (229 is 29 February). Lists of e-mail addresses,
//! telephone numbers and postal addresses are JSON, so that a person is one row. `last_key`,
//! `first_key`, `search_text` and `match_keys` (a JSON list) are derived from the rest.
//!
//! `search_text` is indexed by all triples of characters in it, with `pg_trgm` on PostgreSQL and FTS5
//! on SQLite, where triggers keep the index (`people_trigrams`, which holds no text itself) in step.
//! Triggers also keep `person_keys`, by which people who may be the same find each other: one
//! statement still writes a person, whatever program writes it. `person_keys.user_id` is a copy that
//! refers to nobody: a change of a person takes no lock of its owner.
//!
//! `pg_trgm` is trusted, as the extensions of the job queue are, so the owner of a database may
//! create it. Who may not, finds it there already, in whichever schema an administrator has put it.
//! It stays on the way down: others may use it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr, Statement};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = "
CREATE TABLE people (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version {int} NOT NULL,
    prefix TEXT,
    first_name TEXT,
    middle_name TEXT,
    last_name TEXT,
    suffix TEXT,
    nickname TEXT,
    company TEXT,
    job_title TEXT,
    category TEXT,
    emails TEXT NOT NULL,
    phones TEXT NOT NULL,
    addresses TEXT NOT NULL,
    birth_year {small} CHECK (birth_year BETWEEN 1 AND 9999),
    birth_day {small} CHECK (birth_day BETWEEN 101 AND 1231),
    notes TEXT,
    is_favorite {bool} NOT NULL,
    last_key {ordered} NOT NULL,
    first_key {ordered} NOT NULL,
    search_text TEXT NOT NULL,
    match_keys TEXT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (birth_year IS NULL OR birth_day IS NOT NULL)
) {strict};;
CREATE INDEX people_last ON people (user_id, last_key, id);;
CREATE INDEX people_first ON people (user_id, first_key, id);;
CREATE INDEX people_category ON people (user_id, category, last_key, id);;
CREATE INDEX people_favorite ON people (user_id, is_favorite, last_key, id);;
CREATE INDEX people_birthday ON people (user_id, birth_day, last_key, id)
    WHERE birth_day IS NOT NULL;;
CREATE TABLE person_keys (
    user_id {int} NOT NULL,
    match_key {ordered} NOT NULL,
    person_id {int} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, match_key, person_id)
) {strict};;
CREATE INDEX person_keys_person ON person_keys (person_id)
";

const SQLITE: &str = "
CREATE VIRTUAL TABLE people_trigrams USING fts5 (search_text, content = '',
    contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1');;
CREATE TRIGGER people_trigrams_insert AFTER INSERT ON people
BEGIN INSERT INTO people_trigrams (rowid, search_text) VALUES (NEW.id, NEW.search_text); END;;
CREATE TRIGGER people_trigrams_update AFTER UPDATE OF search_text ON people
WHEN NEW.search_text <> OLD.search_text
BEGIN UPDATE people_trigrams SET search_text = NEW.search_text WHERE rowid = NEW.id; END;;
CREATE TRIGGER people_trigrams_delete AFTER DELETE ON people
BEGIN DELETE FROM people_trigrams WHERE rowid = OLD.id; END;;
CREATE TRIGGER person_keys_insert AFTER INSERT ON people
BEGIN
    INSERT INTO person_keys (user_id, match_key, person_id)
    SELECT NEW.user_id, value, NEW.id FROM json_each(NEW.match_keys);
END;;
CREATE TRIGGER person_keys_update AFTER UPDATE OF match_keys ON people
WHEN NEW.match_keys <> OLD.match_keys
BEGIN
    DELETE FROM person_keys WHERE person_id = NEW.id;
    INSERT INTO person_keys (user_id, match_key, person_id)
    SELECT NEW.user_id, value, NEW.id FROM json_each(NEW.match_keys);
END
";

/// `{trgm}` is the schema of the extension. Without `fastupdate` a search needn't look through what
/// was written since the last vacuum.
const POSTGRES: &str = "
CREATE INDEX people_trigrams ON people USING gin (search_text {trgm}.gin_trgm_ops)
    WITH (fastupdate = off);;
CREATE FUNCTION person_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM person_keys WHERE person_id = NEW.id;
    END IF;
    INSERT INTO person_keys (user_id, match_key, person_id)
    SELECT NEW.user_id, value, NEW.id FROM json_array_elements_text(NEW.match_keys::json);
    RETURN NULL;
END
$$;;
CREATE TRIGGER person_keys_insert AFTER INSERT ON people
FOR EACH ROW EXECUTE FUNCTION person_keys();;
CREATE TRIGGER person_keys_update AFTER UPDATE OF match_keys ON people
FOR EACH ROW WHEN (NEW.match_keys <> OLD.match_keys) EXECUTE FUNCTION person_keys()
";

/// Finds the schema that the extension is in.
const SCHEMA: &str = "SELECT quote_ident(nspname) AS name FROM pg_extension \
    JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let backend = manager.get_database_backend();
        if backend != DatabaseBackend::Postgres {
            return dialect::run(manager, SQLITE).await;
        }
        dialect::run(manager, "CREATE EXTENSION IF NOT EXISTS pg_trgm").await?;
        let find = Statement::from_string(backend, SCHEMA);
        let schema = manager.get_connection().query_one_raw(find).await?;
        let schema = schema.ok_or_else(|| DbErr::Migration("pg_trgm is missing".to_owned()))?;
        let schema: String = schema.try_get("", "name")?;
        dialect::run(manager, &POSTGRES.replace("{trgm}", &schema)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "DROP TABLE person_keys;; DROP TABLE people").await?;
        let rest = match manager.get_database_backend() {
            DatabaseBackend::Postgres => "DROP FUNCTION person_keys",
            _ => "DROP TABLE people_trigrams",
        };
        dialect::run(manager, rest).await
    }
}

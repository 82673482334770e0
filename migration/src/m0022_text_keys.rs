//! Keys of texts as Unicode folds and sorts them.
//!
//! `text_keys.stale` says that what is derived from texts (`title_key`, `name_key`, `search_text`,
//! `username_key`, `username_order`) isn't what the program derives today. Whoever migrates derives
//! it anew in the same transaction, after the last migration (`umbra_store`): SQL can't.
//!
//! `users.former_key` is the `username_key` of before, where it was another or where two accounts
//! have come to have the same name; `username_order` is by what accounts are listed.
//!
//! On the way down names get their former keys back, so everybody can sign in with the program of
//! before. Lists are sorted by what SQL makes of it, until their rows are changed.

crate::dialect::migration! {
    up: "
CREATE TABLE text_keys (
    id {int} PRIMARY KEY CHECK (id = 1),
    stale {bool} NOT NULL
) {strict};;
INSERT INTO text_keys VALUES (1, {true});;
ALTER TABLE users ADD COLUMN former_key {ordered};;
CREATE UNIQUE INDEX users_former_key ON users (former_key);;
ALTER TABLE users ADD COLUMN username_order {ordered} NOT NULL DEFAULT '';;
CREATE INDEX users_order ON users (username_order, id)
",
    down: "
UPDATE users SET username_key = '/' || id WHERE former_key IS NOT NULL;;
UPDATE users SET username_key = former_key WHERE former_key IS NOT NULL;;
UPDATE todos SET title_key = LOWER(title);;
UPDATE calendars SET name_key = LOWER(name);;
UPDATE event_templates SET name_key = LOWER(name);;
UPDATE locations SET name_key = LOWER(name);;
DROP INDEX users_order;;
ALTER TABLE users DROP COLUMN username_order;;
DROP INDEX users_former_key;;
ALTER TABLE users DROP COLUMN former_key;;
DROP TABLE text_keys
",
}

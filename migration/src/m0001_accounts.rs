//! Accounts, their settings and the server's switches.

crate::dialect::migration! {
    up: "
CREATE TABLE users (
    id {id},
    username TEXT NOT NULL,
    username_key {ordered} NOT NULL CONSTRAINT users_username_key UNIQUE,
    email TEXT,
    date_of_birth TEXT,
    role TEXT NOT NULL CHECK (role IN ('admin', 'member')),
    is_active {bool} NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password {bool} NOT NULL,
    last_login_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
) {strict};;
CREATE INDEX users_role ON users (role, is_active);;
CREATE TABLE settings (
    user_id {int} PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    version {int} NOT NULL,
    timezone TEXT NOT NULL,
    preferred_name TEXT,
    accent_color TEXT,
    first_day_of_week {small} NOT NULL CHECK (first_day_of_week BETWEEN 0 AND 6),
    upcoming_days {small} NOT NULL CHECK (upcoming_days BETWEEN 1 AND 90),
    auto_lock_minutes {small} CHECK (auto_lock_minutes BETWEEN 1 AND 1440),
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
) {strict};;
CREATE TABLE server_config (
    id {int} PRIMARY KEY CHECK (id = 1),
    version {int} NOT NULL,
    allow_registration {bool} NOT NULL,
    enforce_mfa_new_users {bool} NOT NULL,
    allow_passwordless {bool} NOT NULL
) {strict};;
INSERT INTO server_config VALUES (1, 1, {false}, {false}, {false});;
",
    down: "DROP TABLE server_config;; DROP TABLE settings;; DROP TABLE users",
}

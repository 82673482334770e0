//! Second factors, passkeys, and the tokens and ceremonies that lead to them.

crate::dialect::migration! {
    up: "
ALTER TABLE users ADD COLUMN mfa_enforce_pending {bool} NOT NULL DEFAULT {false};;
ALTER TABLE users ADD COLUMN passwordless_enabled {bool} NOT NULL DEFAULT {false};;
ALTER TABLE users ADD COLUMN credential_version {int} NOT NULL DEFAULT 1;;
ALTER TABLE users ADD COLUMN code_failures {int} NOT NULL DEFAULT 0;;
ALTER TABLE users ADD COLUMN passkey_handle {bytes};;
CREATE TABLE totp_secrets (
    user_id {int} PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    sealed TEXT NOT NULL,
    confirmed_at {instant},
    last_step {int},
    created_at {instant} NOT NULL
) {strict};;
CREATE TABLE backup_codes (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tag {bytes} NOT NULL,
    hash TEXT NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT backup_codes_tag UNIQUE (user_id, tag)
) {strict};;
CREATE TABLE mfa_tokens (
    token_hash {bytes} PRIMARY KEY,
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    credential_version {int} NOT NULL,
    failures {int} NOT NULL,
    expires_at {instant} NOT NULL
) {strict};;
CREATE INDEX mfa_tokens_user ON mfa_tokens (user_id);;
CREATE INDEX mfa_tokens_expires ON mfa_tokens (expires_at);;
CREATE TABLE passkeys (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    credential_id {bytes} NOT NULL CONSTRAINT passkeys_credential_id UNIQUE,
    credential TEXT NOT NULL,
    sign_count {int} NOT NULL,
    backup_eligible {bool},
    backup_state {bool} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    last_used_at {instant}
) {strict};;
CREATE INDEX passkeys_user ON passkeys (user_id, id);;
CREATE TABLE ceremonies (
    token_hash {bytes} PRIMARY KEY,
    purpose TEXT NOT NULL,
    user_id {int} REFERENCES users (id) ON DELETE CASCADE,
    session_id {int} REFERENCES sessions (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    expires_at {instant} NOT NULL
) {strict};;
CREATE INDEX ceremonies_user ON ceremonies (user_id);;
CREATE INDEX ceremonies_session ON ceremonies (session_id);;
CREATE INDEX ceremonies_expires ON ceremonies (expires_at)
",
    down: "
DROP TABLE ceremonies;; DROP TABLE passkeys;; DROP TABLE mfa_tokens;;
DROP TABLE backup_codes;; DROP TABLE totp_secrets;;
ALTER TABLE users DROP COLUMN passkey_handle;;
ALTER TABLE users DROP COLUMN code_failures;;
ALTER TABLE users DROP COLUMN credential_version;;
ALTER TABLE users DROP COLUMN passwordless_enabled;;
ALTER TABLE users DROP COLUMN mfa_enforce_pending
",
}

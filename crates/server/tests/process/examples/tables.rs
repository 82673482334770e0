//! What examples need beside the demo household, and which can't do.

/// Something that happens before an example is tried.
pub enum Step {
    /// Ana sends the example of another operation.
    Example(&'static str),
    /// Somebody sends a request: who, what and which body.
    By(&'static str, &'static str, &'static str),
    /// Ana's phone and her stick become passkeys.
    Passkeys,
    /// A row is there that only a server elsewhere could have brought about.
    Row(&'static str),
}

use Step::{By, Example, Passkeys, Row};

/// The one example that is for a server on which there is nobody.
pub const ON_AN_EMPTY_SERVER: &str = "POST /api/auth/setup";

const ASKED: &[Step] = &[By("noah", "POST /api/connections/requests", r#"{"username": "ana"}"#)];

/// What happens before.
const BEFORE: &[(&str, &[Step])] = &[
    ("POST /api/admin/deliveries/{id}/retry", &[Row(FAILED_DELIVERY)]),
    // Somebody stays admin.
    ("DELETE /api/auth/me", &[By("ana", "PUT /api/admin/users/2/role", r#"{"role": "admin"}"#)]),
    ("DELETE /api/auth/passkeys/{id}", &[Passkeys]),
    ("PUT /api/auth/passkeys/{id}", &[Passkeys]),
    ("PUT /api/auth/passkeys/passwordless/enable", PASSWORDLESS_ALLOWED),
    ("POST /api/auth/passkeys/passwordless/disable/begin", PASSWORDLESS),
    ("POST /api/auth/register", &[Example("PUT /api/admin/config")]),
    ("DELETE /api/connections/blocked/{user_id}", &[Example("POST /api/connections/blocked")]),
    ("DELETE /api/connections/requests/{id}", &[Example("POST /api/connections/requests")]),
    ("POST /api/connections/requests/{id}/accept", ASKED),
    ("POST /api/connections/requests/{id}/reject", ASKED),
    (
        "PUT /api/event-invitations/{id}/respond",
        &[By("ben", "POST /api/events/18/invitations", r#"{"user_ids": [1]}"#)],
    ),
    (
        "DELETE /api/events/{id}/invitations/{invitation_id}",
        &[Example("POST /api/events/{id}/invitations")],
    ),
    (
        "DELETE /api/projects/{id}/tasks/{task_id}/completions/latest",
        &[By("ana", "PATCH /api/projects/4/tasks/18", r#"{"status": "done"}"#)],
    ),
    (
        "POST /api/settings/ntfy/test",
        &[By("ana", "PUT /api/settings", r#"{"ntfy_enabled": true, "ntfy_topic": "umbra-ana"}"#)],
    ),
    ("GET /api/weather", &[Example("PUT /api/settings")]),
];

/// A server for messages to phones refused one.
const FAILED_DELIVERY: &str = "INSERT INTO deliveries (id, user_id, channel, notification_id, notice, \
    item_key, state, due_at, attempts, created_at, updated_at) VALUES (1, 1, 'ntfy', 1, 'reminded', \
    'item 1', 4, '2026-12-15T07:00:00+00:00', 1, '2026-12-15T07:00:00+00:00', \
    '2026-12-15T07:00:00+00:00')";

const PASSWORDLESS_ALLOWED: &[Step] =
    &[Passkeys, By("ana", "PUT /api/admin/config", r#"{"allow_passwordless": true}"#)];

const PASSWORDLESS: &[Step] = &[
    Passkeys,
    By("ana", "PUT /api/admin/config", r#"{"allow_passwordless": true}"#),
    Example("PUT /api/auth/passkeys/passwordless/enable"),
];

/// What an example is answered that can't do.
pub struct Refused {
    pub name: &'static str,
    pub status: u16,
    pub code: &'static str,
}

const fn refused_as(name: &'static str, status: u16, code: &'static str) -> Refused {
    Refused { name, status, code }
}

/// What only works with something that a server made for once, and so can't stand in a document.
const REFUSED: &[Refused] = &[
    // A link from a message.
    refused_as("POST /api/actions/{token}", 404, "not_found"),
    // The answer of an authenticator to a challenge.
    refused_as("POST /api/auth/passkeys/login/complete", 401, "invalid_passkey"),
    refused_as("POST /api/auth/passkeys/register/complete", 400, "invalid_challenge_token"),
    refused_as("PUT /api/auth/passkeys/passwordless/disable", 401, "invalid_passkey"),
    // The token of a sign-in of which half is done.
    refused_as("POST /api/auth/totp-verify", 401, "invalid_mfa_token"),
    refused_as("POST /api/auth/totp/enforce-confirm", 401, "invalid_mfa_token"),
    refused_as("POST /api/auth/totp/enforce-setup", 401, "invalid_mfa_token"),
    // A code of the minute.
    refused_as("POST /api/auth/totp/backup-codes/regenerate", 400, "totp_not_configured"),
    refused_as("POST /api/auth/totp/confirm", 400, "totp_not_started"),
    refused_as("POST /api/auth/totp/disable", 400, "totp_not_configured"),
];

/// Returns what happens before an example is tried.
pub fn before(name: &str) -> &'static [Step] {
    BEFORE.iter().find(|(of, _)| *of == name).map_or(&[], |(_, steps)| *steps)
}

/// Returns what an example is answered, if it can't do.
pub fn refused(name: &str) -> Option<&'static Refused> {
    REFUSED.iter().find(|refused| refused.name == name)
}

/// Lists the operations that a table names.
pub fn names() -> impl Iterator<Item = &'static str> {
    let before = BEFORE.iter().map(|(name, _)| *name);
    before.chain(REFUSED.iter().map(|refused| refused.name)).chain([ON_AN_EMPTY_SERVER])
}

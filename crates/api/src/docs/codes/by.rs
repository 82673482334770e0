//! Which operations answer the codes that follow from what they take.

use crate::docs::operation::Operation;

use super::By;

pub(super) const ANY: By = By::Those("any", |_| true);
pub(super) const UNLOCKED: By = By::Those("all that need an unlocked session", |operation| {
    operation.needs_session() && !["logout", "verify_password"].contains(&operation.id())
});
pub(super) const SETTLED: By =
    By::Those("all that need a session, but for signing out and the password", |operation| {
        let without = ["logout", "verify_password", "lock", "change_password"];
        operation.needs_session() && !without.contains(&operation.id())
    });
pub(super) const CHANGES: By =
    By::Those("all that change something", |operation| operation.needs_header());
pub(super) const WITH_BODY: By = By::Those("all with a body", |operation| operation.has_body());
pub(super) const WITH_INPUT: By = By::Those("all with a body or a query", |operation| {
    operation.has_body() || operation.takes("query", None)
});
pub(super) const WITH_PATH: By = By::Those("all with a parameter in the path", |operation| {
    operation.path.contains('{') || operation.id() == "list_events"
});
pub(super) const WITH_IF_MATCH: By =
    By::Those("all with `If-Match`", |operation| operation.takes("header", Some("If-Match")));
pub(super) const WITH_KEY: By = By::Those("all with `Idempotency-Key`", |operation| {
    operation.takes("header", Some("Idempotency-Key"))
});
pub(super) const ADMIN: By = By::Those("all of `admin`", |operation| operation.tag() == "admin");
pub(super) const PASSKEYS: By =
    By::Those("all of `passkeys`", |operation| operation.tag() == "passkeys");
pub(super) const LIMITED: By =
    By::Those("all of `/api/auth`, `/api/admin` and `/api/actions`, and some", |operation| {
        let scopes = ["/api/auth/", "/api/admin/", "/api/actions/"];
        scopes.iter().any(|scope| operation.path.starts_with(scope))
            || ["request_connection", "test_push", "export"].contains(&operation.id())
    });
pub(super) const SHARED: By = By::Those("changes of what may be shared", |operation| {
    let tags = ["calendars", "events", "event-invitations", "shared-calendars"];
    is_in_project(operation)
        || tags.contains(&operation.tag()) && !operation.is_safe() && operation.path.contains('{')
});
pub(super) const IN_PROJECT: By = By::Those("changes of what is in a project", is_in_project);

fn is_in_project(operation: &Operation<'_>) -> bool {
    let tags = ["projects", "tasks", "comments"];
    tags.contains(&operation.tag()) && !operation.is_safe() && operation.path.contains('{')
}

/// What takes the caller's password.
pub(super) const PROOF: By = By::Named(&[
    "login",
    "verify_password",
    "change_password",
    "delete_me",
    "disable_totp",
    "regenerate_backup_codes",
    "begin_passkey",
    "delete_passkey",
    "enable_passwordless",
]);

/// What is wrong with a new passkey is told: it is the caller's own.
pub(super) const REGISTRATION: By = By::Named(&["finish_passkey"]);

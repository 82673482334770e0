//! What each operation needs.

use super::people::Held;
use crate::{
    access::operations::Operation,
    contract::{self, resource::Resource},
};

/// What an operation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it is open to who isn't signed in.
    Nobody,
    /// To know a link, whoever one is. Nobody does here: see the tests of `ntfy::links`.
    Link,
    /// To be signed in: it is about the caller's own.
    Anybody,
    /// To be an admin.
    Admin,
    /// To own the row, which nobody else sees.
    Own,
    /// At least this right on the calendar.
    Calendar(Held),
    /// At least this right on an event that somebody else has made.
    Event(Held),
    /// At least this right on the project, and on what somebody else has made in it.
    Project(Held),
    /// To have written the comment.
    Comment,
}

use Needs::{Admin, Anybody, Calendar, Comment, Event, Link, Nobody, Own, Project};

/// Finds what an operation needs, by a row here or, for what all things of a person's own can do, by one of the
/// contract suite.
pub fn needs(operation: &Operation) -> Option<Needs> {
    let name = operation.name();
    let row = TABLE.iter().find(|(row, _)| *row == name).map(|(_, needs)| *needs);
    row.or_else(|| own(operation))
}

fn own(operation: &Operation) -> Option<Needs> {
    let mut all = contract::table::all().into_iter().filter(Resource::is_own);
    let rest = all.find_map(|resource| operation.path.strip_prefix(&*resource.path))?;
    match (operation.method.as_str(), rest) {
        ("GET" | "POST", "") => Some(Anybody),
        ("GET" | "PUT" | "PATCH" | "DELETE", "/{id}") => Some(Own),
        _ => None,
    }
}

/// Returns the names of all rows.
pub fn names() -> Vec<&'static str> {
    TABLE.iter().map(|(name, _)| *name).collect()
}

const TABLE: &[(&str, Needs)] = &[
    ("POST /api/actions/{token}", Link),
    ("GET /api/admin/audit-log", Admin),
    ("GET /api/admin/config", Admin),
    ("PUT /api/admin/config", Admin),
    ("GET /api/admin/dashboard", Admin),
    ("GET /api/admin/deliveries", Admin),
    ("POST /api/admin/deliveries/{id}/retry", Admin),
    ("GET /api/admin/users", Admin),
    ("POST /api/admin/users", Admin),
    ("DELETE /api/admin/users/{id}", Admin),
    ("GET /api/admin/users/{id}", Admin),
    ("PUT /api/admin/users/{id}/active", Admin),
    ("POST /api/admin/users/{id}/disable-mfa", Admin),
    ("PUT /api/admin/users/{id}/enforce-mfa", Admin),
    ("PUT /api/admin/users/{id}/passwordless", Admin),
    ("POST /api/admin/users/{id}/reset-password", Admin),
    ("PUT /api/admin/users/{id}/role", Admin),
    ("DELETE /api/admin/users/{id}/sessions", Admin),
    ("GET /api/admin/users/{id}/sessions", Admin),
    ("POST /api/admin/users/{id}/unlock", Admin),
    ("GET /api/agenda", Anybody),
    ("POST /api/auth/change-password", Anybody),
    ("POST /api/auth/lock", Anybody),
    ("POST /api/auth/login", Nobody),
    ("POST /api/auth/logout", Anybody),
    ("DELETE /api/auth/me", Anybody),
    ("GET /api/auth/me", Anybody),
    ("PATCH /api/auth/me", Anybody),
    ("GET /api/auth/passkeys", Anybody),
    ("POST /api/auth/passkeys/login/begin", Nobody),
    ("POST /api/auth/passkeys/login/complete", Nobody),
    ("PUT /api/auth/passkeys/passwordless/disable", Anybody),
    ("POST /api/auth/passkeys/passwordless/disable/begin", Anybody),
    ("PUT /api/auth/passkeys/passwordless/enable", Anybody),
    ("POST /api/auth/passkeys/register/begin", Anybody),
    ("POST /api/auth/passkeys/register/complete", Anybody),
    ("DELETE /api/auth/passkeys/{id}", Own),
    ("PUT /api/auth/passkeys/{id}", Own),
    ("POST /api/auth/register", Nobody),
    ("DELETE /api/auth/sessions", Anybody),
    ("GET /api/auth/sessions", Anybody),
    ("DELETE /api/auth/sessions/{id}", Own),
    ("POST /api/auth/setup", Nobody),
    ("GET /api/auth/status", Nobody),
    ("POST /api/auth/totp-verify", Nobody),
    ("POST /api/auth/totp/backup-codes/regenerate", Anybody),
    ("POST /api/auth/totp/confirm", Anybody),
    ("POST /api/auth/totp/disable", Anybody),
    ("POST /api/auth/totp/enforce-confirm", Nobody),
    ("POST /api/auth/totp/enforce-setup", Nobody),
    ("POST /api/auth/totp/setup", Anybody),
    ("GET /api/auth/totp/status", Anybody),
    ("POST /api/auth/verify-password", Anybody),
    ("GET /api/calendars", Anybody),
    ("POST /api/calendars", Anybody),
    ("DELETE /api/calendars/{id}", Calendar(Held::Own)),
    ("GET /api/calendars/{id}", Calendar(Held::View)),
    ("PATCH /api/calendars/{id}", Calendar(Held::View)),
    ("PUT /api/calendars/{id}", Calendar(Held::View)),
    ("GET /api/connections", Anybody),
    ("GET /api/connections/blocked", Anybody),
    ("POST /api/connections/blocked", Anybody),
    ("DELETE /api/connections/blocked/{user_id}", Own),
    ("POST /api/connections/requests", Anybody),
    ("GET /api/connections/requests/incoming", Anybody),
    ("GET /api/connections/requests/outgoing", Anybody),
    ("DELETE /api/connections/requests/{id}", Own),
    ("POST /api/connections/requests/{id}/accept", Own),
    ("POST /api/connections/requests/{id}/reject", Own),
    ("DELETE /api/connections/{id}", Own),
    ("GET /api/dashboard", Anybody),
    ("GET /api/event-invitations", Anybody),
    ("PUT /api/event-invitations/{id}/respond", Own),
    ("POST /api/event-templates/{id}/instantiate", Own),
    ("GET /api/events", Anybody),
    ("POST /api/events", Anybody),
    ("DELETE /api/events/{id}", Event(Held::Manage)),
    ("GET /api/events/{id}", Event(Held::View)),
    ("PATCH /api/events/{id}", Event(Held::Edit)),
    ("PUT /api/events/{id}", Event(Held::Edit)),
    ("GET /api/events/{id}/invitations", Event(Held::View)),
    ("POST /api/events/{id}/invitations", Event(Held::Manage)),
    ("DELETE /api/events/{id}/invitations/{invitation_id}", Event(Held::Manage)),
    ("DELETE /api/events/{id}/overrides/{recurrence_id}", Event(Held::Edit)),
    ("GET /api/export", Anybody),
    ("GET /api/notifications", Anybody),
    ("GET /api/notifications/deliveries", Anybody),
    ("POST /api/notifications/read-all", Anybody),
    ("GET /api/notifications/unread-count", Anybody),
    ("DELETE /api/notifications/{id}", Own),
    ("POST /api/notifications/{id}/read", Own),
    ("POST /api/notifications/{id}/snooze", Own),
    ("GET /api/openapi.json", Nobody),
    ("GET /api/people/birthdays", Anybody),
    ("GET /api/people/{id}/duplicates", Own),
    ("POST /api/people/{id}/merge", Own),
    ("GET /api/projects", Anybody),
    ("POST /api/projects", Anybody),
    ("DELETE /api/projects/{id}", Project(Held::Own)),
    ("GET /api/projects/{id}", Project(Held::View)),
    ("PATCH /api/projects/{id}", Project(Held::Edit)),
    ("PUT /api/projects/{id}", Project(Held::Edit)),
    ("GET /api/projects/{id}/board", Project(Held::View)),
    ("GET /api/projects/{id}/members", Project(Held::View)),
    ("POST /api/projects/{id}/members", Project(Held::Own)),
    ("DELETE /api/projects/{id}/members/{user_id}", Project(Held::Own)),
    ("PUT /api/projects/{id}/members/{user_id}", Project(Held::Own)),
    ("GET /api/projects/{id}/stats", Project(Held::View)),
    ("GET /api/projects/{id}/tasks", Project(Held::View)),
    ("POST /api/projects/{id}/tasks", Project(Held::Edit)),
    ("PUT /api/projects/{id}/tasks/reorder", Project(Held::Edit)),
    ("DELETE /api/projects/{id}/tasks/{task_id}", Project(Held::Manage)),
    ("GET /api/projects/{id}/tasks/{task_id}", Project(Held::View)),
    ("PATCH /api/projects/{id}/tasks/{task_id}", Project(Held::Edit)),
    ("PUT /api/projects/{id}/tasks/{task_id}", Project(Held::Edit)),
    ("GET /api/projects/{id}/tasks/{task_id}/comments", Project(Held::View)),
    ("POST /api/projects/{id}/tasks/{task_id}/comments", Project(Held::Comment)),
    ("DELETE /api/projects/{id}/tasks/{task_id}/comments/{comment_id}", Comment),
    ("GET /api/projects/{id}/tasks/{task_id}/comments/{comment_id}", Project(Held::View)),
    ("PATCH /api/projects/{id}/tasks/{task_id}/comments/{comment_id}", Comment),
    ("PUT /api/projects/{id}/tasks/{task_id}/comments/{comment_id}", Comment),
    ("DELETE /api/projects/{id}/tasks/{task_id}/completions/latest", Project(Held::Edit)),
    ("GET /api/reminders/due", Anybody),
    ("PATCH /api/reminders/{id}/dismiss", Own),
    ("PATCH /api/reminders/{id}/snooze", Own),
    ("GET /api/settings", Anybody),
    ("PUT /api/settings", Anybody),
    ("POST /api/settings/ntfy/test", Anybody),
    ("GET /api/shared-calendars", Anybody),
    ("DELETE /api/shared-calendars/{calendar_id}", Own),
    ("POST /api/shared-calendars/{calendar_id}/accept", Own),
    ("POST /api/shared-calendars/{calendar_id}/decline", Own),
    ("GET /api/shared-calendars/{calendar_id}/members", Calendar(Held::View)),
    ("POST /api/shared-calendars/{calendar_id}/members", Calendar(Held::Own)),
    ("DELETE /api/shared-calendars/{calendar_id}/members/{user_id}", Calendar(Held::Own)),
    ("PUT /api/shared-calendars/{calendar_id}/members/{user_id}", Calendar(Held::Own)),
    ("PUT /api/shared-calendars/{calendar_id}/preferences", Calendar(Held::Busy)),
    ("DELETE /api/todos/{id}/completions/latest", Own),
    ("PATCH /api/todos/{id}/toggle", Own),
    ("GET /api/upcoming", Anybody),
    ("GET /api/weather", Anybody),
    ("GET /api/weather/search", Anybody),
    ("GET /health", Nobody),
    ("GET /health/ready", Nobody),
];

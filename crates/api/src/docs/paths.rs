//! What the variable parts of paths name.

use serde_json::Value;

use super::tree::each_operation;

/// The parts before the variable ones, and what these name.
const NAMED: [(&str, &str); 24] = [
    ("actions", "The token of the action, from the link of a button."),
    ("blocked", "The `id` of the account that is blocked."),
    ("calendars", "The `id` of the calendar."),
    ("comments", "The `id` of the comment."),
    ("connections", "The `id` of the connection."),
    ("deliveries", "The `id` of the delivery."),
    ("event-invitations", "The `id` of the invitation, as one's own list of invitations gives it."),
    ("event-templates", "The `id` of the event template."),
    ("events", "The `id` of the event."),
    ("invitations", "The `id` of the invitation, as the list of the event's invitations gives it."),
    ("locations", "The `id` of the location."),
    ("members", "The `id` of the member's account."),
    ("notifications", "The `id` of the notification."),
    ("overrides", "Which occurrence, by its `recurrence_id`."),
    ("passkeys", "The `id` of the passkey."),
    ("people", "The `id` of the person."),
    ("projects", "The `id` of the project."),
    ("reminders", "The `id` of the reminder."),
    ("requests", "The `id` of the request."),
    ("sessions", "The `id` of the session."),
    ("shared-calendars", "The `id` of the calendar."),
    ("tasks", "The `id` of the task."),
    ("todos", "The `id` of the todo."),
    ("users", "The `id` of the account."),
];

/// Describes each variable part of a path that doesn't say itself what it names.
pub(super) fn describe(document: &mut Value) {
    each_operation(document, |_, path, operation| {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            if parameter["in"] != "path" || parameter["description"].is_string() {
                continue;
            }
            let name = parameter["name"].as_str().unwrap_or_default();
            if let Some(text) = text(path, name) {
                parameter["description"] = text.into();
            }
        }
    });
}

/// Tells what a variable part names, by the part before it.
fn text(path: &str, name: &str) -> Option<&'static str> {
    let (before, _) = path.split_once(&format!("/{{{name}}}"))?;
    let (_, part) = before.rsplit_once('/')?;
    NAMED.iter().find(|(known, _)| *known == part).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::NAMED;
    use crate::openapi;

    #[test]
    fn each_part_is_of_a_path() {
        let document = openapi();
        let paths: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
        for (part, _) in NAMED {
            let named = format!("/{part}/{{");
            assert!(paths.iter().any(|path| path.contains(&named)), "{part}");
        }
    }
}

//! The groups of operations, in the order in which somebody who builds a client needs them.

use serde_json::{Value, json};

/// A group of groups, for pages that show such.
struct Part {
    name: &'static str,
    /// The tags: their names, and what their operations are for.
    tags: &'static [(&'static str, &'static str)],
}

const PARTS: &[Part] = &[
    Part {
        name: "Sign-in and account",
        tags: &[
            (
                "auth",
                "Setup, registration, sign-in, sign-out, locking and unlocking. Begin with \
                 `GET /api/auth/status`: it says which of these a client has to show.",
            ),
            (
                "two-factor",
                "Codes from an authenticator app (TOTP) and backup codes: the second step of a sign-in, and \
                 setting it up.",
            ),
            ("passkeys", "Passkeys (WebAuthn), and signing in with nothing else."),
            ("account", "The caller's own account, password and sessions."),
            ("settings", "The caller's settings: time zone, language, notifications on the phone."),
        ],
    },
    Part {
        name: "Personal data",
        tags: &[
            (
                "agenda",
                "Everything with a date, in one answer: a range of days, today, the coming days.",
            ),
            ("todos", "The caller's todos, which may recur."),
            ("calendars", "The caller's calendars and those that are shared with them."),
            ("events", "Events, series and their occurrences."),
            ("event-templates", "Event templates."),
            ("reminders", "Reminders at a time of their own, or before an event."),
            ("people", "The people that the caller knows, and their birthdays."),
            ("locations", "Saved locations, for events."),
            ("weather", "The weather at the caller's place."),
        ],
    },
    Part {
        name: "Sharing",
        tags: &[
            ("connections", "Connections between people. Sharing and inviting take one."),
            ("shared-calendars", "Sharing calendars: offers, members and permissions."),
            ("event-invitations", "Invitations to events, and their answers."),
            ("projects", "Projects, their boards, statistics and members."),
            ("tasks", "Tasks in a project."),
            ("comments", "Comments on tasks."),
            ("notifications", "Notifications and push delivery status."),
        ],
    },
    Part {
        name: "Server",
        tags: &[
            ("admin", "Accounts, configuration, audit log. For admins."),
            ("server", "Whether the server is up, and this document."),
        ],
    },
];

/// Describes the tags.
pub(super) fn describe(document: &mut Value) {
    let tag = |(name, text): &(&str, &str)| json!({"name": name, "description": text});
    document["tags"] = PARTS.iter().flat_map(|part| part.tags).map(tag).collect();
    let names = |part: &Part| part.tags.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let group = |part: &Part| json!({"name": part.name, "tags": names(part)});
    document["x-tagGroups"] = PARTS.iter().map(group).collect();
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::{docs::tree::operations, openapi};

    #[test]
    fn each_operation_has_one_tag_that_is_described() {
        let document = openapi();
        let described = document["tags"].as_array().unwrap();
        let described: BTreeSet<_> =
            described.iter().map(|tag| tag["name"].clone().to_string()).collect();
        let mut used = BTreeSet::new();
        for operation in operations(&document) {
            let tags = operation["tags"].as_array().unwrap();
            assert_eq!(tags.len(), 1, "{operation}");
            used.insert(tags[0].to_string());
        }
        assert_eq!(used, described);
    }
}

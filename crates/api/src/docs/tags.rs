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
        name: "Signing in",
        tags: &[
            (
                "auth",
                "Begin with `GET /api/auth/status`: it tells what to show. Setting up, registering, signing \
                 in and out, locking and unlocking.",
            ),
            (
                "two-factor",
                "Codes from an authenticator app (TOTP) and backup codes: the second step of a sign-in, and \
                 setting it up.",
            ),
            ("passkeys", "Passkeys (WebAuthn), and signing in with nothing else."),
            ("account", "The caller's own account, password and sessions."),
            (
                "settings",
                "How the caller wants to see and hear things: time zone, language, messages to the phone.",
            ),
        ],
    },
    Part {
        name: "What is kept",
        tags: &[
            (
                "agenda",
                "What a screen needs at once: a range with everything that has a date, today, the coming \
                 days.",
            ),
            ("todos", "The caller's todos, which may recur."),
            ("calendars", "The caller's calendars and those that are shared with them."),
            ("events", "Events, series and their occurrences."),
            ("event-templates", "What events are often made of."),
            ("reminders", "What rings at a time, alone or before an event."),
            ("people", "The people that the caller knows, and their birthdays."),
            ("locations", "Places to meet at."),
            ("weather", "The weather at the caller's place."),
        ],
    },
    Part {
        name: "Together",
        tags: &[
            (
                "connections",
                "Who knows whom: people share only with those they are connected with.",
            ),
            ("shared-calendars", "Offering calendars to others, and taking what others offer."),
            ("event-invitations", "Inviting others to events, and answering."),
            ("projects", "Projects, their boards, numbers and members."),
            ("tasks", "What is to be done in a project."),
            ("comments", "What is said about a task."),
            ("notifications", "What the caller was told, and why a message did or didn't come."),
        ],
    },
    Part {
        name: "The server",
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

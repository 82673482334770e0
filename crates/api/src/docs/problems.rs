//! How each operation may fail.

use std::fmt::Write as _;

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::{
    codes::{By, Code, codes},
    operation::Operation,
    tree::each_operation,
};

/// Describes the problems that each operation answers: those that a client can do something about, and
/// those that it can't.
pub(super) fn describe(document: &mut Value) {
    document["components"]["headers"]["RequestId"] = json!({
        "description": "Identifies the request in the server's log.",
        "required": true,
        "schema": {"type": "string"},
        "example": "5f0c9a1be2d34f67",
    });
    each_operation(document, |method, path, described| {
        let operation = Operation::new(method, path, described);
        let of = |range: std::ops::Range<u16>| {
            let all = codes().filter(|code| range.contains(&code.status));
            all.filter(|code| code.is_of(&operation)).collect::<Vec<_>>()
        };
        let (client, server) = (of(400..500), of(500..600));
        described["responses"]["4XX"] = answer("The request was refused.", &client);
        described["responses"]["5XX"] = if server.iter().any(|code| code.is_own()) {
            answer(UNABLE, &server)
        } else {
            json!({"$ref": "#/components/responses/Unable"})
        };
    });
    let usual: Vec<_> = codes().filter(|code| code.status >= 500 && !code.is_own()).collect();
    document["components"]["responses"]["Unable"] = answer(UNABLE, &usual);
}

const UNABLE: &str = "The server can't answer for now.";

fn answer(why: &str, codes: &[&Code]) -> Value {
    let mut names: Vec<_> = codes.iter().map(|code| code.name).collect();
    let mut statuses: Vec<_> = codes.iter().map(|code| code.status).collect();
    names.sort_unstable();
    names.dedup();
    statuses.dedup();
    json!({
        "description": in_words(why, codes),
        "headers": {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}},
        "content": {"application/problem+json": {
            "schema": {
                "allOf": [
                    {"$ref": "#/components/schemas/Problem"},
                    {
                        "type": "object",
                        "properties": {
                            "code": {"type": "string", "enum": names},
                            "status": {"type": "integer", "enum": statuses},
                        },
                        "required": ["code", "status"],
                    },
                ],
            },
            "example": example(codes),
        }},
    })
}

/// Shows one of the problems: one of the operation's own, or else what clients meet most.
fn example(codes: &[&Code]) -> Value {
    let is_own = |code: &&&Code| code.is_own();
    let named = |name: &str| codes.iter().find(|code| code.name == name);
    let usual = || ["invalid", "not_found", "unauthenticated"].into_iter().find_map(named);
    let shown = codes.iter().find(is_own).or_else(usual).or(codes.first());
    let Some(code) = shown else { return Value::Null };
    let title = StatusCode::from_u16(code.status).ok().and_then(|status| status.canonical_reason());
    json!({
        "type": "about:blank",
        "title": title,
        "status": code.status,
        "code": code.name,
        "detail": code.meaning.replace('`', ""),
        "request_id": "5f0c9a1be2d34f67",
    })
}

/// Lists the codes by status, and explains those that not everything like the operation has.
fn in_words(why: &str, codes: &[&Code]) -> String {
    let mut text = why.to_owned();
    let mut status = 0;
    for code in codes {
        if code.status == status {
            text.push(',');
        } else {
            let between = if status == 0 { "" } else { ";" };
            let _ = write!(text, "{between} {}", code.status);
        }
        let _ = write!(text, " `{}`", code.name);
        status = code.status;
    }
    text.push('.');
    let own = codes.iter().filter(|code| code.is_own());
    for (place, code) in own.enumerate() {
        let before = if place == 0 { "\n\n" } else { "\n" };
        let _ = write!(text, "{before}- {} `{}`: {}", code.status, code.name, code.meaning);
    }
    text
}

/// Writes the reference of all error codes as Markdown, for `docs/errors.md`.
#[must_use]
pub fn reference() -> String {
    let mut text = include_str!("errors.md").to_owned();
    for code in codes() {
        let by = match code.by {
            By::Those(words, _) => words.to_owned(),
            By::Named(names) => {
                names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            }
        };
        let _ = writeln!(text, "| {} | `{}` | {} | {by} |", code.status, code.name, code.meaning);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use umbra_app::{passkey::MAX_PASSKEYS, person::MAX_BIRTHDAYS};
    use umbra_domain::{
        calendar::{MAX_CALENDARS, MAX_MEMBERS},
        connection::MAX_OPEN_REQUESTS,
        event::{MAX_INVITATIONS, MAX_SHOWN},
        template::MAX_TEMPLATES,
    };

    use super::{By, codes};
    use crate::{docs::tree::operations, http::json::BODY_LIMIT, openapi};

    #[test]
    fn the_codes_are_in_the_order_of_their_statuses_and_named_once_for_each() {
        assert!(codes().is_sorted_by_key(|code| code.status));
        let all: BTreeSet<_> = codes().map(|code| (code.status, code.name)).collect();
        assert_eq!(all.len(), codes().count());
    }

    #[test]
    fn a_code_names_operations_that_exist() {
        let document = openapi();
        let known: BTreeSet<_> =
            operations(&document).filter_map(|one| one["operationId"].as_str()).collect();
        for code in codes() {
            if let By::Named(names) = code.by {
                assert!(names.iter().all(|name| known.contains(name)), "{}: {names:?}", code.name);
            }
        }
    }

    #[test]
    fn a_number_in_a_meaning_is_the_limit_that_the_code_is_about() {
        let limits = [
            ("invalid_idempotency_key", 255),
            ("too_many_passkeys", MAX_PASSKEYS),
            ("too_many_calendars", MAX_CALENDARS),
            ("too_many_templates", MAX_TEMPLATES),
            ("too_many_invitations", MAX_INVITATIONS as u64),
            ("too_many_connection_requests", MAX_OPEN_REQUESTS as u64),
            ("too_many_members", MAX_MEMBERS),
            ("payload_too_large", BODY_LIMIT as u64 / 1024),
            ("too_many_events", MAX_SHOWN as u64),
            ("too_many_birthdays", MAX_BIRTHDAYS),
        ];
        // Of a span the end is the limit: "1 to 255".
        let told = codes().filter_map(|code| {
            let numbers = code.meaning.replace(',', "");
            let words = numbers.split(|symbol: char| !symbol.is_alphanumeric());
            let number = words.filter_map(|word| word.parse().ok()).next_back()?;
            Some((code.name, number))
        });
        assert_eq!(told.collect::<Vec<(_, u64)>>(), limits);
    }

    #[test]
    fn each_code_is_of_some_operation() {
        let text = openapi().to_string();
        for code in codes() {
            assert!(text.contains(&format!("\"{}\"", code.name)), "{}", code.name);
        }
    }
}

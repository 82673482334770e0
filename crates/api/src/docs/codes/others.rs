//! Conditions, bodies, limits, and what is wrong with the server: from 412 on.

use super::{
    By, Code,
    by::{ANY, LIMITED, UNLOCKED, WITH_BODY, WITH_IF_MATCH, WITH_INPUT, WITH_KEY},
    code,
};

pub(super) const CODES: &[Code] = &[
    code(412, "precondition_failed", WITH_IF_MATCH, "It was changed since. Load it again."),
    code(413, "payload_too_large", WITH_BODY, "The body has more than 256 KiB."),
    code(415, "unsupported_media_type", WITH_BODY, "The body isn't plain `application/json`."),
    code(422, "invalid", WITH_INPUT, "Fields were refused: `errors` says which and why."),
    code(422, "out_of_range", WITH_BODY, "A number in the body is beyond what JSON can hold."),
    code(
        422,
        "idempotency_key_reused",
        WITH_KEY,
        "The key belongs to a request with another body.",
    ),
    code(
        422,
        "too_many_events",
        By::Named(&["dashboard", "upcoming"]),
        "The days have more than 10,000 events.",
    ),
    code(
        422,
        "too_many_birthdays",
        By::Named(&["list_birthdays"]),
        "The days have more than 10,000 birthdays.",
    ),
    code(
        423,
        "session_locked",
        UNLOCKED,
        "The session is locked: unlock it with the password or a passkey.",
    ),
    code(429, "too_many_requests", LIMITED, "Wait for as many seconds as `Retry-After` says."),
    code(
        500,
        "internal",
        ANY,
        "Something went wrong on the server, whose log has the `request_id`.",
    ),
    code(503, "saturated", ANY, "The server is busy. `Retry-After` says when to try again."),
    code(503, "database_unavailable", ANY, "The database can't be reached. Try again later."),
    code(
        503,
        "migrations_pending",
        By::Named(&["ready"]),
        "The database waits for its migrations.",
    ),
    code(
        503,
        "weather_unavailable",
        By::Named(&["weather", "find_places"]),
        "The weather's source doesn't answer.",
    ),
];

//! What the browser adds to a ceremony (WebAuthn level 3, §5.8.1).

use serde_json::Value;

use crate::{Mutation, options::encode};

/// Writes the client data with its members in the order that the specification fixes (§5.8.1.1).
pub(crate) fn client_data(
    kind: &str,
    challenge: &str,
    origin: &str,
    mutations: &[Mutation],
) -> Vec<u8> {
    let (mut kind, mut challenge, mut origin) = (kind, challenge.to_owned(), origin);
    let mut cross_origin = false;
    for mutation in mutations {
        match mutation {
            Mutation::Type(other) => kind = other,
            Mutation::Challenge(other) => challenge = encode(other),
            Mutation::Origin(other) => origin = other,
            Mutation::CrossOrigin => cross_origin = true,
            _ => {}
        }
    }
    let [kind, challenge, origin] = [kind, &challenge, origin].map(Value::from);
    format!(
        r#"{{"type":{kind},"challenge":{challenge},"origin":{origin},"crossOrigin":{cross_origin}}}"#
    )
    .into_bytes()
}

/// Whether a page of this origin may use this relying party's id: a browser lets it when the id is
/// the origin's host or a parent domain of it (§5.1.3).
pub(crate) fn may_use(origin: &str, rp_id: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let host = host.split([':', '/']).next().unwrap_or_default();
    host.strip_suffix(rp_id).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

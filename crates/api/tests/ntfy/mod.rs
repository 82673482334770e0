//! Messages to phones: their settings, and the test.

mod links;
mod settings;
mod tests;

use serde_json::{Value, json};
use umbra_testkit::{NtfyServer, Person, Setup};

/// Gives a test an ntfy server, which is the operator's default.
pub fn with_ntfy(setup: &mut Setup) {
    setup.ntfy = Some(NtfyServer::start());
}

/// Changes somebody's settings, and returns them.
pub async fn set(who: &Person, change: Value) -> Value {
    who.put("/api/settings", change).await.assert_status(200).json()
}

/// Lets somebody's phone be reached.
pub async fn set_up(who: &Person) -> Value {
    let topic = format!("umbra-{}", who.username);
    set(who, json!({"ntfy_enabled": true, "ntfy_topic": topic})).await
}

/// An access token as ntfy makes them.
pub const TOKEN: &str = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2";

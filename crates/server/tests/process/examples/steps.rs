//! What happens before an example is tried.

use serde_json::{Value, json};
use umbra_soft_authenticator::SoftAuthenticator;
use umbra_testkit::{Client, Reply, TestApp};

use super::{example::Example, tables::Step};

/// Lets something happen.
pub async fn take(t: &TestApp, ana: &Client, step: &Step) -> Result<(), String> {
    match step {
        Step::Example(name) => done(send(ana, name).await).map(drop),
        Step::By(who, request, body) => {
            let body: Value = serde_json::from_str(body).unwrap();
            let (method, path) = request.split_once(' ').unwrap();
            let reply = if *who == "ana" {
                ana.request(method, path, body).await
            } else {
                t.user(who).await.request(method, path, body).await
            };
            done(reply).map(drop)
        }
        Step::Passkeys => {
            make_passkey(t, ana, SoftAuthenticator::new(1), "Stick").await?;
            make_passkey(t, ana, SoftAuthenticator::synced(2), "Phone").await
        }
        Step::Row(sql) => t.try_execute(sql).await.map(drop).map_err(|error| error.to_string()),
    }
}

/// Sends the example of an operation.
async fn send(who: &Client, name: &str) -> Reply {
    let example = Example::all().into_iter().find(|example| example.name == name);
    example.unwrap_or_else(|| panic!("there is no {name}")).send(who).await
}

async fn make_passkey(
    t: &TestApp,
    ana: &Client,
    mut key: SoftAuthenticator,
    name: &str,
) -> Result<(), String> {
    let begun = done(send(ana, "POST /api/auth/passkeys/register/begin").await)?.json();
    let credential = key.register(&begun["options"], t.setup().webauthn_origin.as_str());
    let token = &begun["challenge_token"];
    let body = json!({"credential": credential, "challenge_token": token, "name": name});
    done(ana.post("/api/auth/passkeys/register/complete", body).await).map(drop)
}

fn done(reply: Reply) -> Result<Reply, String> {
    let is_done = (200..300).contains(&reply.status());
    if is_done { Ok(reply) } else { Err(format!("what is to be before it isn't done: {reply:?}")) }
}

//! The start of a sign-in by passkey: for accounts with and without one, and for nobody.

use serde_json::{Value, json};
use umbra_soft_authenticator::SoftAuthenticator;

use crate::dice::Dice;
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Request, block_on};
use crate::people::{self, PASSWORD, Person};
use crate::server::Daemon;

use super::{Question, names};

/// Names of each kind; asking changes nothing that counts.
const NAMES: usize = 40;

/// Beginnings of a sign-in.
pub(super) struct Passkeys {
    server: std::net::SocketAddr,
    names: [Vec<String>; 3],
}

impl Passkeys {
    /// Makes the accounts, and a passkey for each of the first kind.
    pub(super) fn set_up(server: &Daemon, dice: &mut Dice) -> Outcome<Self> {
        let names = [(); 3].map(|()| names(dice, NAMES));
        people::register(server.address, &names[1], 0)?;
        let keyed = people::register(server.address, &names[0], 0)?;
        block_on(async {
            let mut connection = Connection::open(server.address).await?;
            for (seed, person) in (1..).zip(&keyed) {
                register(&mut connection, server, person, seed).await?;
            }
            Ok(())
        })?;
        Ok(Self { server: server.address, names })
    }
}

impl Question for Passkeys {
    const WHAT: &'static str = "passkey sign-in";
    const KINDS: [&'static str; 3] = ["with a passkey", "without one", "unknown name"];
    const STATUS: u16 = 200;

    fn ask(&self, kind: usize, round: usize, source: &str) -> Request {
        let names = &self.names[kind];
        let body = json!({"username": names[round % names.len()]}).to_string();
        Request::send("POST", "/api/auth/passkeys/login/begin", &body)
            .forwarded_for(source)
            .to(self.server)
    }
}

async fn register(
    connection: &mut Connection,
    server: &Daemon,
    person: &Person,
    seed: u64,
) -> Outcome {
    let send = |path: &str, body: Value| {
        let path = format!("/api/auth/passkeys/register/{path}");
        let request = Request::send("POST", &path, &body.to_string());
        request.cookie(&person.cookie).to(server.address)
    };
    let begun = connection.expect(&send("begin", json!({"password": PASSWORD}))).await?.text();
    let begun: Value =
        serde_json::from_str(&begun).map_err(Failure::when("an answer is no JSON"))?;
    let origin = format!("http://localhost:{}", server.address.port());
    let credential = SoftAuthenticator::new(seed).register(&begun["options"], &origin);
    let complete = json!({
        "credential": credential,
        "challenge_token": begun["challenge_token"],
        "name": "Key",
    });
    connection.expect(&send("complete", complete)).await.map(drop)
}

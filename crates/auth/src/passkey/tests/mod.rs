//! Whole ceremonies between this layer and the soft authenticator.

mod hostile;
mod legacy;
mod login;
mod login_mutations;
mod names;
mod registration;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use umbra_soft_authenticator::{Mutation, SoftAuthenticator};
use url::Url;

use super::{
    Assertion, Candidate, LoginOutcome, LoginState, NewPasskey, Owner, Passkeys, Refused,
    StoredPasskey, UserHandle,
};

const ORIGIN: &str = "https://umbra.example.org";

fn passkeys() -> Passkeys {
    Passkeys::new("umbra.example.org", "Umbra", &[Url::parse(ORIGIN).unwrap()]).unwrap()
}

/// Puts a state into the database and takes it out again.
fn stored<S: Serialize + DeserializeOwned>(state: S) -> S {
    serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap()
}

/// Registers a passkey of this user.
fn register(passkeys: &Passkeys, authenticator: &mut SoftAuthenticator, user: &str) -> NewPasskey {
    register_with(passkeys, authenticator, user, &[]).unwrap()
}

fn register_with(
    passkeys: &Passkeys,
    authenticator: &mut SoftAuthenticator,
    user: &str,
    how: &[Mutation],
) -> Result<NewPasskey, Refused> {
    let handle = handle(user);
    let owner = Owner { handle: &handle, username: user, display_name: "" };
    let (options, state) = passkeys.begin_registration(owner, &[]).unwrap();
    let answer = authenticator.register_with(&options, ORIGIN, how);
    passkeys.finish_registration(&answer, stored(state))
}

fn handle(user: &str) -> UserHandle {
    UserHandle::from_bytes(format!("handle of {user}")).unwrap()
}

/// Finishes a login against this one passkey, as a caller would that found it.
fn finish(
    passkeys: &Passkeys,
    answer: &Value,
    state: LoginState,
    known: &NewPasskey,
) -> Result<LoginOutcome, Refused> {
    let NewPasskey { passkey, usage } = known;
    let candidate = Candidate { passkey, usage: *usage };
    passkeys.finish_login(&Assertion::parse(answer)?, stored(state), Some(candidate))
}

/// Carries out a whole login without a username.
fn login_with(
    passkeys: &Passkeys,
    authenticator: &mut SoftAuthenticator,
    known: &NewPasskey,
    how: &[Mutation],
) -> Result<LoginOutcome, Refused> {
    let (options, state) = passkeys.begin_discoverable_login().unwrap();
    let answer = authenticator.login_with(&options, ORIGIN, how);
    finish(passkeys, &answer, state, known)
}

/// The passkey as a caller stores it after a login.
fn after(known: &NewPasskey, outcome: &LoginOutcome) -> NewPasskey {
    NewPasskey { usage: outcome.usage, ..known.clone() }
}

/// All of these passkeys, as the database lists them.
fn all(known: &[&NewPasskey]) -> Vec<StoredPasskey> {
    known.iter().map(|known| known.passkey.clone()).collect()
}

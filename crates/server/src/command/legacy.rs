//! The file that `umbra admin import-legacy` reads: `docs/legacy-import.md` describes it.

use std::path::Path;

use serde::Deserialize;
use umbra_app::admin::LegacyUser;
use umbra_auth::{Stored, TotpSecret, passkey::LegacyPasskey};
use umbra_domain::{
    Invalid,
    audit::neutralise,
    factor::PasskeyName,
    user::{Email, Role, Username},
};

use crate::failure::Failure;

/// The form that this version reads.
const VERSION: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    users: Vec<UserEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserEntry {
    username: String,
    #[serde(default)]
    email: Option<String>,
    role: String,
    #[serde(default = "yes")]
    is_active: bool,
    password_hash: String,
    #[serde(default)]
    must_change_password: bool,
    #[serde(default)]
    passwordless_enabled: bool,
    #[serde(default)]
    totp_secret: Option<String>,
    #[serde(default)]
    passkeys: Vec<PasskeyEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasskeyEntry {
    name: String,
    credential: LegacyPasskey,
}

const fn yes() -> bool {
    true
}

/// An entry of the file: a name to show, and the account or what is wrong with it.
pub(super) struct Entry {
    pub name: String,
    pub user: Result<LegacyUser, String>,
}

/// Reads a whole file, before anything is imported.
pub(super) fn read(file: &Path) -> Result<Vec<Entry>, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::Io("can't read the file to import", error))?;
    parse(&text)
}

fn parse(text: &str) -> Result<Vec<Entry>, Failure> {
    // The sentence of a wrong type repeats the value, which may be a secret: only its place counts.
    let document: Document = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let sentence = error.to_string();
        let unknown =
            sentence.starts_with("unknown field") || sentence.starts_with("missing field");
        let what =
            if unknown { neutralise(&sentence) } else { format!("line {line} column {column}") };
        Failure::ImportFile(what)
    })?;
    if document.version != VERSION {
        let found = document.version;
        return Err(Failure::ImportFile(format!("its version is {found}, not {VERSION}")));
    }
    Ok(document.users.into_iter().map(Entry::from).collect())
}

impl From<UserEntry> for Entry {
    fn from(entry: UserEntry) -> Self {
        let name = neutralise(&entry.username);
        let user = to_user(entry).map_err(|(member, why)| format!("{member}: {why}"));
        Self { name, user }
    }
}

/// What is wrong, after the member that it is wrong with.
type Wrong = (String, String);

fn to_user(entry: UserEntry) -> Result<LegacyUser, Wrong> {
    if Stored::from_elsewhere(&entry.password_hash).is_none() {
        return Err(wrong(
            "password_hash",
            "this is no Argon2 or bcrypt hash that can be verified",
        ));
    }
    let totp_secret = entry.totp_secret.as_deref().map(TotpSecret::from_base32).transpose();
    let mut passkeys = Vec::with_capacity(entry.passkeys.len());
    for (place, passkey) in entry.passkeys.iter().enumerate() {
        let member = |name: &str| format!("passkeys[{place}].{name}");
        let name = checked(&member("name"), PasskeyName::parse(&passkey.name))?;
        passkeys.push((name, checked(&member("credential"), passkey.credential.import())?));
    }
    Ok(LegacyUser {
        username: checked("username", Username::parse(&entry.username))?,
        email: checked("email", entry.email.as_deref().map(Email::parse).transpose())?,
        role: checked("role", Role::parse(&entry.role))?,
        is_active: entry.is_active,
        password_hash: entry.password_hash,
        must_change_password: entry.must_change_password,
        passwordless_enabled: entry.passwordless_enabled,
        totp_secret: totp_secret.map_err(|error| wrong("totp_secret", &error.to_string()))?,
        passkeys,
    })
}

fn checked<T>(member: &str, parsed: Result<T, Invalid>) -> Result<T, Wrong> {
    parsed.map_err(|invalid| wrong(member, &invalid.detail))
}

fn wrong(member: &str, why: &str) -> Wrong {
    (member.to_owned(), why.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const EXAMPLE: &str = include_str!("../../../../docs/legacy-import.example.json");

    fn with(change: impl FnOnce(&mut Value)) -> String {
        let mut document = serde_json::from_str(EXAMPLE).unwrap();
        change(&mut document);
        document.to_string()
    }

    fn refused(change: impl FnOnce(&mut Value)) -> String {
        parse(&with(change)).unwrap().remove(0).user.unwrap_err()
    }

    #[test]
    fn the_documented_example_is_read_whole() {
        let entries = parse(EXAMPLE).unwrap();
        assert!(entries.len() >= 2);
        for entry in entries {
            assert!(entry.user.is_ok(), "{}: {:?}", entry.name, entry.user.err());
        }
    }

    #[test]
    fn unknown_and_missing_members_refuse_the_file() {
        for change in [
            |document: &mut Value| document["extra"] = json!(1),
            |document: &mut Value| document["users"][0]["is_admin"] = json!(true),
            |document: &mut Value| {
                document["users"][0]["passkeys"][0]["credential"]["label"] = json!("x");
            },
            |document: &mut Value| {
                document["users"][0].as_object_mut().unwrap().remove("role");
            },
            |document: &mut Value| document["version"] = json!(2),
        ] {
            assert!(matches!(parse(&with(change)), Err(Failure::ImportFile(_))));
        }
    }

    #[test]
    fn a_value_of_the_wrong_type_is_not_repeated() {
        let text = with(|document| document["users"][0]["is_active"] = json!("hunter2"));
        let Err(Failure::ImportFile(told)) = parse(&text) else { unreachable!("it is refused") };
        assert!(told.starts_with("line ") && !told.contains("hunter2"), "{told}");
    }

    #[test]
    fn a_wrong_value_refuses_its_user_and_names_the_member() {
        for (member, value) in [
            ("username", json!("a b")),
            ("email", json!("nobody")),
            ("role", json!("root")),
            ("password_hash", json!("plain text")),
            ("totp_secret", json!("1")),
        ] {
            let told = refused(|document| document["users"][0][member] = value);
            assert!(told.starts_with(member), "{told}");
        }
        let told = refused(|document| {
            document["users"][0]["passkeys"][0]["credential"]["public_key"] = json!("AA");
        });
        assert!(told.starts_with("passkeys[0].credential"), "{told}");
    }
}

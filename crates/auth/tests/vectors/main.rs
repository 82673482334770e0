//! Umbra and Python accept each other's work: see `README.md` beside this file.
#![expect(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod python;
mod umbra;

use std::{path::Path, sync::Arc};

use jiff::Timestamp;
use serde_json::Value;
use umbra_auth::{HashPool, Purpose, SecretKey};
use umbra_domain::Entropy;

/// Yields the same byte over and over, so that what is made does not depend on how much was drawn
/// before.
#[derive(Debug)]
struct Repeated(u8);

impl Entropy for Repeated {
    fn fill(&self, out: &mut [u8]) {
        out.fill(self.0);
    }
}

fn pool() -> HashPool {
    HashPool::start(1, 8, Arc::new(Repeated(0x5a))).unwrap()
}

/// Reads one of the files.
fn file(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Returns the rows of a list, of which there is at least one.
fn rows<'a>(file: &'a Value, name: &str) -> &'a [Value] {
    let rows = file[name].as_array().unwrap();
    assert!(!rows.is_empty(), "{name}");
    rows
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_else(|| panic!("{name} is missing in {row}"))
}

fn whole(row: &Value, name: &str) -> i64 {
    row[name].as_i64().unwrap_or_else(|| panic!("{name} is missing in {row}"))
}

fn instant(row: &Value) -> Timestamp {
    Timestamp::from_second(whole(row, "at")).unwrap()
}

fn secret_key(file: &Value, name: &str) -> SecretKey {
    SecretKey::parse(text(file, name)).unwrap()
}

fn purpose(row: &Value) -> Purpose {
    match text(row, "purpose") {
        "totp" => Purpose::TotpSecret,
        "ntfy_token" => Purpose::NtfyToken,
        other => panic!("unknown purpose {other}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex<const N: usize>(text: &str) -> [u8; N] {
    assert_eq!(text.len(), 2 * N, "{text}");
    std::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
}

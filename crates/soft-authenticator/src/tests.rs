//! The authenticator against the specification, byte by byte.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, signature::Verifier};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{Mutation, Refusal, SoftAuthenticator};

const ORIGIN: &str = "https://umbra.example.org";

fn creation(user: &str) -> Value {
    json!({
        "challenge": "AAAA",
        "rp": {"id": "example.org", "name": "Umbra"},
        "user": {"id": URL_SAFE_NO_PAD.encode(user), "name": user, "displayName": user},
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
    })
}

fn request() -> Value {
    json!({"challenge": "AAAA", "rpId": "example.org"})
}

fn bytes(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}

#[test]
fn an_assertion_is_signed_over_what_it_says() {
    let mut key = SoftAuthenticator::new(1);
    key.register(&creation("ana"), ORIGIN);
    let answer = key.login(&request(), ORIGIN);

    let response = &answer["response"];
    let (data, client_data) =
        (bytes(&response["authenticatorData"]), bytes(&response["clientDataJSON"]));
    assert_eq!(data.len(), 37);
    assert_eq!(data[..32], *Sha256::digest("example.org"));
    assert_eq!(data[32], 0b0000_0101, "present and verified");
    assert_eq!(data[33..], [0, 0, 0, 2], "one registration, one login");
    assert_eq!(
        String::from_utf8(client_data.clone()).unwrap(),
        r#"{"type":"webauthn.get","challenge":"AAAA","origin":"https://umbra.example.org","crossOrigin":false}"#
    );

    let signed = [data, Sha256::digest(client_data).to_vec()].concat();
    let signature = Signature::from_der(&bytes(&response["signature"])).unwrap();
    let credential = &key.credentials()[0];
    credential.key.verifying_key().verify(&signed, &signature).unwrap();
    assert_eq!(bytes(&response["userHandle"]), b"ana");
    assert_eq!(bytes(&answer["rawId"]), credential.id());
}

#[test]
fn a_registration_shows_the_key_in_cose_form() {
    let mut key = SoftAuthenticator::synced(1);
    let answer = key.register(&creation("ana"), ORIGIN);
    let data = bytes(&answer["response"]["authenticatorData"]);
    assert_eq!(data[32], 0b0101_1101, "present, verified, eligible, backed up, attested data");
    assert_eq!(data[33..37], [0; 4], "a synced passkey doesn't count");
    assert_eq!(data[53..55], [0, 20]);

    let cose = &data[75..];
    assert_eq!(cose.len(), 77);
    assert_eq!(cose[..10], [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
    let object = bytes(&answer["response"]["attestationObject"]);
    assert_eq!(object[..19], *b"\xa3\x63fmt\x64none\x67attStmt\xa0");
    assert!(object.ends_with(&data));
}

#[test]
fn the_same_seed_gives_the_same_answers() {
    let [first, second, other] =
        [1, 1, 2].map(|seed| SoftAuthenticator::new(seed).register(&creation("ana"), ORIGIN));
    assert_eq!(first, second);
    assert_ne!(first, other);
}

#[test]
fn a_page_of_another_site_gets_nothing() {
    let mut key = SoftAuthenticator::new(1);
    for origin in ["https://example.com", "https://badexample.org", "https://192.0.2.1"] {
        assert_eq!(key.try_register(&creation("ana"), origin, &[]), Err(Refusal::Security));
    }
    key.register(&creation("ana"), "https://example.org:8443");
}

#[test]
fn an_allow_list_chooses_and_an_empty_one_finds_discoverable_credentials_only() {
    let mut key = SoftAuthenticator::new(1);
    let ana = key.register(&creation("ana"), ORIGIN);
    let ben = key.register(&creation("ben"), ORIGIN);
    assert_eq!(key.login(&request(), ORIGIN)["id"], ben["id"]);
    let only = json!({"challenge": "AAAA", "rpId": "example.org", "allowCredentials": [{"id": ana["id"]}]});
    assert_eq!(key.login(&json!({"publicKey": only}), ORIGIN)["id"], ana["id"]);

    let mut stick = SoftAuthenticator::new(2).without_discoverable_credentials();
    let made = stick.register(&creation("ana"), ORIGIN);
    assert_eq!(stick.try_login(&request(), ORIGIN, &[]), Err(Refusal::NotAllowed));
    let named = json!({"challenge": "AAAA", "rpId": "example.org", "allowCredentials": [{"id": made["id"]}]});
    assert!(stick.login(&named, ORIGIN)["response"].get("userHandle").is_none());
}

#[test]
fn an_excluded_credential_is_not_doubled() {
    let mut key = SoftAuthenticator::new(1);
    let made = key.register(&creation("ana"), ORIGIN);
    let mut again = creation("ana");
    again["excludeCredentials"] = json!([{"id": made["id"]}]);
    assert_eq!(key.try_register(&again, ORIGIN, &[]), Err(Refusal::InvalidState));
    key.register_with(&again, ORIGIN, &[Mutation::IgnoreExclusions]);
    assert_eq!(key.credentials().len(), 1, "the new one replaced the same user's old one");
}

//! The two ceremonies, as the browser and the authenticator carry them out together.

use p256::ecdsa::SigningKey;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    Credential, Mutation, SoftAuthenticator,
    authenticator_data::authenticator_data,
    cbor,
    client_data::{client_data, may_use},
    credential::sign,
    options::{Options, encode},
};

/// Why the browser's promise is rejected, by the name of its `DOMException`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The page's origin may not use this relying party's id.
    #[error("SecurityError: the origin may not use this rpId")]
    Security,
    /// The authenticator already holds one of the excluded credentials.
    #[error("InvalidStateError: an excluded credential is on this authenticator")]
    InvalidState,
    /// The authenticator holds no credential that would do.
    #[error("NotAllowedError: no credential of this authenticator is allowed")]
    NotAllowed,
    /// The server wants what the authenticator can't do.
    #[error("NotSupportedError: neither ES256 nor non-discoverable credentials are taken")]
    NotSupported,
}

impl SoftAuthenticator {
    /// Makes a credential, and returns the answer as `PublicKeyCredential.toJSON()` would.
    ///
    /// # Panics
    /// Where a browser would reject: see [`SoftAuthenticator::try_register`].
    pub fn register(&mut self, options: &Value, origin: &str) -> Value {
        self.register_with(options, origin, &[])
    }

    /// Makes a credential, and answers with deviations.
    ///
    /// # Panics
    /// Where a browser would reject: see [`SoftAuthenticator::try_register`].
    pub fn register_with(&mut self, options: &Value, origin: &str, how: &[Mutation]) -> Value {
        self.try_register(options, origin, how).unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// Makes a credential, and answers with deviations, or rejects as a browser would.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn try_register(
        &mut self,
        options: &Value,
        origin: &str,
        how: &[Mutation],
    ) -> Result<Value, Refusal> {
        let options = Options::new(options);
        let rp_id = options.new_rp_id();
        if !may_use(origin, rp_id) {
            return Err(Refusal::Security);
        }
        if !options.takes_es256() || options.requires_discoverable() && !self.discoverable {
            return Err(Refusal::NotSupported);
        }
        let excluded = options.excluded();
        let holds_excluded = self.credentials.iter().any(|held| excluded.contains(&held.id));
        if holds_excluded && !how.contains(&Mutation::IgnoreExclusions) {
            return Err(Refusal::InvalidState);
        }

        let mut credential = self.make_credential(rp_id, options.user_handle());
        if self.counts {
            credential.sign_count += 1;
        }
        let data = authenticator_data(
            rp_id,
            self.flags(),
            credential.sign_count,
            Some(&credential.attested_data()),
            how,
        );
        let client_data = client_data("webauthn.create", options.challenge(), origin, how);
        let (id, kind) = names(&credential.id, how);
        let answer = json!({
            "id": id,
            "rawId": id,
            "type": kind,
            "authenticatorAttachment": self.attachment(),
            "clientExtensionResults": {"credProps": {"rk": self.discoverable}},
            "response": {
                "clientDataJSON": encode(&client_data),
                "attestationObject": encode(&unattested(&data)),
                "authenticatorData": encode(&data),
                "publicKey": encode(&credential.public_key_info()),
                "publicKeyAlgorithm": -7,
                "transports": self.transports,
            },
        });
        self.credentials.push(credential);
        Ok(answer)
    }

    /// Signs the challenge with an allowed credential, the newest first where any will do, and
    /// returns the answer as `PublicKeyCredential.toJSON()` would.
    ///
    /// # Panics
    /// Where a browser would reject: see [`SoftAuthenticator::try_login`].
    pub fn login(&mut self, options: &Value, origin: &str) -> Value {
        self.login_with(options, origin, &[])
    }

    /// Signs the challenge, and answers with deviations.
    ///
    /// # Panics
    /// Where a browser would reject: see [`SoftAuthenticator::try_login`].
    pub fn login_with(&mut self, options: &Value, origin: &str, how: &[Mutation]) -> Value {
        self.try_login(options, origin, how).unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// Signs the challenge, and answers with deviations, or rejects as a browser would.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn try_login(
        &mut self,
        options: &Value,
        origin: &str,
        how: &[Mutation],
    ) -> Result<Value, Refusal> {
        let options = Options::new(options);
        let rp_id = options.rp_id();
        if !may_use(origin, rp_id) {
            return Err(Refusal::Security);
        }
        let (flags, attachment) = (self.flags(), self.attachment());
        let credential = find(&mut self.credentials, rp_id, &options.allowed())?;
        if self.counts {
            credential.sign_count += 1;
        }

        let data = authenticator_data(rp_id, flags, credential.sign_count, None, how);
        let client_data = client_data("webauthn.get", options.challenge(), origin, how);
        let mut signed = [&*data, &*Sha256::digest(&client_data)].concat();
        if how.contains(&Mutation::Signature) {
            signed.push(0);
        }
        let mut signature = sign(&signing_key(credential, how), &signed);
        if how.contains(&Mutation::SignatureEncoding) {
            signature.truncate(1);
        }

        let (id, kind) = names(&credential.id, how);
        let mut response = json!({
            "clientDataJSON": encode(&client_data),
            "authenticatorData": encode(&data),
            "signature": encode(&signature),
        });
        if let Some(handle) = user_handle(credential, how) {
            response["userHandle"] = encode(&handle).into();
        }
        Ok(json!({
            "id": id,
            "rawId": id,
            "type": kind,
            "authenticatorAttachment": attachment,
            "clientExtensionResults": {},
            "response": response,
        }))
    }
}

/// Finds the credential to sign with: one of those allowed, or any discoverable one.
fn find<'a>(
    credentials: &'a mut [Credential],
    rp_id: &str,
    allowed: &[Vec<u8>],
) -> Result<&'a mut Credential, Refusal> {
    credentials
        .iter_mut()
        .rev()
        .filter(|held| held.rp_id == rp_id)
        .find(
            |held| if allowed.is_empty() { held.discoverable } else { allowed.contains(&held.id) },
        )
        .ok_or(Refusal::NotAllowed)
}

/// Returns the id and the type by which an answer calls its credential.
fn names(id: &[u8], how: &[Mutation]) -> (String, &'static str) {
    let (mut id, mut kind) = (encode(id), "public-key");
    for mutation in how {
        match mutation {
            Mutation::CredentialId(other) => id = encode(other),
            Mutation::CredentialType(other) => kind = other,
            _ => {}
        }
    }
    (id, kind)
}

fn signing_key(credential: &Credential, how: &[Mutation]) -> SigningKey {
    let other = how.iter().find_map(|mutation| match mutation {
        Mutation::Key(number) => Some(number.to_be_bytes()),
        _ => None,
    });
    other.map_or_else(
        || credential.key.clone(),
        |number| {
            let mut key = [0; 32];
            key[28..].copy_from_slice(&number);
            SigningKey::from_slice(&key).expect("the number isn't 0")
        },
    )
}

fn user_handle(credential: &Credential, how: &[Mutation]) -> Option<Vec<u8>> {
    let changed = how.iter().find_map(|mutation| match mutation {
        Mutation::UserHandle(other) => Some(other.clone()),
        _ => None,
    });
    changed.unwrap_or_else(|| credential.discoverable.then(|| credential.user_handle.clone()))
}

/// Wraps the authenticator data of a registration into an attestation object without a statement
/// (§8.7).
fn unattested(data: &[u8]) -> Vec<u8> {
    let mut object = Vec::new();
    cbor::map(&mut object, 3);
    cbor::text(&mut object, "fmt");
    cbor::text(&mut object, "none");
    cbor::text(&mut object, "attStmt");
    cbor::map(&mut object, 0);
    cbor::text(&mut object, "authData");
    cbor::bytes(&mut object, data);
    object
}

//! Making a passkey.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use webauthn_rs::prelude::{Credential, PasskeyRegistration, RegisterPublicKeyCredential, Uuid};

use super::{
    Backup, CeremonyFault, CredentialId, NewPasskey, Passkeys, PublicKey, Refused, StoredPasskey,
    Transport, Usage, UserHandle, options, options::Descriptor,
};

/// For whom a passkey is made.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    /// Names them towards authenticators.
    pub handle: &'a UserHandle,
    /// The name with which they sign in; authenticators show it. Not empty.
    pub username: &'a str,
    /// The name by which they like to be called; the username when empty.
    pub display_name: &'a str,
}

/// What the server has to remember between the two halves of a registration.
///
/// For the database only: in a client's hands it could be used again. A state that can't be read
/// any more, after an update say, counts as expired.
#[derive(Serialize, Deserialize)]
pub struct RegistrationState {
    ceremony: PasskeyRegistration,
    user_handle: UserHandle,
    excluded: Vec<CredentialId>,
}

impl Passkeys {
    /// Begins to make a passkey, and returns the options for the browser with the state.
    ///
    /// The options ask for user verification, prefer a discoverable passkey and want no
    /// attestation: which authenticators people use is up to them. `existing` are the owner's
    /// passkeys, so that no authenticator makes a second one.
    ///
    /// # Errors
    /// Fails when the owner's username is empty.
    pub fn begin_registration(
        &self,
        owner: Owner<'_>,
        existing: &[StoredPasskey],
    ) -> Result<(Value, RegistrationState), CeremonyFault> {
        let shown = if owner.display_name.is_empty() { owner.username } else { owner.display_name };
        // The library wants a UUID for a handle, but keeps none: the options get the real one.
        let (response, ceremony) = self
            .webauthn
            .start_passkey_registration(Uuid::nil(), owner.username, shown, None)
            .map_err(CeremonyFault::new)?;
        let options = options::creation(response, owner.handle, &Descriptor::list(existing))?;
        let excluded = existing.iter().map(|passkey| passkey.credential_id.clone()).collect();
        let user_handle = owner.handle.clone();
        Ok((options, RegistrationState { ceremony, user_handle, excluded }))
    }

    /// Verifies the browser's answer (`PublicKeyCredential.toJSON()`), and returns the passkey to
    /// store (WebAuthn level 3, §7.1).
    ///
    /// That its id is new among all users is left to the database.
    ///
    /// # Errors
    /// Returns why the answer is refused.
    pub fn finish_registration(
        &self,
        credential: &Value,
        state: RegistrationState,
    ) -> Result<NewPasskey, Refused> {
        let answer =
            RegisterPublicKeyCredential::deserialize(credential).map_err(|_| Refused::Malformed)?;
        let verified: Credential = self
            .webauthn
            .finish_passkey_registration(&answer, &state.ceremony)
            .map_err(|error| Refused::from_registration(&error))?
            .into();

        // What the library takes on trust: the id is the attested one, and names itself twice.
        let named = CredentialId::parse(&answer.id).map_err(|_| Refused::Malformed)?;
        let same_id = named.as_bytes() == answer.raw_id && answer.raw_id == verified.cred_id;
        if answer.type_ != "public-key" || !same_id {
            return Err(Refused::Malformed);
        }
        if state.excluded.contains(&named) {
            return Err(Refused::AlreadyRegistered);
        }
        let public_key = PublicKey::from_verified(&verified.cred).ok_or(Refused::UnsupportedKey)?;
        let backup = Backup::from_flags(verified.backup_eligible, verified.backup_state)?;
        Ok(NewPasskey {
            passkey: StoredPasskey {
                credential_id: named,
                public_key,
                user_handle: Some(state.user_handle),
                transports: Transport::read_list(&credential["response"]["transports"]),
            },
            usage: Usage { sign_count: verified.counter, backup: Some(backup) },
        })
    }
}

impl fmt::Debug for RegistrationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegistrationState(…)")
    }
}

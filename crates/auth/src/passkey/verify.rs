//! Verifying a login.

use webauthn_rs::prelude::{AttestationFormat, Credential, ParsedAttestation};
use webauthn_rs_proto::{RegisteredExtensions, UserVerificationPolicy};

use super::{
    Assertion, Backup, CredentialId, LoginState, Passkeys, PublicKey, Refused, StoredPasskey,
    Usage, login::Allowed,
};

/// The stored passkey that an answer names, as it is now.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// What never changes about it.
    pub passkey: &'a StoredPasskey,
    /// Its counter and flags.
    pub usage: Usage,
}

/// A login that was verified. The user was present and verified: every login asks for both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginOutcome {
    /// The passkey that was used.
    pub credential_id: CredentialId,
    /// What to store of it from now on. `backup` is never `None` any more.
    pub usage: Usage,
    /// Whether that differs from what is stored; for most passkeys it never does.
    pub needs_update: bool,
}

impl Passkeys {
    /// Verifies the browser's answer to a login (WebAuthn level 3, §7.2).
    ///
    /// `candidate` is the passkey stored under [`Assertion::credential_id`], or `None`; that costs
    /// the same. Whose passkey it is, and whether they may sign in, is up to the caller.
    ///
    /// # Errors
    /// Returns why the answer is refused. Whatever depends on the candidate is decided after its
    /// signature was verified.
    pub fn finish_login(
        &self,
        assertion: &Assertion,
        state: LoginState,
        candidate: Option<Candidate<'_>>,
    ) -> Result<LoginOutcome, Refused> {
        let LoginState { ceremony, allowed } = state;
        let id = assertion.credential_id();
        let backup = Backup::from_flags(assertion.backup_eligible(), assertion.backup_state())?;
        if assertion.is_cross_origin() {
            return Err(Refused::CrossOrigin);
        }
        if !allowed.includes(id) {
            return Err(Refused::CredentialNotAllowed);
        }

        let candidate = candidate.filter(|candidate| candidate.passkey.credential_id == *id);
        let credential = credential(id, candidate, backup)?;
        let counter = credential.counter;
        let regressed =
            Refused::CounterRegressed { stored: counter, presented: assertion.sign_count() };
        let verified = self
            .webauthn
            .finish_discoverable_authentication_v2(&assertion.answer, ceremony, credential)
            .map_err(|error| Refused::from_login(&error, regressed));

        let Candidate { passkey, usage } = candidate.ok_or(Refused::UnknownCredential)?;
        let verified = verified?;
        check_user_handle(assertion, passkey, &allowed)?;
        if usage.backup.is_some_and(|stored| stored.is_eligible() != backup.is_eligible()) {
            return Err(Refused::BackupEligibilityChanged);
        }
        let new = Usage { sign_count: verified.counter(), backup: Some(backup) };
        Ok(LoginOutcome { credential_id: id.clone(), usage: new, needs_update: new != usage })
    }
}

/// Builds what `webauthn-rs` verifies against: the candidate's key, or nobody's.
///
/// The backup flags are the answer's own, so that the library has nothing to say about them before
/// it verified the signature over them. Its rule for the counter is the specification's (§7.2, step
/// 22): unless both are 0, it has to grow.
fn credential(
    id: &CredentialId,
    candidate: Option<Candidate<'_>>,
    backup: Backup,
) -> Result<Credential, Refused> {
    let (key, counter) = match candidate {
        Some(Candidate { passkey, usage }) => (passkey.public_key.open(), usage.sign_count),
        None => (PublicKey::of_nobody().open(), 0),
    };
    Ok(Credential {
        cred_id: id.as_bytes().to_vec(),
        cred: key.ok_or(Refused::DamagedKey)?,
        counter,
        transports: None,
        user_verified: true,
        backup_eligible: backup.is_eligible(),
        backup_state: backup.is_backed_up(),
        registration_policy: UserVerificationPolicy::Required,
        extensions: RegisteredExtensions::none(),
        attestation: ParsedAttestation::default(),
        attestation_format: AttestationFormat::None,
    })
}

/// Compares the handle that the authenticator names with the passkey's (§7.2, step 6).
fn check_user_handle(
    assertion: &Assertion,
    passkey: &StoredPasskey,
    allowed: &Allowed,
) -> Result<(), Refused> {
    match (assertion.user_handle(), &passkey.user_handle) {
        (Some(named), Some(own)) if named != own.as_bytes() => Err(Refused::ForeignUserHandle),
        (None, _) if matches!(allowed, Allowed::Anyone) => Err(Refused::MissingUserHandle),
        _ => Ok(()),
    }
}

//! Why an authenticator's answer is not accepted.

use webauthn_rs::prelude::WebauthnError;

/// Why an authenticator's answer is not accepted.
///
/// [`Refused::code`] is for the audit log and for whoever makes a passkey. A login that fails tells
/// its client none of this: all are the same 401.
///
/// Only [`Refused::CounterRegressed`], [`Refused::BackupEligibilityChanged`],
/// [`Refused::ForeignUserHandle`] and [`Refused::MissingUserHandle`] are said about an answer whose
/// signature was right, so nobody else can provoke a warning about a cloned passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is no answer of the expected form, down to CBOR and flags.
    #[error("the answer can't be read")]
    Malformed,
    /// It answers the other ceremony: `type` in the client data.
    #[error("the answer belongs to another ceremony")]
    WrongType,
    /// It answers another challenge.
    #[error("the answer belongs to another challenge")]
    WrongChallenge,
    /// The browser was on another site.
    #[error("the answer was made on another site")]
    WrongOrigin,
    /// The page was framed by another site.
    #[error("the answer was made in a frame of another site")]
    CrossOrigin,
    /// The authenticator answered for another relying party.
    #[error("the answer was made for another relying party")]
    WrongRpId,
    /// Nobody touched the authenticator (UP = 0).
    #[error("the user was not present")]
    UserNotPresent,
    /// The authenticator did not verify who touched it (UV = 0).
    #[error("the user was not verified")]
    UserNotVerified,
    /// It says that the passkey is backed up but not eligible for that (BS without BE).
    #[error("the backup flags contradict each other")]
    InvalidBackupState,
    /// The signature is not the passkey's.
    #[error("the signature is wrong")]
    BadSignature,
    /// The signature counter did not grow: two copies of the key may be in use. Audit it and warn
    /// the owner.
    #[error("the signature counter went from {stored} to {presented}")]
    CounterRegressed {
        /// The counter of the last login.
        stored: u32,
        /// The counter of this one.
        presented: u32,
    },
    /// Eligibility for backup, which never changes, is not what it was (BE).
    #[error("the passkey's backup eligibility has changed")]
    BackupEligibilityChanged,
    /// No such passkey is stored.
    #[error("the passkey is unknown")]
    UnknownCredential,
    /// The passkey is none of those that the ceremony was begun for.
    #[error("the passkey is not one of those asked for")]
    CredentialNotAllowed,
    /// The answer names another user than the passkey was made for.
    #[error("the answer names another user")]
    ForeignUserHandle,
    /// A login without a username has to name its user.
    #[error("the answer names no user")]
    MissingUserHandle,
    /// The new passkey is one that the user already has.
    #[error("this passkey is already registered")]
    AlreadyRegistered,
    /// The new passkey's algorithm was not asked for, or its key is none.
    #[error("the passkey's algorithm is not supported")]
    UnsupportedKey,
    /// The new passkey comes with a statement about its maker that doesn't hold. None was asked
    /// for.
    #[error("the attestation is wrong")]
    InvalidAttestation,
    /// The stored public key can't be read: the row is damaged.
    #[error("the stored public key is damaged")]
    DamagedKey,
}

impl Refused {
    /// Names the reason for programs and the audit log, in `snake_case`. Codes never change.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed_credential",
            Self::WrongType => "wrong_type",
            Self::WrongChallenge => "wrong_challenge",
            Self::WrongOrigin => "wrong_origin",
            Self::CrossOrigin => "cross_origin",
            Self::WrongRpId => "wrong_rp_id",
            Self::UserNotPresent => "user_not_present",
            Self::UserNotVerified => "user_not_verified",
            Self::InvalidBackupState => "invalid_backup_state",
            Self::BadSignature => "bad_signature",
            Self::CounterRegressed { .. } => "counter_regressed",
            Self::BackupEligibilityChanged => "backup_eligibility_changed",
            Self::UnknownCredential => "unknown_credential",
            Self::CredentialNotAllowed => "credential_not_allowed",
            Self::ForeignUserHandle => "foreign_user_handle",
            Self::MissingUserHandle => "missing_user_handle",
            Self::AlreadyRegistered => "already_registered",
            Self::UnsupportedKey => "unsupported_key",
            Self::InvalidAttestation => "invalid_attestation",
            Self::DamagedKey => "damaged_key",
        }
    }

    /// Translates what `webauthn-rs` says about a registration.
    pub(super) fn from_registration(error: &WebauthnError) -> Self {
        use WebauthnError as E;
        match error {
            E::CredentialAlteredAlgFromRequest
            | E::COSEKeyInvalidType
            | E::COSEKeyEDUnsupported
            | E::COSEKeyECDSAXYInvalid
            | E::COSEKeyRSANEInvalid
            | E::COSEKeyECDSAInvalidCurve
            | E::COSEKeyEDDSAXInvalid
            | E::COSEKeyEDDSAInvalidCurve
            | E::COSEKeyInvalidAlgorithm
            | E::SshPublicKeyEDUnsupported
            | E::EcdsaPointInvalid
            | E::RsaParametersInvalid => Self::UnsupportedKey,
            E::MissingAttestationCredentialData
            | E::ParseBase64Failure(_)
            | E::ParseCBORFailure(_)
            | E::ParseJSONFailure(_)
            | E::ParseNOMFailure
            | E::ParseInsufficientBytesAvailable
            | E::COSEKeyInvalidCBORValue => Self::Malformed,
            error => Self::common(error).unwrap_or(Self::InvalidAttestation),
        }
    }

    /// Translates what `webauthn-rs` says about a login; `regressed` is for a counter that did not
    /// grow.
    pub(super) fn from_login(error: &WebauthnError, regressed: Self) -> Self {
        match error {
            WebauthnError::AuthenticationFailure | WebauthnError::SignatureInvalid => {
                Self::BadSignature
            }
            WebauthnError::CredentialPossibleCompromise => regressed,
            error => Self::common(error).unwrap_or(Self::Malformed),
        }
    }

    /// Translates what both ceremonies share.
    fn common(error: &WebauthnError) -> Option<Self> {
        Some(match error {
            WebauthnError::InvalidClientDataType => Self::WrongType,
            WebauthnError::MismatchedChallenge => Self::WrongChallenge,
            WebauthnError::InvalidRPOrigin => Self::WrongOrigin,
            WebauthnError::CredentialCrossOrigin => Self::CrossOrigin,
            WebauthnError::InvalidRPIDHash => Self::WrongRpId,
            WebauthnError::UserNotPresent => Self::UserNotPresent,
            WebauthnError::UserNotVerified => Self::UserNotVerified,
            WebauthnError::CredentialMayNotBeHardwareBound => Self::InvalidBackupState,
            _ => return None,
        })
    }
}

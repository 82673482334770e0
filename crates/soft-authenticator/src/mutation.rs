//! What an answer can be made to say instead of the truth.

/// One deviation from what an honest authenticator and browser would answer.
///
/// Whatever the signature covers is changed before the signing, as an attacker who holds the key
/// would do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mutation {
    /// `type` in the client data is this: `webauthn.create` in an assertion, say.
    Type(&'static str),
    /// `challenge` in the client data is this.
    Challenge(Vec<u8>),
    /// `origin` in the client data is this.
    Origin(&'static str),
    /// The client data says that the ceremony ran in a frame of another origin.
    CrossOrigin,
    /// The hash in the authenticator data is of this relying party's id.
    RpId(&'static str),
    /// Nobody touched the authenticator (UP = 0).
    UserNotPresent,
    /// The authenticator did not verify who touched it (UV = 0).
    UserNotVerified,
    /// The backup flags are these.
    BackupFlags {
        /// The credential may be copied to other devices (BE).
        eligible: bool,
        /// It has been copied (BS).
        state: bool,
    },
    /// The signature counter shows this. The authenticator's own doesn't move.
    SignCount(u32),
    /// The signature is well formed and covers something else.
    Signature,
    /// The signature isn't even DER.
    SignatureEncoding,
    /// The signature is by another key: the one whose private number is this, and not 0.
    Key(u32),
    /// The answer names another credential, in `id` and `rawId`.
    CredentialId(Vec<u8>),
    /// The answer's user handle is this, or absent.
    UserHandle(Option<Vec<u8>>),
    /// The answer's `type` isn't `public-key`.
    CredentialType(&'static str),
    /// The credential is made although the options exclude one that the authenticator holds.
    IgnoreExclusions,
}

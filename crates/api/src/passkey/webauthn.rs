//! The JSON of WebAuthn (level 3, section 5.1) as far as clients have to know it, for the document.
//!
//! Browsers make and read these objects: `PublicKeyCredential.parseCreationOptionsFromJSON()`,
//! `parseRequestOptionsFromJSON()` and `toJSON()`. The server passes on what `umbra_auth` makes and checks
//! there what comes back, so the types here are only described, never built. Binary values are base64url
//! without padding. Browsers add members with every version, so the objects are open.
#![expect(dead_code, reason = "only their descriptions are used")]

use utoipa::ToSchema;

/// What to make a passkey with: for `PublicKeyCredential.parseCreationOptionsFromJSON()`.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(super) struct PasskeyCreationOptions {
    /// The server.
    #[schema(inline)]
    rp: RelyingParty,
    /// The account that the passkey is for.
    #[schema(inline)]
    user: WebauthnUser,
    /// The challenge.
    #[schema(example = "Y2hhbGxlbmdlLW9mLTMyLXJhbmRvbS1ieXRlcy1oZXJl")]
    challenge: String,
    /// The kinds of keys that the server understands, the preferred one first.
    #[schema(inline)]
    pub_key_cred_params: Vec<KeyKind>,
    /// How long the browser should wait, in milliseconds.
    #[schema(minimum = 0, example = 300_000)]
    timeout: u32,
    /// The passkeys that the account has already.
    exclude_credentials: Vec<PasskeyDescriptor>,
    /// Which authenticators are accepted.
    #[schema(inline)]
    authenticator_selection: AuthenticatorSelection,
    /// Always `none`: no attestation is requested.
    #[schema(inline)]
    attestation: Attestation,
    /// Extensions.
    #[schema(value_type = Object, required = false)]
    extensions: (),
}

/// What to sign in with: for `PublicKeyCredential.parseRequestOptionsFromJSON()`.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(super) struct PasskeyRequestOptions {
    /// The challenge.
    #[schema(example = "Y2hhbGxlbmdlLW9mLTMyLXJhbmRvbS1ieXRlcy1oZXJl")]
    challenge: String,
    /// How long the browser should wait, in milliseconds.
    #[schema(minimum = 0, example = 300_000)]
    timeout: u32,
    /// The server's domain.
    #[schema(example = "umbra.example.org")]
    rp_id: String,
    /// The passkeys that are accepted; if empty, any that the browser has for the server.
    allow_credentials: Vec<PasskeyDescriptor>,
    /// Whether the authenticator has to verify its user.
    #[schema(inline)]
    user_verification: UserVerification,
}

/// Names a passkey to the browser.
#[derive(ToSchema)]
pub(super) struct PasskeyDescriptor {
    /// Always `public-key`.
    #[schema(inline)]
    r#type: CredentialType,
    /// The passkey's id.
    #[schema(example = "c29tZS1jcmVkZW50aWFsLWlk")]
    id: String,
    /// How the browser may reach it.
    #[schema(inline)]
    transports: Vec<Transport>,
}

/// The browser's answer when it made a passkey: what `toJSON()` returns. Further members are ignored.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(super) struct PasskeyAttestation {
    /// The passkey's id.
    #[schema(example = "c29tZS1jcmVkZW50aWFsLWlk")]
    id: String,
    /// The same as `id`.
    #[schema(example = "c29tZS1jcmVkZW50aWFsLWlk")]
    raw_id: String,
    /// Always `public-key`.
    #[schema(inline)]
    r#type: CredentialType,
    /// The response of the authenticator.
    #[schema(inline)]
    response: AttestationResponse,
    /// The results of the client extensions.
    #[schema(value_type = Object)]
    client_extension_results: (),
    /// Whether the authenticator is a part of the device.
    #[schema(required = false, nullable = false, example = "platform")]
    authenticator_attachment: Option<String>,
}

/// The browser's answer when somebody signs in: what `toJSON()` returns. Further members are ignored.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(super) struct PasskeyAssertion {
    /// The passkey's id.
    #[schema(example = "c29tZS1jcmVkZW50aWFsLWlk")]
    id: String,
    /// The same as `id`.
    #[schema(example = "c29tZS1jcmVkZW50aWFsLWlk")]
    raw_id: String,
    /// Always `public-key`.
    #[schema(inline)]
    r#type: CredentialType,
    /// The response of the authenticator.
    #[schema(inline)]
    response: AssertionResponse,
    /// The results of the client extensions.
    #[schema(value_type = Object)]
    client_extension_results: (),
    /// Whether the authenticator is a part of the device.
    #[schema(required = false, nullable = false, example = "platform")]
    authenticator_attachment: Option<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
struct AttestationResponse {
    #[schema(rename = "clientDataJSON", example = "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0")]
    client_data_json: String,
    #[schema(example = "o2NmbXRkbm9uZQ")]
    attestation_object: String,
    /// How the browser may reach the passkey.
    #[schema(required = false, nullable = false)]
    transports: Option<Vec<String>>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
struct AssertionResponse {
    #[schema(rename = "clientDataJSON", example = "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0")]
    client_data_json: String,
    #[schema(example = "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAA")]
    authenticator_data: String,
    #[schema(example = "MEUCIQ")]
    signature: String,
    /// The account, if the authenticator knows it.
    #[schema(required = false, example = "dXNlcg")]
    user_handle: Option<String>,
}

#[derive(ToSchema)]
struct RelyingParty {
    /// The server's domain.
    #[schema(example = "umbra.example.org")]
    id: String,
    /// The server's name for people.
    #[schema(example = "Umbra")]
    name: String,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
struct WebauthnUser {
    /// A random handle.
    #[schema(example = "dXNlcg")]
    id: String,
    /// The username.
    #[schema(example = "ana")]
    name: String,
    /// What the person wants to be called.
    #[schema(example = "Ana")]
    display_name: String,
}

#[derive(ToSchema)]
struct KeyKind {
    #[schema(inline)]
    r#type: CredentialType,
    /// The number of the algorithm (COSE).
    #[schema(example = -7)]
    alg: i64,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
struct AuthenticatorSelection {
    #[schema(inline)]
    resident_key: ResidentKey,
    require_resident_key: bool,
    #[schema(inline)]
    user_verification: UserVerification,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum CredentialType {
    PublicKey,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum Transport {
    Ble,
    Hybrid,
    Internal,
    Nfc,
    SmartCard,
    Usb,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum ResidentKey {
    Preferred,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum UserVerification {
    Required,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum Attestation {
    None,
}

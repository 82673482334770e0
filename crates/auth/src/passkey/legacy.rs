//! Passkeys of the service that Umbra replaces, which verified with Python's `py_webauthn`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::Value;
use umbra_domain::Invalid;

use super::{
    Backup, CredentialId, NewPasskey, PublicKey, StoredPasskey, Transport, Usage, UserHandle,
};

/// One row of the replaced service, as the import's document holds it: what `py_webauthn` returned
/// from `verify_registration_response`, bytes in base64url.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegacyPasskey {
    /// `credential_id`.
    pub credential_id: String,
    /// `credential_public_key`: a `COSE_Key`, or the 65 bytes of a U2F key.
    pub public_key: String,
    /// `sign_count`.
    pub sign_count: u32,
    /// `credential_device_type`, where it was stored: BE.
    #[serde(default)]
    pub device_type: Option<LegacyDeviceType>,
    /// `credential_backed_up`, where it was stored: BS.
    #[serde(default)]
    pub backed_up: Option<bool>,
    /// The transports that the browser named, where they were stored.
    #[serde(default)]
    pub transports: Vec<String>,
    /// The `user_id` that was given to `generate_registration_options`, where it is known. Without
    /// it the passkey is accepted with any handle.
    #[serde(default)]
    pub user_handle: Option<String>,
}

/// What `py_webauthn` calls a credential's device type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegacyDeviceType {
    /// Bound to one device (BE = 0).
    SingleDevice,
    /// May be copied to others (BE = 1).
    MultiDevice,
}

impl LegacyPasskey {
    /// Reads the row as a passkey that can be stored.
    ///
    /// Where the row doesn't say whether the passkey is eligible for backup, its first login
    /// decides, and keeps it from then on.
    ///
    /// # Errors
    /// Returns `invalid_credential_id`, `unsupported_public_key`, `invalid_user_handle` or
    /// `invalid_backup_state`, after the member that is wrong.
    pub fn import(&self) -> Result<NewPasskey, Invalid> {
        let public_key = public_key(&self.public_key)?;
        let user_handle = self.user_handle.as_deref().map(unpadded).map(UserHandle::parse);
        let transports = self.transports.iter().map(String::as_str).collect::<Value>();
        Ok(NewPasskey {
            passkey: StoredPasskey {
                credential_id: CredentialId::parse(unpadded(&self.credential_id))?,
                public_key,
                user_handle: user_handle.transpose()?,
                transports: Transport::read_list(&transports),
            },
            usage: Usage { sign_count: self.sign_count, backup: self.backup()? },
        })
    }

    /// Returns what is known about backups. The state alone says nothing that lasts.
    fn backup(&self) -> Result<Option<Backup>, Invalid> {
        let Some(device_type) = self.device_type else { return Ok(None) };
        let eligible = device_type == LegacyDeviceType::MultiDevice;
        let backup = Backup::from_flags(eligible, self.backed_up.unwrap_or(false));
        backup.map(Some).map_err(|_| {
            let detail = "A passkey that is bound to one device can't be backed up.";
            Invalid::new("invalid_backup_state", detail)
        })
    }
}

/// Reads a key, also in the form in which U2F had it: `04`, x and y (`py_webauthn` stores both).
fn public_key(text: &str) -> Result<PublicKey, Invalid> {
    let bytes = URL_SAFE_NO_PAD.decode(unpadded(text)).unwrap_or_default();
    match &*bytes {
        [4, point @ ..] if point.len() == 64 => {
            let (x, y) = point.split_at(32);
            PublicKey::from_cose(PublicKey::on_p256(x, y).as_cose())
        }
        cose => PublicKey::from_cose(cose),
    }
}

/// Takes the padding away that some writers of base64url add.
fn unpadded(text: &str) -> &str {
    text.trim_end_matches('=')
}

//! The operator's keys: public ones to encrypt to, and secret ones or a passphrase.

use std::fs::{self, File};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use age::secrecy::{ExposeSecret, SecretString};
use age::{Encryptor, Identity, IdentityFile, Recipient, scrypt, x25519};

use super::BackupError;
use crate::config::BackupRecipient;

/// How hard a passphrase is to try: 2^17 KiB of memory, 128 MiB, on every machine.
const WORK: u8 = 17;

/// What a backup is encrypted with.
pub(crate) enum Lock {
    /// Public keys, of which each secret one opens it.
    Recipients(Vec<x25519::Recipient>),
    /// A passphrase.
    Passphrase(SecretString),
}

impl Lock {
    /// Takes what the command line names, or else what is configured.
    ///
    /// # Errors
    /// [`BackupError`] when there is nothing, or it is no key.
    pub fn find(
        recipients: &[String],
        passphrase: Option<&Path>,
        configured: &[BackupRecipient],
    ) -> Result<Self, BackupError> {
        if let Some(file) = passphrase {
            return Ok(Self::Passphrase(read_passphrase(file)?));
        }
        let recipients = if recipients.is_empty() {
            configured.iter().map(|recipient| recipient.0.clone()).collect()
        } else {
            let read =
                |text: &String| text.parse().map_err(|_| BackupError::Recipient(text.clone()));
            recipients.iter().map(read).collect::<Result<Vec<_>, _>>()?
        };
        if recipients.is_empty() {
            Err(BackupError::NoRecipient)
        } else {
            Ok(Self::Recipients(recipients))
        }
    }

    /// Begins to encrypt a file.
    pub fn encryptor(&self) -> Result<Encryptor, age::EncryptError> {
        match self {
            Self::Recipients(recipients) => {
                let recipients = recipients.iter().map(|recipient| recipient as &dyn Recipient);
                Encryptor::with_recipients(recipients)
            }
            Self::Passphrase(passphrase) => {
                let mut recipient = scrypt::Recipient::new(passphrase.clone());
                recipient.set_work_factor(WORK);
                Encryptor::with_recipients(std::iter::once(&recipient as &dyn Recipient))
            }
        }
    }
}

/// What opens a backup.
pub(crate) struct Keys(Vec<Box<dyn Identity>>);

impl Keys {
    /// Reads what the command line names.
    ///
    /// # Errors
    /// [`BackupError`] when there is nothing, or it is no key.
    pub fn find(identities: &[PathBuf], passphrase: Option<&Path>) -> Result<Self, BackupError> {
        let mut keys: Vec<Box<dyn Identity>> = Vec::new();
        for file in identities {
            let read = BufReader::new(File::open(file).map_err(BackupError::read(file))?);
            let no_key = |reason: String| BackupError::KeyFile { file: file.clone(), reason };
            let found =
                IdentityFile::from_buffer(read).map_err(|error| no_key(error.to_string()))?;
            let found = found.into_identities().map_err(|error| no_key(error.to_string()))?;
            if found.is_empty() {
                return Err(no_key("it has no line that begins with `AGE-SECRET-KEY-`".to_owned()));
            }
            keys.extend(found.into_iter().map(|key| -> Box<dyn Identity> { key }));
        }
        if let Some(file) = passphrase {
            keys.push(Box::new(scrypt::Identity::new(read_passphrase(file)?)));
        }
        if keys.is_empty() { Err(BackupError::NoIdentity) } else { Ok(Self(keys)) }
    }

    /// Gives them to what decrypts.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Identity> {
        self.0.iter().map(|key| &**key)
    }
}

/// Reads a passphrase: the first line of a file.
fn read_passphrase(file: &Path) -> Result<SecretString, BackupError> {
    let text = SecretString::from(fs::read_to_string(file).map_err(BackupError::read(file))?);
    match text.expose_secret().lines().next() {
        Some(line) if !line.is_empty() => Ok(SecretString::from(line.to_owned())),
        _ => Err(BackupError::KeyFile {
            file: file.to_owned(),
            reason: "its first line is empty".to_owned(),
        }),
    }
}

/// Makes a secret key in a new file, as `age-keygen` writes it, and gives the public one.
///
/// # Errors
/// [`BackupError`] when the file is there or can't be written.
pub(crate) fn generate(file: &Path) -> Result<String, BackupError> {
    let key = x25519::Identity::generate();
    let public = key.to_public().to_string();
    // The program's umask leaves it to its user.
    let mut out = File::create_new(file).map_err(BackupError::write(file))?;
    let secret = key.to_string();
    let text = SecretString::from(format!("# public key: {public}\n{}\n", secret.expose_secret()));
    out.write_all(text.expose_secret().as_bytes())
        .and_then(|()| out.sync_all())
        .map_err(BackupError::write(file))?;
    Ok(public)
}

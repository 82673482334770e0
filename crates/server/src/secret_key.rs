//! The secret key and the database belong together.
//!
//! With another key everything starts and then fails piece by piece: sessions end, second factors
//! can't be checked, the audit log doesn't verify. So the first start leaves a check value in the
//! database, and later ones compare it before they change anything.

use umbra_auth::{KeyRing, Keys, Purpose, SecretKey};
use umbra_domain::{Entropy, UserId};
use umbra_store::{
    Store, StoreError,
    key_check::{self, KeyCheck},
    totp,
};

use crate::config::{Config, key_file};
use crate::database;
use crate::failure::Failure;

/// How many sealed secrets of a database without check value are tried.
const TRIED: u64 = 100;

/// How often to look again at a check value that another process has changed meanwhile.
const LOOKS: usize = 10;

/// Gives the secret key. A development server makes one when there is none, but never beside a
/// database that has been in use with another.
///
/// # Errors
/// [`Failure`] when the key is missing, or can't be read or made.
pub(crate) async fn find(
    config: &Config,
    store: &Store,
    entropy: &dyn Entropy,
) -> Result<SecretKey, Failure> {
    if let Some(key) = config.existing_secret_key()? {
        return Ok(key);
    }
    if written(store).await?.is_none() && database::accounts(store).await? == 0 {
        return Ok(config.secret_key(entropy)?);
    }
    // A process that started at the same time made the key before it wrote to the database.
    config.existing_secret_key()?.ok_or_else(|| Failure::KeyMissing {
        database: config.database().located(),
        path: key_file::path(&config.data_dir),
    })
}

/// Refuses a key that the database doesn't belong to, whatever schema it has.
///
/// # Errors
/// [`Failure::WrongKey`], or that the database fails.
pub(crate) async fn verify(config: &Config, store: &Store, keys: &Keys) -> Result<(), Failure> {
    match written(store).await? {
        Some(check) if keys.of_check_value(&check.value).is_none() => {
            Err(wrong(config, keys, &check.key_id))
        }
        _ => Ok(()),
    }
}

/// Notes in a database with this version's schema which key it belongs to: at the first start,
/// and when the key was replaced and the one before is listed among the old ones.
///
/// # Errors
/// As [`verify`].
pub(crate) async fn note(
    config: &Config,
    store: &Store,
    keys: &Keys,
    seals: &KeyRing,
) -> Result<(), Failure> {
    let own = KeyCheck { key_id: keys.id().to_string(), value: keys.check_value().to_vec() };
    for _ in 0..LOOKS {
        match written(store).await? {
            Some(check) if check.value == own.value => return Ok(()),
            Some(check) => {
                if keys.of_check_value(&check.value).is_none() {
                    return Err(wrong(config, keys, &check.key_id));
                }
                let replaced = key_check::replace(store.autocommit(), &check, &own).await;
                if replaced.map_err(Failure::Store)? {
                    tracing::info!(before = check.key_id, now = own.key_id, "SECRET_KEY is new");
                }
            }
            None => {
                opens_what_is_sealed(config, store, keys, seals).await?;
                key_check::insert(store.autocommit(), &own).await.map_err(Failure::Store)?;
            }
        }
    }
    Ok(())
}

/// Refuses a key that opens nothing of what is sealed in a database from before check values.
async fn opens_what_is_sealed(
    config: &Config,
    store: &Store,
    keys: &Keys,
    seals: &KeyRing,
) -> Result<(), Failure> {
    let sealed = totp::sealed_after(store.reader(), UserId(0), TRIED).await;
    let sealed = sealed.map_err(Failure::Store)?;
    let opens = |(owner, sealed): &(UserId, String)| {
        seals.open(Purpose::TotpSecret, *owner, sealed).is_ok()
    };
    match sealed.first() {
        Some((_, first)) if !sealed.iter().any(opens) => {
            let key = first.split_once('.').map_or("unknown", |(key, _)| key);
            Err(wrong(config, keys, key))
        }
        _ => Ok(()),
    }
}

/// Reads the check value from a database that may have an older schema, or none.
async fn written(store: &Store) -> Result<Option<KeyCheck>, Failure> {
    let read = async {
        if store.has_table("key_check").await? {
            return key_check::find(store.autocommit()).await;
        }
        Ok::<_, StoreError>(None)
    };
    read.await.map_err(Failure::Store)
}

fn wrong(config: &Config, keys: &Keys, expected: &str) -> Failure {
    Failure::WrongKey {
        database: config.database().located(),
        expected: umbra_domain::audit::neutralise(expected),
        given: keys.id(),
    }
}

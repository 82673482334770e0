//! What a password is verified against, and what comes of it.

use argon2::{Algorithm, Params, PasswordHash, Version};
use subtle::ConstantTimeEq;
use umbra_domain::Entropy;
use zeroize::Zeroizing;

use super::{
    argon::{Argon2Run, HASH_BYTES, SALT_BYTES},
    bcrypt_hash::BcryptRun,
    recipe::Recipe,
};

/// What the database has for the account that a password was sent for.
#[derive(Clone)]
pub enum Stored {
    /// A hash: Argon2 as a PHC string (`$argon2id$…`, also `argon2i` and `argon2d`) or bcrypt
    /// (`$2b$…`, also `$2a$`, `$2x$`, `$2y$`).
    Hash(String),
    /// Nothing that may let anyone in: the account does not exist, or is locked. The same work
    /// is done as for a new hash, and the answer is always no.
    Nobody,
}

impl Stored {
    /// Takes a hash from elsewhere, or returns `None` unless it can be run here: see
    /// [`Ticket::verify`](super::Ticket::verify) for what can't.
    #[must_use]
    pub fn from_elsewhere(text: &str) -> Option<Self> {
        Target::parse(text).ok().map(|_| Self::Hash(text.to_owned()))
    }
}

impl std::fmt::Debug for Stored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Hash(_) => "Hash(…)",
            Self::Nobody => "Nobody",
        })
    }
}

/// The outcome of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Verdict {
    /// The password is the one that was hashed.
    pub matches: bool,
    /// It is, but the hash is bcrypt or has other parameters than new ones: now is the time to
    /// store another, with [`Ticket::hash`](super::Ticket::hash). Never true for a wrong password.
    pub needs_rehash: bool,
}

impl Verdict {
    /// The answer for a wrong password and for [`Stored::Nobody`].
    pub(super) const WRONG: Self = Self { matches: false, needs_rehash: false };
}

/// A stored hash, read: how to run it and what should come out.
#[derive(Clone)]
pub(super) struct Target {
    recipe: Recipe,
    expected: Zeroizing<Vec<u8>>,
}

/// The stored text is no hash that can be run here.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

impl Target {
    /// Reads a stored hash.
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        if text.starts_with("$2") {
            let (run, hash) = BcryptRun::parse(text).ok_or(Unreadable)?;
            return Ok(Self { recipe: Recipe::Bcrypt(run), expected: hash.to_vec().into() });
        }
        let hash = PasswordHash::new(text).map_err(|_| Unreadable)?;
        let algorithm = Algorithm::new(hash.algorithm.as_str()).map_err(|_| Unreadable)?;
        // Hashes from before 2016 name no version: they are of the one before 1.3.
        let version = hash.version.map_or(Ok(Version::V0x10), Version::try_from);
        let version = version.map_err(|_| Unreadable)?;
        let params = Params::try_from(&hash).map_err(|_| Unreadable)?;
        let (Some(salt), Some(expected)) = (hash.salt, hash.hash) else { return Err(Unreadable) };
        let run = Argon2Run {
            algorithm,
            version,
            params,
            salt: salt.to_vec(),
            output_bytes: expected.len(),
        };
        if !run.is_bearable() || run.salt.len() < argon2::MIN_SALT_LEN {
            return Err(Unreadable);
        }
        let expected = expected.as_bytes().to_vec().into();
        Ok(Self { recipe: Recipe::Argon2(run), expected })
    }

    /// Makes what [`Stored::Nobody`] is verified against: the hash of no password, for what should
    /// come out is as random as the salt.
    pub(super) fn nobody(entropy: &dyn Entropy) -> Self {
        let mut salt = [0; SALT_BYTES];
        let mut expected = Zeroizing::new(vec![0; HASH_BYTES]);
        entropy.fill(&mut salt);
        entropy.fill(&mut expected);
        Self { recipe: Recipe::Argon2(Argon2Run::current(salt)), expected }
    }

    /// Returns what to run.
    pub(super) fn recipe(&self) -> Recipe {
        self.recipe.clone()
    }

    /// Compares what came out with what should have, in constant time.
    pub(super) fn verdict(&self, output: &[u8]) -> Verdict {
        let matches = bool::from(self.expected.ct_eq(output));
        Verdict { matches, needs_rehash: matches && !self.recipe.is_current() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURRENT: &str = "$argon2id$v=19$m=19456,t=2,p=1$dW1icmEtdGVzdC1zYWx0IQ\
                           $BvVPeyRYCz7RSEpJeNlBsYNwZ/cuAkjxc+hkaKl6z10";

    fn is_current(text: &str) -> bool {
        Target::parse(text).unwrap().recipe().is_current()
    }

    #[test]
    fn only_the_parameters_of_new_hashes_are_current() {
        assert!(is_current(CURRENT));
        for (new, old) in [
            ("argon2id", "argon2i"),
            ("argon2id", "argon2d"),
            ("v=19", "v=16"),
            ("m=19456", "m=19457"),
            ("m=19456", "m=19448"),
            ("t=2", "t=3"),
            ("p=1", "p=2"),
            ("dW1icmEtdGVzdC1zYWx0IQ", "dW1icmEtdGVzdC0"),
            ("PeyRYCz7RSEpJeNlBsYNwZ/cuAkjxc+hkaKl6z10", "PeyRYCz7RSEpJeNlBsQ"),
        ] {
            assert!(!is_current(&CURRENT.replacen(new, old, 1)), "{old}");
        }
    }

    #[test]
    fn a_hash_without_a_version_is_of_the_first_one() {
        let text = CURRENT.replacen("$v=19", "", 1);
        assert!(Target::parse(&text).is_ok());
        assert!(!is_current(&text));
    }

    #[test]
    fn what_is_no_hash_or_costs_too_much_is_unreadable() {
        for text in [
            "",
            "!",
            "secret",
            "$argon2id$",
            "$argon2id$v=19$m=19456,t=2,p=1$dW1icmEtdGVzdC1zYWx0IQ",
            "$scrypt$ln=15,r=8,p=1$dW1icmEtdGVzdC1zYWx0IQ$BvVPeyRYCz7RSEpJeNlBsYNwZ/cuAkjxc",
            "$2b$12$tooshort",
        ] {
            assert!(Target::parse(text).is_err(), "{text}");
        }
        for (good, bad) in [
            ("v=19", "v=20"),
            ("m=19456", "m=7"),
            ("m=19456", "m=1048577"),
            ("m=19456", "m=4294967295"),
            ("t=2", "t=0"),
            ("t=2", "t=21"),
            ("p=1", "p=0"),
            ("p=1", "p=65"),
            ("dW1icmEtdGVzdC1zYWx0IQ", "dW1icmE"),
            ("dW1icmEtdGVzdC1zYWx0IQ", "dW1icmEtdGVzdC1zYWx0IQ=="),
        ] {
            assert!(Target::parse(&CURRENT.replacen(good, bad, 1)).is_err(), "{bad}");
        }
    }

    #[test]
    fn debug_does_not_show_the_hash() {
        assert_eq!(format!("{:?}", Stored::Hash(CURRENT.to_owned())), "Hash(…)");
    }
}

//! The secret that an authenticator app and the server share.

use std::fmt;

use jiff::Timestamp;
use totp_rs::{Algorithm, Builder, Secret, Totp};
use umbra_domain::Entropy;
use zeroize::Zeroizing;

use super::{Step, key_uri::key_uri, qr};

/// The length of a code, in digits.
const DIGITS: u8 = 6;

/// The shared secret of one person's authenticator app.
///
/// Wiped from memory when dropped, and never shown by [`fmt::Debug`].
pub struct TotpSecret {
    /// Knows a window of one step; which steps are tried is decided here.
    totp: Totp,
}

impl TotpSecret {
    /// The length of a new secret, in bytes: what RFC 4226, section 4 (R6) recommends.
    pub const LENGTH: usize = 20;

    /// The shortest secret that is taken over from elsewhere, in bytes. Early versions of pyotp
    /// made them this long.
    pub const MIN_LENGTH: usize = 10;

    /// The longest secret that is taken over from elsewhere, in bytes: the block of SHA-1.
    pub const MAX_LENGTH: usize = 64;

    /// Draws a new secret.
    #[must_use]
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        entropy.fill(&mut *bytes);
        Self::new(Secret::new_stack(*bytes))
    }

    /// Reads a secret in base32 (RFC 4648), from the database or from another service. Case,
    /// spaces, hyphens and padding make no difference.
    ///
    /// # Errors
    /// [`BadTotpSecret`].
    pub fn from_base32(text: &str) -> Result<Self, BadTotpSecret> {
        // With room for all of it, so that growing leaves no copy behind.
        let mut plain = Zeroizing::new(String::with_capacity(text.len()));
        let digits = text.trim().trim_end_matches(['=', ' ']).chars();
        plain.extend(digits.filter(|c| !" -".contains(*c)).map(|c| c.to_ascii_uppercase()));
        // Eight characters hold five bytes, and no number of bytes ends after 1, 3 or 6 of them.
        if matches!(plain.len() % 8, 1 | 3 | 6) {
            return Err(BadTotpSecret::NotBase32);
        }
        let secret = Secret::try_from_base32(&*plain).map_err(|_| BadTotpSecret::NotBase32)?;
        if secret.len() < Self::MIN_LENGTH {
            return Err(BadTotpSecret::TooShort);
        }
        if secret.len() > Self::MAX_LENGTH {
            return Err(BadTotpSecret::TooLong);
        }
        Ok(Self::new(secret))
    }

    /// Builds the calculator. "Noncompliant" as the RFC asks for 16 bytes, and older secrets
    /// have 10.
    fn new(secret: Secret) -> Self {
        let builder = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_skew(0)
            .with_step_duration(Step::SECONDS)
            .with_secret(secret);
        Self { totp: builder.build_noncompliant() }
    }

    /// Returns the secret in base32 without padding, to store it or for its owner to type: a new
    /// one has 32 characters.
    #[must_use]
    pub fn to_base32(&self) -> Zeroizing<String> {
        Zeroizing::new(self.totp.secret().to_base32())
    }

    /// Returns the `otpauth://` URI that brings the secret into an app, under the names of the
    /// service and of the account.
    ///
    /// Both may be any text. Colons, which separate them, become hyphens, controls are dropped,
    /// and only the first 64 characters count.
    #[must_use]
    pub fn key_uri(&self, issuer: &str, account: &str) -> Zeroizing<String> {
        key_uri(&self.to_base32(), issuer, account)
    }

    /// Returns the [URI](Self::key_uri) as a QR code: a PNG image of at least 200 pixels a side,
    /// in a `data:` URL.
    #[must_use]
    pub fn qr_png_data_url(&self, issuer: &str, account: &str) -> Zeroizing<String> {
        qr::png_data_url(&self.key_uri(issuer, account))
    }

    /// Returns the code that an app shows at an instant.
    #[must_use]
    pub fn code(&self, at: Timestamp) -> Zeroizing<String> {
        Zeroizing::new(self.totp.generate(Step::at(at).first_second()).to_string())
    }

    /// Verifies a code: the one of the current step, of the one before or of the one after, and
    /// returns the step it belongs to.
    ///
    /// `last` is the step that was returned when a code of this secret was accepted last. Its
    /// code and all older ones are refused, so that none works twice (RFC 6238, section 5.2). The
    /// caller stores the new step in the transaction that acts on it, on the condition that the
    /// stored one still *equals* `last`, and refuses otherwise. (It need not be greater: a `last`
    /// over ten minutes ahead of `now` is from a clock that was wrong, and is ignored.)
    ///
    /// The work does not depend on the code, and codes are compared in constant time.
    #[must_use]
    pub fn check(&self, code: &str, now: Timestamp, last: Option<Step>) -> Option<Step> {
        let now = Step::at(now);
        // All steps are tried, and the last match taken: should two steps share a code, using it
        // once spends both.
        let matched = now
            .window()
            .filter(|step| self.totp.check(code, step.first_second()).is_some())
            .last()
            .filter(|step| !step.is_spent(last, now))?;
        if last.is_some_and(|last| last.is_implausible(now)) {
            tracing::warn!("a one-time code was accepted last in the future: the clock was wrong");
        }
        Some(matched)
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

/// Why a text is no secret. The text itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadTotpSecret {
    /// It is not base32.
    #[error("the TOTP secret is not base32")]
    NotBase32,
    /// It has fewer than [`TotpSecret::MIN_LENGTH`] bytes.
    #[error("the TOTP secret is too short: it needs at least 10 bytes, 16 characters")]
    TooShort,
    /// It has more than [`TotpSecret::MAX_LENGTH`] bytes.
    #[error("the TOTP secret is too long: it may have at most 64 bytes")]
    TooLong,
}

#[cfg(test)]
mod tests;

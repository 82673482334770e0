//! What sealed values are for.

/// What a sealed value is for. Each purpose has keys of its own, so that a value from one column
/// opens in no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A person's [`TotpSecret`](crate::TotpSecret), in base32.
    TotpSecret,
    /// The access token for a person's ntfy server.
    NtfyToken,
}

impl Purpose {
    /// All purposes, in the order of their declaration.
    pub const ALL: [Self; 2] = [Self::TotpSecret, Self::NtfyToken];

    /// Returns the label from which the keys are derived. It is part of what is stored: never
    /// change one, add a `/v2`.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::TotpSecret => "umbra/seal/totp/v1",
            Self::NtfyToken => "umbra/seal/ntfy-token/v1",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_purposes_are_listed_in_order() {
        for (place, purpose) in Purpose::ALL.into_iter().enumerate() {
            assert_eq!(purpose as usize, place);
        }
    }

    #[test]
    fn no_label_can_be_taken_for_another() {
        for (place, purpose) in Purpose::ALL.into_iter().enumerate() {
            assert!(!purpose.label().contains([' ', '\n']));
            for other in &Purpose::ALL[..place] {
                assert_ne!(purpose.label(), other.label());
            }
        }
    }
}

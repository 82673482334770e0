//! The name of a secret.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;

use crate::derivation::sub_key;

/// Names one of the operator's secrets without revealing it: eight hex digits derived from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(u32);

impl KeyId {
    /// Derives the name of a secret from its root.
    pub(crate) fn derive(root: &Hkdf<Sha256>) -> Self {
        let [a, b, c, d, ..] = *sub_key(root, "umbra/key-id/v1");
        Self(u32::from_be_bytes([a, b, c, d]))
    }

    /// Reads a name, or returns `None` unless it is written as [`fmt::Display`] does.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_id = text.len() == 8 && text.bytes().all(is_plain);
        if is_id { u32::from_str_radix(text, 16).ok().map(Self) } else { None }
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for id in [KeyId(0), KeyId(0x00c0_ffee), KeyId(u32::MAX)] {
            assert_eq!(KeyId::parse(&id.to_string()), Some(id));
        }
    }

    #[test]
    fn nothing_else_is_a_name() {
        for text in ["", "c0ffee", "00C0FFEE", "+0c0ffee", "00c0ffee0", "00c0ffeg", "00c0ffé"] {
            assert_eq!(KeyId::parse(text), None, "{text}");
        }
    }
}

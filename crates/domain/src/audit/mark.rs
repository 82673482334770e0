//! What somebody notes of the audit log.

use std::{fmt, str::FromStr};

use crate::{AuditId, Invalid};

/// An entry's place and MAC, as `12:` and 64 hexadecimal digits. Noted outside the database, it
/// tells later whether the log still has this entry, and so all before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The place; 0 before the first entry.
    pub id: AuditId,
    /// The MAC; zeros before the first entry.
    pub mac: [u8; 32],
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.id.0)?;
        self.mac.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Mark {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let read = || {
            let (id, mac) = raw.trim().split_once(':')?;
            let id = id.parse().ok().filter(|id| *id >= 0)?;
            let digits: Vec<_> = mac.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
            let pairs = digits.chunks_exact(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]));
            let bytes = pairs.collect::<Result<Vec<_>, _>>().ok()?;
            let whole = digits.len() == 64;
            let mac = bytes.try_into().ok().filter(|_| whole)?;
            Some(Self { id: AuditId(id), mac })
        };
        read().ok_or_else(|| {
            Invalid::new("invalid_mark", "a place and 64 hexadecimal digits, such as 12:0af3…")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Mark;
    use crate::AuditId;

    #[test]
    fn a_mark_is_read_as_it_is_shown() {
        let mut mac = [0; 32];
        (mac[0], mac[31]) = (0x0a, 0xf3);
        let mark = Mark { id: AuditId(12), mac };
        let shown = mark.to_string();
        assert_eq!(shown, format!("12:0a{}f3", "00".repeat(30)));
        assert_eq!(format!(" {}\n", shown.to_uppercase()).parse(), Ok(mark));
    }

    #[test]
    fn anything_else_is_refused() {
        let mac = "ab".repeat(32);
        for raw in [
            String::new(),
            "12".to_owned(),
            format!("12:{}", &mac[1..]),
            format!("12:{}", &mac[2..]),
            format!("12:{mac}a"),
            format!("12:{mac}ab"),
            format!("-1:{mac}"),
            format!(":{mac}"),
            format!("12:{}xy", &mac[2..]),
            format!("12 {mac}"),
        ] {
            assert!(raw.parse::<Mark>().is_err(), "{raw}");
        }
    }
}

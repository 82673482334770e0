//! bcrypt hashes of the replaced service: verified, never made.

use base64::{
    Engine,
    alphabet::BCRYPT,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

/// bcrypt reads no more of a password.
const MAX_PASSWORD_BYTES: usize = 72;

/// The costs that are run. 4 is the least that bcrypt allows; 16 takes some seconds, and whoever
/// stored more has broken the row.
const COSTS: std::ops::RangeInclusive<u32> = 4..=16;

/// bcrypt's base64. The last character of a salt has four spare bits, which older versions of
/// Python's passlib left random.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &BCRYPT,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// One run's cost and salt.
#[derive(Clone)]
pub(super) struct BcryptRun {
    cost: u32,
    salt: [u8; 16],
}

impl BcryptRun {
    /// Returns a run that only measures time; its cost is brought into what is run at all.
    pub(super) fn measure(cost: u32) -> Self {
        Self { cost: cost.clamp(*COSTS.start(), *COSTS.end()), salt: *b"umbra measures t" }
    }

    /// Reads `$2b$12$` + 22 characters of salt + 31 of hash. `$2a$`, `$2x$` and `$2y$` mean the
    /// same here, as in Python's bcrypt: they mark old bugs of other implementations.
    pub(super) fn parse(text: &str) -> Option<(Self, [u8; 23])> {
        let text = text.strip_prefix("$2")?;
        let text = text.strip_prefix(['a', 'b', 'x', 'y'])?.strip_prefix('$')?;
        let (cost, text) = text.split_once('$')?;
        let two_digits = cost.len() == 2 && cost.bytes().all(|byte| byte.is_ascii_digit());
        let cost = two_digits.then(|| cost.parse().ok())??;
        if !COSTS.contains(&cost) || text.len() != 53 {
            return None;
        }
        let (salt, hash) = text.split_at_checked(22)?;
        Some((Self { cost, salt: decode(salt)? }, decode(hash)?))
    }

    /// Hashes `secret` as Python's bcrypt did: cut at 72 bytes, with the NUL that ends it in C
    /// as part of it, and NULs inside it like any other byte.
    pub(super) fn execute(&self, secret: &[u8]) -> [u8; 23] {
        let mut input = Zeroizing::new([0; MAX_PASSWORD_BYTES]);
        let length = secret.len().min(MAX_PASSWORD_BYTES);
        input[..length].copy_from_slice(&secret[..length]);
        let with_end = (length + 1).min(MAX_PASSWORD_BYTES);

        let output = bcrypt::bcrypt(self.cost, self.salt, &input[..with_end]);
        let mut hash = [0; 23];
        hash.copy_from_slice(&output[..23]);
        hash
    }
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let length = BASE64.decode_slice(text, &mut bytes).ok()?;
    (length == N).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verifies(text: &str, secret: impl AsRef<[u8]>) -> bool {
        let (run, hash) = BcryptRun::parse(text).unwrap();
        run.execute(secret.as_ref()) == hash
    }

    // All made by Python's bcrypt.
    const PLAIN: &str = "$2b$04$y.BKMkclYuFbGI2kaxGPo.sukTrwtmAOVByR5M37NvO8r41mYLYn6";
    const OLDER: &str = "$2a$04$VckHuHTrnNTdcSmniDBuB.Ml9nQfUv0WESKen0X9xw/Ko/R/YWsaK";
    const UNICODE: &str = "$2b$04$UgWAiyaDRIKXMpIfJCzQpOeENcqRrkOaZboyewI4n2LAD9.Z37RBu";
    const LONG: &str = "$2b$04$iKVePgAn4fzYp3OfuelodeKMjthEL33nDjYLNLcCV4ropwDBUOvwi";
    const WITH_NUL: &str = "$2b$04$EBI0WLP0yrP9UtzgJH8NB.VKVmUNkSLxmwitzIlsdeR/jM.o2SVyy";

    #[test]
    fn hashes_made_by_python_verify() {
        let secret = "correct horse battery staple";
        assert!(verifies(PLAIN, secret) && verifies(OLDER, secret));
        assert!(!verifies(PLAIN, "Correct horse battery staple"));
        assert!(verifies(UNICODE, "pässwörd ✓ 密码"));
    }

    #[test]
    fn all_four_prefixes_mean_the_same() {
        for prefix in ["$2a$", "$2b$", "$2x$", "$2y$"] {
            let text = PLAIN.replacen("$2b$", prefix, 1);
            assert!(verifies(&text, "correct horse battery staple"), "{prefix}");
        }
    }

    #[test]
    fn only_the_first_72_bytes_count() {
        let long = "0123456789".repeat(8);
        assert!(verifies(LONG, &long) && verifies(LONG, &long[..72]));
        assert!(!verifies(LONG, &long[..71]));
    }

    #[test]
    fn a_nul_inside_a_password_is_a_byte_like_any_other() {
        assert!(verifies(WITH_NUL, b"before\0after"));
        assert!(!verifies(WITH_NUL, b"before"));
        assert!(!verifies(WITH_NUL, b"before\0"));
    }

    #[test]
    fn spare_bits_in_the_salt_are_ignored() {
        // The salt's last character, `.`, is 0; `/` is 1, in the bits that the salt lacks.
        let respelled = PLAIN.replacen("Po.suk", "Po/suk", 1);
        assert_ne!(respelled, PLAIN);
        assert!(verifies(&respelled, "correct horse battery staple"));
    }

    #[test]
    fn broken_and_unbearable_hashes_are_not_run() {
        let with_cost = |cost: &str| PLAIN.replacen("$04$", &format!("${cost}$"), 1);
        for text in [
            String::new(),
            "$2b$".to_owned(),
            with_cost("03"),
            with_cost("17"),
            with_cost("31"),
            with_cost("4"),
            with_cost("+4"),
            with_cost("004"),
            PLAIN.replacen("$2b$", "$2c$", 1),
            PLAIN.replacen("$2b$", "$2$", 1),
            PLAIN[..59].to_owned(),
            format!("{PLAIN}6"),
            PLAIN.replace('K', "!"),
            PLAIN.replacen("KM", "ä", 1),
        ] {
            assert!(BcryptRun::parse(&text).is_none(), "{text}");
        }
    }
}

//! Which clients count as one.

use std::{fmt, net::IpAddr};

/// The part of a client's address that one person can't easily change.
///
/// - An IPv4 address counts as a whole. Neighbours in a /24 are strangers to each other, and one
///   of them must not lock the others out.
/// - Of an IPv6 address the first 64 bits count: every household has at least a /64 and can take a
///   new address in it for each request (RFC 6177, RFC 8981).
/// - An IPv4 address written as IPv6 (`::ffff:192.0.2.1`), as a dual-stack socket reports it,
///   counts as the IPv4 address that it is.
///
/// Who holds more than a /64 gets a counter for each, which is what
/// [`GuessBucket`](super::GuessBucket) is for. Goes into
/// [`Keys::blind_index`](crate::Keys::blind_index), never into a log.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Source([u8; 9]);

impl Source {
    /// Returns the source that a client belongs to. Behind a proxy this is the address that the
    /// proxy reports, not its own.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        let mut bytes = [0; 9];
        match address.to_canonical() {
            IpAddr::V4(v4) => {
                bytes[0] = 4;
                bytes[1..5].copy_from_slice(&v4.octets());
            }
            IpAddr::V6(v6) => {
                bytes[0] = 6;
                bytes[1..].copy_from_slice(&v6.octets()[..8]);
            }
        }
        Self(bytes)
    }

    /// Returns the family and the bytes that count, the same length for both families.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(address: &str) -> Source {
        Source::of(address.parse().unwrap())
    }

    #[test]
    fn every_ipv4_address_is_a_source_of_its_own() {
        assert_ne!(source("192.0.2.1"), source("192.0.2.2"));
    }

    #[test]
    fn ipv6_addresses_of_one_household_are_one_source() {
        assert_eq!(source("2001:db8:1:2::1"), source("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
    }

    #[test]
    fn an_ipv4_address_written_as_ipv6_is_the_same_source() {
        assert_eq!(source("::ffff:192.0.2.1"), source("192.0.2.1"));
        assert_ne!(source("::ffff:192.0.2.1"), source("::1"));
    }

    #[test]
    fn the_families_do_not_mix() {
        assert_ne!(source("0.0.0.0"), source("::"));
        assert_ne!(source("32.1.13.184"), source("2001:db8::"));
    }

    #[test]
    fn debug_does_not_show_the_address() {
        assert_eq!(format!("{:?}", source("192.0.2.1")), "Source(…)");
    }
}

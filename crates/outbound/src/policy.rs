//! Which addresses Umbra calls.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Which addresses Umbra calls: public ones, and private ones that the operator lists.
#[derive(Debug, Clone, Default)]
pub struct AddressPolicy {
    allowed: Vec<IpNet>,
}

/// Why an address isn't called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Blocked {
    /// It means this machine or a private network, and the operator lists no such network.
    #[error("it is a loopback or private address, which UMBRA_OUTBOUND_ALLOW doesn't list")]
    Private,
    /// Nothing that may be called has such an address, whatever the operator lists.
    #[error("it is an address that is never called")]
    Never,
}

/// What only the operator can open: loopback, private use (RFC 1918, RFC 4193), and the shared space
/// of carriers (RFC 6598), in which overlay networks live.
const PRIVATE: &[IpNet] = &[
    v4([127, 0, 0, 0], 8),
    v4([10, 0, 0, 0], 8),
    v4([172, 16, 0, 0], 12),
    v4([192, 168, 0, 0], 16),
    v4([100, 64, 0, 0], 10),
    v6([0, 0, 0, 0, 0, 0, 0, 1], 128),
    v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7),
];

/// What is never called (RFC 6890 and the registries of special addresses): this network,
/// link-local with the metadata servers of clouds in it, protocol assignments, documentation,
/// benchmarks, multicast, reserved; and each form of IPv6 that has an IPv4 address in it, which
/// would come around the other rows.
const NEVER: &[IpNet] = &[
    v4([0, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v4([192, 0, 0, 0], 24),
    v4([192, 0, 2, 0], 24),
    v4([192, 88, 99, 0], 24),
    v4([198, 18, 0, 0], 15),
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    v4([224, 0, 0, 0], 4),
    v4([240, 0, 0, 0], 4),
    // Alibaba's and Oracle's metadata servers, in what is private or shared otherwise.
    v4([100, 100, 100, 200], 32),
    v4([192, 0, 0, 192], 32),
    // Unspecified, IPv4-compatible and IPv4-mapped; loopback is looked at before.
    v6([0, 0, 0, 0, 0, 0, 0, 0], 96),
    v6([0, 0, 0, 0, 0, 0xffff, 0, 0], 96),
    // IPv4-translated (RFC 2765) and NAT64 (RFC 6052, RFC 8215).
    v6([0, 0, 0, 0, 0xffff, 0, 0, 0], 96),
    v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96),
    v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48),
    // Discard (RFC 6666), Teredo, benchmarks, ORCHID, documentation, 6to4.
    v6([0x100, 0, 0, 0, 0, 0, 0, 0], 64),
    v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),
    v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
    // Segment routing (RFC 9602), Amazon's metadata server, link-local, site-local, multicast.
    v6([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16),
    v6([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128),
    v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10),
    v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10),
    v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8),
];

impl AddressPolicy {
    /// Opens these private networks, too.
    #[must_use]
    pub const fn allowing(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    /// Tells whether an address may be called.
    ///
    /// # Errors
    /// [`Blocked`].
    pub fn check(&self, address: IpAddr) -> Result<(), Blocked> {
        let in_any = |nets: &[IpNet]| nets.iter().any(|net| net.contains(&address));
        let is_private = in_any(PRIVATE);
        // The loopback address of IPv6 lies in what is compatible with IPv4.
        if address != IpAddr::V6(Ipv6Addr::LOCALHOST) && in_any(NEVER) {
            return Err(Blocked::Never);
        }
        if is_private && !in_any(&self.allowed) { Err(Blocked::Private) } else { Ok(()) }
    }
}

const fn v4(octets: [u8; 4], prefix: u8) -> IpNet {
    let [a, b, c, d] = octets;
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix))
}

const fn v6(segments: [u16; 8], prefix: u8) -> IpNet {
    let [a, b, c, d, e, f, g, h] = segments;
    IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, f, g, h), prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(policy: &AddressPolicy, address: &str) -> Result<(), Blocked> {
        policy.check(address.parse().unwrap())
    }

    #[test]
    fn public_addresses_are_called() {
        for public in ["1.1.1.1", "93.184.215.14", "100.128.0.1", "172.32.0.1", "2606:4700::1111"] {
            assert_eq!(check(&AddressPolicy::default(), public), Ok(()), "{public}");
        }
    }

    #[test]
    fn private_addresses_are_called_only_when_they_are_listed() {
        let nets = ["127.0.0.0/8", "192.168.1.0/24", "::1/128", "fd12::/16"];
        let listed = AddressPolicy::allowing(nets.map(|net| net.parse().unwrap()).to_vec());
        for private in ["127.0.0.1", "127.1.2.3", "192.168.1.7", "::1", "fd12::7"] {
            assert_eq!(check(&AddressPolicy::default(), private), Err(Blocked::Private));
            assert_eq!(check(&listed, private), Ok(()), "{private}");
        }
        for private in ["10.0.0.1", "172.16.0.1", "192.168.2.1", "100.64.0.1", "fd13::1"] {
            assert_eq!(check(&listed, private), Err(Blocked::Private), "{private}");
        }
    }

    #[test]
    fn nothing_opens_what_is_never_called() {
        let all = ["0.0.0.0/0", "::/0"];
        let open = AddressPolicy::allowing(all.map(|net| net.parse().unwrap()).to_vec());
        let never = [
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "192.0.0.192",
            "100.100.100.200",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:1.1.1.1",
            "::ffff:0:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::7f00:1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        for address in never {
            assert_eq!(check(&open, address), Err(Blocked::Never), "{address}");
        }
    }
}

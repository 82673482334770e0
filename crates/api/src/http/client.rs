//! Who is at the other end: the client's address and what it calls itself.

use std::{
    future::{Ready, ready},
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest,
    dev::Payload,
    http::header::{self, HeaderMap, HeaderName},
};
use ipnet::IpNet;
use umbra_domain::{Invalid, audit::neutralise, session::Origin};

use super::Problem;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The networks whose hosts may say for whom they forward a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Parses addresses and networks in CIDR notation, separated by commas or spaces:
    /// `10.0.0.0/8, ::1`. An empty list trusts nobody.
    ///
    /// # Errors
    /// `invalid_network`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let words = raw.split([',', ' ']).filter(|word| !word.is_empty());
        words.map(network).collect::<Option<Vec<_>>>().map(Self).ok_or_else(|| {
            Invalid::new("invalid_network", "trusted proxies must look like 10.0.0.0/8, ::1")
        })
    }

    /// Tells whether nobody is trusted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Lists networks that hold far more than anybody's proxies: wider than the widest private ones,
    /// `10.0.0.0/8` and `fc00::/7`.
    #[must_use]
    pub fn too_wide(&self) -> Vec<String> {
        let widest = |network: &&IpNet| match network {
            IpNet::V4(v4) => v4.prefix_len() < 8,
            IpNet::V6(v6) => v6.prefix_len() < 7,
        };
        self.0.iter().filter(widest).map(ToString::to_string).collect()
    }

    /// Tells whether a host may speak for others.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Follows `X-Forwarded-For` from the peer towards the client, as long as the hop that reported
    /// the next one is trusted.
    ///
    /// Every proxy appends the peer that it saw, so the list is read from its end; what a client
    /// wrote in front of it is never reached. A hop that can't be read ends the walk at the proxy that
    /// reported it. Without a peer (a Unix socket) the address is `0.0.0.0`.
    #[must_use]
    pub fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> IpAddr {
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
        if !self.trusts(peer) {
            return peer;
        }
        let lines: Vec<_> = headers.get_all(X_FORWARDED_FOR).collect();
        let hops = lines.iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
        let mut client = peer;
        for hop in hops {
            let Some(address) = hop_address(hop) else { break };
            client = address;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }
}

fn network(word: &str) -> Option<IpNet> {
    let network = match word.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address),
        Err(_) => word.parse().ok()?,
    };
    // `10.1.2.3/8` most likely is a slip; the wider network isn't what was meant.
    (network.trunc() == network).then_some(network)
}

/// Reads one hop: an address, perhaps with a port.
fn hop_address(hop: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(hop).ok()?.trim();
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = bracketed.unwrap_or(text).parse::<IpAddr>().ok();
    let address = address.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

/// Describes the client of a request. User agents are neutralised: 256 characters at most, control
/// characters replaced.
#[must_use]
pub fn describe(proxies: &TrustedProxies, peer: Option<SocketAddr>, headers: &HeaderMap) -> Origin {
    let agent = headers.get(header::USER_AGENT);
    Origin {
        address: proxies.client(peer, headers),
        user_agent: agent.map(|agent| neutralise(&String::from_utf8_lossy(agent.as_bytes()))),
    }
}

/// The client of this request, as [`describe`] found it.
#[derive(Debug, Clone)]
pub struct Client(pub Origin);

impl FromRequest for Client {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.extensions().get::<Self>().cloned();
        // The outermost middleware describes every client; without it no header is believed.
        ready(Ok(known.unwrap_or_else(|| {
            Self(describe(&TrustedProxies::default(), request.peer_addr(), request.headers()))
        })))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::{TrustedProxies, describe};

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let proxies = TrustedProxies::parse("10.0.0.0/8, 192.168.1.1 fd00::/8").unwrap();
        let request = forwarded.iter().fold(TestRequest::get(), |request, line| {
            request.append_header(("x-forwarded-for", *line))
        });
        let request = request.to_http_request();
        let peer = format!("{peer}:4711").parse().unwrap();
        proxies.client(Some(peer), request.headers()).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client("192.168.1.2", &["198.51.100.1"]), "192.168.1.2");
    }

    #[test]
    fn the_list_is_read_from_its_end_while_hops_are_trusted() {
        assert_eq!(client("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["6.6.6.6, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["6.6.6.6, 198.51.100.1, 192.168.1.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["6.6.6.6, 198.51.100.1", "10.9.9.9"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn an_unreadable_hop_ends_at_the_proxy_that_reported_it() {
        for bad in ["unknown", "", "999.1.1.1", "198.51.100.1 evil", "_hidden", "1.2.3.4:99999"] {
            assert_eq!(client("10.0.0.1", &[&format!("6.6.6.6, {bad}")]), "10.0.0.1", "{bad:?}");
            assert_eq!(client("10.0.0.1", &[&format!("{bad}, 10.0.0.2")]), "10.0.0.2", "{bad:?}");
        }
    }

    #[test]
    fn mapped_addresses_ports_and_brackets_are_folded() {
        assert_eq!(client("[::ffff:10.0.0.1]", &["::ffff:198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("[fd00::1]", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(client("[fd00::1]", &["[2001:db8::1]"]), "2001:db8::1");
        assert_eq!(client("10.0.0.1", &["198.51.100.1:1234"]), "198.51.100.1");
        assert_eq!(client("[::ffff:203.0.113.9]", &[]), "203.0.113.9");
    }

    #[test]
    fn a_proxy_list_with_a_slip_is_refused() {
        assert_eq!(TrustedProxies::parse(" ,"), Ok(TrustedProxies::default()));
        for bad in ["10.0.0.0/33", "10.1.2.3/8", "proxy.example", "10.0.0.0/8; ::1", "*"] {
            assert!(TrustedProxies::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn networks_of_strangers_are_told_from_those_of_proxies() {
        let proxies = |raw: &str| TrustedProxies::parse(raw).unwrap();
        let private = proxies("10.0.0.0/8, 172.16.0.0/12, 127.0.0.1, fc00::/7, 2400:cb00::/32");
        assert_eq!(private.too_wide(), [""; 0]);
        for wide in ["0.0.0.0/0", "0.0.0.0/1", "8.0.0.0/7", "::/0", "2000::/3"] {
            assert_eq!(proxies(&format!("127.0.0.1, {wide}")).too_wide(), [wide]);
        }
        assert!(proxies("").is_empty() && !private.is_empty());
    }

    #[test]
    fn a_user_agent_cannot_write_into_a_log() {
        let request = TestRequest::get().insert_header(("user-agent", "x\ty".repeat(200)));
        let request = request.to_http_request();
        let origin = describe(&TrustedProxies::default(), None, request.headers());
        let agent = origin.user_agent.unwrap();
        assert!(agent.chars().count() == 256 && agent.starts_with("x?y"), "{agent}");
        assert_eq!(origin.address.to_string(), "0.0.0.0");
    }
}

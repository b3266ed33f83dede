//! Which addresses may be connected to. Only addresses of the public internet may, unless a host or an address is
//! listed as internal; and what a cloud keeps its machines' secrets under must be listed by its very address.
//! Sources: the special-purpose address registries of IANA for IPv4 and IPv6 (RFC 6890 and what updates it).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Addresses under which clouds tell machines their secrets.
const METADATA: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
];

/// Networks of IPv4 that are not the public internet: address, length of the prefix, what it is.
const SPECIAL: [([u8; 4], u8, &str); 16] = [
    ([0, 0, 0, 0], 8, "this network"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "shared"),
    ([127, 0, 0, 0], 8, "loopback"),
    ([169, 254, 0, 0], 16, "link-local"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "reserved"),
    ([192, 0, 2, 0], 24, "documentation"),
    ([192, 31, 196, 0], 24, "reserved"),
    ([192, 88, 99, 0], 24, "reserved"),
    ([192, 168, 0, 0], 16, "private"),
    ([198, 18, 0, 0], 15, "benchmarking"),
    ([198, 51, 100, 0], 24, "documentation"),
    ([203, 0, 113, 0], 24, "documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, "reserved"),
];

/// Why an address is not one of the public internet; none: it is.
pub fn special(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => {
            let within = |(net, length, _): &&([u8; 4], u8, &str)| {
                prefix_v4(v4, *length) == prefix_v4(Ipv4Addr::from(*net), *length)
            };
            SPECIAL.iter().find(within).map(|(_, _, what)| *what)
        }
        IpAddr::V6(v6) => special_v6(v6),
    }
}

fn special_v6(address: Ipv6Addr) -> Option<&'static str> {
    let [a, b, ..] = address.segments();
    match (a, b) {
        _ if address.is_unspecified() => Some("unspecified"),
        _ if address.is_loopback() => Some("loopback"),
        _ if address.to_ipv4_mapped().is_some() => Some("IPv4-mapped"),
        (0xfc00..=0xfdff, _) => Some("unique local"),
        (0xfe80..=0xfebf, _) => Some("link-local"),
        (0xff00..=0xffff, _) => Some("multicast"),
        // Teredo, ORCHID, benchmarking and other protocol assignments.
        (0x2001, 0..=0x01ff) => Some("reserved"),
        (0x2001, 0x0db8) | (0x3fff, 0..=0x0fff) => Some("documentation"),
        // 6to4 carries an IPv4 address that nobody checked.
        (0x2002, _) => Some("6to4"),
        (0x2000..=0x3fff, _) => None,
        // NAT64, IPv4-compatible, site-local and whatever is not assigned to the public internet.
        _ => Some("reserved"),
    }
}

fn prefix_v4(address: Ipv4Addr, length: u8) -> u32 {
    u32::from(address).checked_shr(32 - u32::from(length.min(32))).unwrap_or(0)
}

fn prefix_v6(address: Ipv6Addr, length: u8) -> u128 {
    u128::from(address).checked_shr(128 - u32::from(length.min(128))).unwrap_or(0)
}

/// An address or a network: `10.8.0.0/16`, `10.8.0.7`, `fd12:3456::/32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    address: IpAddr,
    length: u8,
}

impl Net {
    /// Whether an address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(net), IpAddr::V4(v4)) => prefix_v4(net, self.length) == prefix_v4(v4, self.length),
            (IpAddr::V6(net), IpAddr::V6(v6)) => prefix_v6(net, self.length) == prefix_v6(v6, self.length),
            _ => false,
        }
    }

    fn is_one(&self) -> bool {
        self.length == if self.address.is_ipv4() { 32 } else { 128 }
    }
}

impl FromStr for Net {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, length) = text.split_once('/').map_or((text, None), |(a, l)| (a, Some(l)));
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Ok(most), |l| l.parse::<u8>().map_err(|_| ()))?;
        if length > most { Err(()) } else { Ok(Self { address, length }) }
    }
}

/// Who may be called although they are not on the public internet: names of hosts, addresses, networks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Internal(pub Vec<String>);

/// An address that may not be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// What kind of address it is.
    pub what: &'static str,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "its address is {}, and neither it nor the host is listed as internal", self.what)
    }
}

impl std::error::Error for Refused {}

impl Internal {
    /// Whether an address that a host has may be connected to.
    ///
    /// # Errors
    /// What kind of address it is.
    pub fn check(&self, host: &str, address: IpAddr) -> Result<(), Refused> {
        let nets = || self.0.iter().filter_map(|entry| entry.parse::<Net>().ok());
        if METADATA.contains(&address.to_canonical()) {
            let listed = nets().any(|net| net.is_one() && net.contains(address));
            return if listed { Ok(()) } else { Err(Refused { what: "that of a cloud's metadata" }) };
        }
        let Some(what) = special(address) else { return Ok(()) };
        let named = self.0.iter().any(|entry| same_host(entry, host));
        if named || nets().any(|net| net.contains(address)) { Ok(()) } else { Err(Refused { what }) }
    }
}

/// Whether two names of hosts are one: case and a final dot do not count.
pub fn same_host(a: &str, b: &str) -> bool {
    let plain = |name: &str| name.trim_end_matches('.').trim_matches(['[', ']']).to_ascii_lowercase();
    plain(a) == plain(b)
}

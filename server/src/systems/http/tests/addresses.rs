//! Which addresses may be connected to.

use super::super::address::{Internal, Net, same_host, special};
use reqwest::Url;
use std::net::IpAddr;

/// Addresses that are not the public internet.
const REFUSED: [&str; 48] = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.31.196.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.255",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:169.254.169.254",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:1ff::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "4000::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "5f00::1",
];

/// Addresses right beside them that are.
const ALLOWED: [&str; 22] = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2400:3200::1",
    "2606:4700::1",
    "3ffe::1",
];

#[test]
fn every_special_network_is_refused_and_its_neighbours_are_not() {
    let internal = Internal::default();
    for text in REFUSED {
        let address: IpAddr = text.parse().unwrap();
        assert!(special(address).is_some(), "{text}");
        assert!(internal.check("host.example", address).is_err(), "{text}");
    }
    for text in ALLOWED {
        assert_eq!(internal.check("host.example", text.parse().unwrap()), Ok(()), "{text}");
    }
}

#[test]
fn what_is_listed_may_be_reached_and_nothing_beside_it() {
    let list = |entries: &[&str]| Internal(entries.iter().map(|e| (*e).to_owned()).collect());
    let check =
        |entries: &[&str], host: &str, ip: &str| list(entries).check(host, ip.parse().unwrap()).is_ok();
    assert!(check(&["10.8.0.0/16"], "x", "10.8.255.255"));
    assert!(!check(&["10.8.0.0/16"], "x", "10.9.0.0"));
    assert!(check(&["Registry.Internal."], "registry.internal", "10.0.0.1"));
    assert!(!check(&["registry.internal"], "registry.internal.evil", "10.0.0.1"));
    assert!(check(&["127.0.0.1"], "localhost", "127.0.0.1"));
    assert!(!check(&["127.0.0.1"], "localhost", "127.0.0.2"));
    assert!(!check(&["127.0.0.1"], "localhost", "::1"));
    assert!(
        !check(&["127.0.0.1"], "localhost", "::ffff:127.0.0.1"),
        "the mapped one has to be listed itself"
    );
    assert!(check(&["fd12:3456::/32"], "x", "fd12:3456:7::1"));
    // What clouds keep secrets under has to be listed by its very address.
    for metadata in ["169.254.169.254", "fd00:ec2::254", "100.100.100.200"] {
        for broad in ["169.254.0.0/16", "fd00::/8", "100.64.0.0/10", "metadata.internal"] {
            assert!(!check(&[broad], "metadata.internal", metadata), "{broad} {metadata}");
        }
        assert!(check(&[metadata], "x", metadata));
    }
    assert!(!check(&["169.254.0.0/16"], "x", "::ffff:169.254.169.254"));
}

#[test]
fn networks_are_read() {
    for wrong in ["", "10.0.0.0/33", "10.0.0", "::/129", "10.0.0.0/x", "host"] {
        assert!(wrong.parse::<Net>().is_err(), "{wrong}");
    }
    assert!("0.0.0.0/0".parse::<Net>().unwrap().contains("8.8.8.8".parse().unwrap()));
    assert!(!"0.0.0.0/0".parse::<Net>().unwrap().contains("::1".parse().unwrap()));
    assert!(same_host("[::1]", "::1") && same_host("A.example.", "a.EXAMPLE") && !same_host("a", "b"));
}

#[test]
fn tricks_with_written_addresses_end_up_as_what_they_are() {
    let tricks = [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0/",
        "http://0x7f.1/",
        "http://[::ffff:7f00:1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::127.0.0.1]/",
        "http://127.0.0.1./",
        "http://①②⑦.⓪.⓪.①/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://[fd00:ec2::254]/",
        "http://user@127.0.0.1/",
        "http://8.8.8.8@127.0.0.1/",
    ];
    for trick in tricks {
        let url = Url::parse(trick).unwrap_or_else(|error| panic!("{trick}: {error}"));
        let host = url.host_str().unwrap().trim_matches(['[', ']']);
        let address: IpAddr = host.parse().unwrap_or_else(|_| panic!("{trick} is {host}"));
        assert!(Internal::default().check(host, address).is_err(), "{trick}");
    }
}

//! Places that are bounded in all and for each owner: connections by address, event streams by principal.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// All are taken.
    All,
    /// All that one owner may have.
    Own,
}

#[derive(Debug)]
struct Taken<K> {
    all: usize,
    own: BTreeMap<K, usize>,
}

/// Counts places.
#[derive(Debug)]
pub struct Slots<K: Ord>(Arc<Mutex<Taken<K>>>);

/// A place, until this is dropped.
#[derive(Debug)]
pub struct Slot<K: Ord> {
    slots: Slots<K>,
    owner: K,
}

impl<K: Ord> Clone for Slots<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Ord> Default for Slots<K> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Taken { all: 0, own: BTreeMap::new() })))
    }
}

impl<K: Ord + Clone> Slots<K> {
    /// A place for an owner, of at most `all` and `own` of them.
    ///
    /// # Errors
    /// There is none.
    pub fn take(&self, owner: K, all: usize, own: Option<usize>) -> Result<Slot<K>, Full> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.all >= all {
            return Err(Full::All);
        }
        let has = taken.own.get(&owner).copied().unwrap_or(0);
        if own.is_some_and(|most| has >= most) {
            return Err(Full::Own);
        }
        taken.all += 1;
        taken.own.insert(owner.clone(), has + 1);
        Ok(Slot { slots: self.clone(), owner })
    }

    /// How many are taken.
    pub fn taken(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).all
    }
}

impl<K: Ord> Drop for Slot<K> {
    fn drop(&mut self) {
        let mut taken = self.slots.0.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        let left = taken.own.get(&self.owner).map_or(0, |has| has - 1);
        match taken.own.get_mut(&self.owner) {
            Some(has) if left > 0 => *has = left,
            _ => {
                taken.own.remove(&self.owner);
            }
        }
    }
}

/// Whom an address belongs to: an IPv4 address, or the first 64 bits of an IPv6 one, since one machine has as
/// many of those as it likes within its network.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_in_all_and_by_owner_and_given_back() {
        let slots = Slots::default();
        let first = slots.take("a", 3, Some(2));
        let _second = slots.take("a", 3, Some(2));
        assert_eq!(slots.take("a", 3, Some(2)).err(), Some(Full::Own));
        let _third = slots.take("b", 3, Some(2));
        assert_eq!(slots.take("c", 3, None).err(), Some(Full::All));
        drop(first);
        assert_eq!(slots.taken(), 2);
        assert!(slots.take("a", 3, Some(2)).is_ok());
    }

    #[test]
    fn addresses_of_one_ipv6_network_are_one() {
        let of = |text: &str| text.parse().map(network);
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }
}

//! Wrong tokens of one address: after so many it is locked out for a while.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Addresses that are remembered; beyond, those whose time is over are forgotten first.
const MOST: usize = 100_000;

#[derive(Debug, Clone, Copy)]
struct Tried {
    wrong: u32,
    /// When its first wrong token was shown; where it is locked out, since when.
    since: Instant,
}

/// Who showed wrong tokens.
#[derive(Debug)]
pub struct Tries {
    most: Option<u32>,
    lock: Duration,
    addresses: Mutex<BTreeMap<IpAddr, Tried>>,
}

impl Tries {
    /// Nobody yet; so many are let pass, counted and locked out for so long. None: any number.
    pub fn new(most: Option<u32>, lock: Duration) -> Self {
        Self { most, lock, addresses: Mutex::new(BTreeMap::new()) }
    }

    /// An address shows a token, wrong or good.
    ///
    /// # Errors
    /// It is locked out; the seconds until it is not.
    pub fn shows(&self, address: IpAddr, wrong: bool, now: Instant) -> Result<(), u64> {
        let Some(most) = self.most else { return Ok(()) };
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |tried: &Tried| now.saturating_duration_since(tried.since) >= self.lock;
        let known = addresses.get(&address).copied().filter(|tried| !is_over(tried));
        match known {
            Some(tried) if tried.wrong > most => {
                let left = self.lock.saturating_sub(now.saturating_duration_since(tried.since));
                return Err(left.as_secs().max(1));
            }
            _ if !wrong => return Ok(()),
            _ => {}
        }
        if addresses.len() >= MOST {
            addresses.retain(|_, tried| !is_over(tried));
        }
        if addresses.len() >= MOST && known.is_none() {
            // So many addresses show wrong tokens that not even their names can be kept.
            return Err(1);
        }
        let wrong = known.map_or(0, |tried| tried.wrong) + 1;
        // The lock holds from the try that was one too many.
        let since = known.filter(|_| wrong <= most).map_or(now, |tried| tried.since);
        addresses.insert(address, Tried { wrong, since });
        if wrong > most { Err(self.lock.as_secs().max(1)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: Duration = Duration::from_secs(900);

    #[test]
    fn five_wrong_tokens_are_let_pass_and_the_sixth_locks() {
        let tries = Tries::new(Some(5), LOCK);
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let start = Instant::now();
        for second in 0..5 {
            assert_eq!(tries.shows(one, true, start + Duration::from_secs(second)), Ok(()));
        }
        assert_eq!(
            tries.shows(one, false, start + Duration::from_secs(5)),
            Ok(()),
            "a good one still passes"
        );
        let locked = start + Duration::from_secs(10);
        assert_eq!(tries.shows(one, true, locked), Err(900));
        assert_eq!(tries.shows(one, false, locked + Duration::from_secs(1)), Err(899), "not even a good one");
        assert_eq!(tries.shows(other, true, locked), Ok(()), "another address is not locked");
        assert_eq!(tries.shows(one, false, locked + LOCK), Ok(()));
        assert_eq!(tries.shows(one, true, locked + LOCK), Ok(()), "it is counted anew");
    }

    #[test]
    fn what_is_long_ago_counts_no_more_and_without_a_bound_nothing_does() {
        let tries = Tries::new(Some(1), LOCK);
        let address = IpAddr::from([192, 0, 2, 1]);
        let start = Instant::now();
        assert_eq!(tries.shows(address, true, start), Ok(()));
        assert_eq!(tries.shows(address, true, start + LOCK), Ok(()));
        assert_eq!(tries.shows(address, true, start + LOCK), Err(900));
        let free = Tries::new(None, LOCK);
        for _ in 0..1_000 {
            assert_eq!(free.shows(address, true, start), Ok(()));
        }
    }
}

//! Token buckets: how often one address or one principal may ask.

use super::limits::Rate;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Most buckets kept; full ones are forgotten first, since a new one is as full.
const MAX_BUCKETS: usize = 100_000;

/// Whose bucket.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// An address that signed nobody in.
    Address(IpAddr),
    /// Somebody who is signed in.
    Principal(Arc<str>),
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

/// Buckets of one rate.
#[derive(Debug)]
pub struct Buckets {
    rate: Option<Rate>,
    buckets: Mutex<BTreeMap<Whose, Bucket>>,
}

impl Buckets {
    /// Buckets that are full; without a rate everything is allowed.
    pub fn new(rate: Option<Rate>) -> Self {
        Self { rate, buckets: Mutex::new(BTreeMap::new()) }
    }

    /// Takes one token.
    ///
    /// # Errors
    /// There is none; the seconds until there is.
    pub fn take(&self, whose: &Whose, now: Instant) -> Result<(), u64> {
        let Some(rate) = self.rate else { return Ok(()) };
        let burst = f64::from(rate.burst);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_BUCKETS && !buckets.contains_key(whose) {
            buckets.retain(|_, bucket| bucket.filled(rate, now) < burst);
            if buckets.len() >= MAX_BUCKETS {
                // So many ask at once that not even their names can be kept.
                return Err(1);
            }
        }
        let bucket = buckets.entry(whose.clone()).or_insert(Bucket { tokens: burst, at: now });
        let tokens = bucket.filled(rate, now);
        if tokens < 1.0 {
            return Err((((1.0 - tokens) / rate.per_second).ceil() as u64).max(1));
        }
        *bucket = Bucket { tokens: tokens - 1.0, at: now };
        Ok(())
    }
}

impl Bucket {
    /// What it holds after some time.
    fn filled(&self, rate: Rate, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        (self.tokens + passed * rate.per_second).min(f64::from(rate.burst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_is_allowed_and_one_more_waits_for_the_refill() {
        let buckets = Buckets::new(Some(Rate { burst: 3, per_second: 2.0 }));
        let (one, other) = (Whose::Principal("a".into()), Whose::Principal("b".into()));
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(buckets.take(&one, start), Ok(()));
        }
        assert_eq!(buckets.take(&one, start), Err(1));
        assert_eq!(buckets.take(&other, start), Ok(()));
        assert_eq!(buckets.take(&one, start + Duration::from_millis(499)), Err(1));
        assert_eq!(buckets.take(&one, start + Duration::from_millis(500)), Ok(()));
        assert_eq!(buckets.take(&one, start + Duration::from_millis(500)), Err(1));
    }

    #[test]
    fn ten_a_minute_tell_how_long_to_wait() {
        let buckets = Buckets::new(Some(Rate::per_minute(10)));
        let whose = Whose::Address(IpAddr::from([127, 0, 0, 1]));
        let start = Instant::now();
        for _ in 0..10 {
            assert_eq!(buckets.take(&whose, start), Ok(()));
        }
        assert_eq!(buckets.take(&whose, start), Err(6));
    }
}

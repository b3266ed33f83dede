//! How much of its full figure a volume test runs. `tests/VOLUME.md` lists every one by name; `make soak`
//! runs them all in full.

use std::sync::OnceLock;

/// The variable that holds the share of every full figure, from 0 to 1; read once.
pub const VOLUME: &str = "ONETHING_VOLUME";
/// The share where the variable is not set: enough to fail on a broken build, quick enough for every day.
pub const DAILY: f64 = 0.01;

/// How many cases the volume test `name` runs: the share of `full`, but no fewer than `least` and no more than
/// `full`.
///
/// # Panics
/// The variable is set to something other than a number from 0 to 1: the figures would not be what was asked.
pub fn volume(name: &str, full: usize, least: usize) -> usize {
    static SHARE: OnceLock<f64> = OnceLock::new();
    let share = *SHARE.get_or_init(|| match std::env::var(VOLUME) {
        Ok(text) => share(&text).unwrap_or_else(|| panic!("{VOLUME}={text} is no number from 0 to 1")),
        Err(_) => DAILY,
    });
    let cases = portion(full, least, share);
    println!("volume: {name} runs {cases} of {full}");
    cases
}

fn share(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|share| (0.0..=1.0).contains(share))
}

fn portion(full: usize, least: usize, share: f64) -> usize {
    ((full as f64 * share).ceil() as usize).max(least).min(full)
}

#[cfg(test)]
mod tests {
    use super::{portion, share};

    #[test]
    fn a_portion_lies_between_least_and_full() {
        assert_eq!(portion(1000, 5, 1.0), 1000);
        assert_eq!(portion(1000, 5, 0.01), 10);
        assert_eq!(portion(1000, 50, 0.01), 50);
        assert_eq!(portion(3, 50, 0.01), 3);
        assert_eq!(portion(1000, 0, 0.0), 0);
    }

    #[test]
    fn a_share_is_a_number_from_0_to_1() {
        assert_eq!(share(" 0.5\n"), Some(0.5));
        for wrong in ["", "2", "-0.1", "full", "NaN"] {
            assert_eq!(share(wrong), None, "{wrong:?}");
        }
    }
}

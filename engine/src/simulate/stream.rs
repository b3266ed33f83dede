//! Random numbers by what they are for, not by when they are asked for.
//!
//! Two plans that are compared must meet the same luck: the same applicants, as quick and as forgetful. A
//! sequence cannot give that, since a plan with one step less would shift all that follows. So a number is a
//! function of its name: replication, case, node, visit and purpose. This is a counter-based generator as in
//! Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), with the finaliser of
//! SplitMix64 as its mix; common random numbers are in Law, "Simulation Modeling and Analysis", 11.2.

use crate::random::Random;

/// What a number decides.
///
/// The numbers behind the names are part of what a seed means: they stay, and a new purpose takes the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Purpose {
    /// When a case begins.
    Arrival = 0,
    /// Which situation a case is in.
    Situation = 1,
    /// How long a system takes to answer.
    Latency = 2,
    /// Whether a system answers at all.
    Answered = 3,
    /// Whether a system has what it is asked for.
    Found = 4,
    /// How long a piece of work takes.
    Work = 5,
    /// What comes of a step.
    Outcome = 6,
    /// Whether the applicant must mend something.
    Correction = 7,
    /// How long the applicant takes.
    Applicant = 8,
    /// Which way a case goes on.
    Branch = 9,
    /// What a rule of chance decides.
    Rule = 10,
    /// How long the applicant's way to a counter and back is.
    Travel = 11,
    /// How long the applicant waits at a counter.
    CounterWait = 12,
}

/// The random numbers of one replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    key: u64,
}

impl Streams {
    /// The numbers of a replication under a seed. Replications have nothing in common but their seed.
    pub fn new(seed: u64, replication: u32) -> Self {
        Self { key: mix(mix(seed) ^ u64::from(replication)) }
    }

    /// The numbers of one scenario in it, by its id. So several scenarios in one replication have nothing in common
    /// either, and each meets there what it meets alone.
    pub fn of(self, scenario: &str) -> Self {
        // FNV-1a of 64 bits.
        let name = scenario.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { key: mix(self.key ^ name) }
    }

    /// The number of a name, uniform strictly inside (0, 1): odd multiples of 2⁻⁵³.
    ///
    /// The same name has the same number, whatever else was asked. `case` counts the cases of a replication,
    /// `node` the places where something is decided, `visit` how often the case came there before.
    pub fn unit(&self, case: u64, node: u32, visit: u32, purpose: Purpose) -> f64 {
        self.case(case).unit(node, visit, purpose)
    }

    /// The numbers of one case.
    #[inline]
    pub fn case(&self, case: u64) -> CaseStream {
        // One round a word. A round is a bijection, so names that differ in one word never mix to the same bits.
        CaseStream { key: mix(self.key ^ case) }
    }
}

/// The random numbers of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaseStream {
    key: u64,
}

impl CaseStream {
    /// As [`Streams::unit`].
    #[inline]
    pub fn unit(self, node: u32, visit: u32, purpose: Purpose) -> f64 {
        let mixed = mix(self.key ^ (u64::from(node) << 32 | u64::from(visit)));
        let mixed = mix(mixed ^ u64::from(purpose as u8));
        // 52 bits, and half a step: neither end can be reached, as a logarithm of 0 would be no length.
        ((mixed >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }
}

/// One step of SplitMix64 from a state: a bijection of 64 bits after which every bit depends on all.
#[inline]
fn mix(word: u64) -> u64 {
    Random::new(word).bits()
}

#[cfg(test)]
mod tests {
    use super::{Purpose, Streams};

    const PURPOSES: [Purpose; 13] = [
        Purpose::Arrival,
        Purpose::Situation,
        Purpose::Latency,
        Purpose::Answered,
        Purpose::Found,
        Purpose::Work,
        Purpose::Outcome,
        Purpose::Correction,
        Purpose::Applicant,
        Purpose::Branch,
        Purpose::Rule,
        Purpose::Travel,
        Purpose::CounterWait,
    ];

    /// How many numbers a law is looked at with.
    const MANY: u32 = 200_000;

    /// A number by the `n`th value of one argument, the others standing still.
    type Along = fn(u32) -> f64;

    /// One walk along each argument.
    const WALKS: [(&str, Along); 7] = [
        ("scenario", |n| Streams::new(9, 3).of(&n.to_string()).unit(5, 7, 1, Purpose::Work)),
        ("seed", |n| Streams::new(u64::from(n), 3).unit(5, 7, 1, Purpose::Work)),
        ("replication", |n| Streams::new(9, n).unit(5, 7, 1, Purpose::Work)),
        ("case", |n| Streams::new(9, 3).unit(u64::from(n), 7, 1, Purpose::Work)),
        ("node", |n| Streams::new(9, 3).unit(5, n, 1, Purpose::Work)),
        ("visit", |n| Streams::new(9, 3).unit(5, 7, n, Purpose::Work)),
        // There are few purposes; each of them for one case after the other.
        ("purpose", |n| Streams::new(9, 3).unit(u64::from(n / 13), 7, 1, PURPOSES[n as usize % 13])),
    ];

    #[test]
    fn numbers_never_change() {
        let streams = Streams::new(42, 0);
        let told = [
            streams.unit(0, 0, 0, Purpose::Arrival),
            streams.unit(0, 0, 0, Purpose::Rule),
            streams.unit(1, 0, 0, Purpose::Arrival),
            streams.unit(0, 1, 0, Purpose::Arrival),
            streams.unit(0, 0, 1, Purpose::Arrival),
            Streams::new(42, 1).unit(0, 0, 0, Purpose::Arrival),
            Streams::new(u64::MAX, u32::MAX).unit(u64::MAX, u32::MAX, u32::MAX, Purpose::Work),
        ];
        // As another implementation of the same definition gives them.
        let golden = [
            0x3fe9_785f_93b7_c621,
            0x3fef_46e9_605e_0fff,
            0x3fe3_f9ed_0d70_1705,
            0x3fb9_44d5_e38b_bdc8,
            0x3fec_e239_1e50_d7d1,
            0x3fde_5f89_e7ee_2bfa,
            0x3fef_1ae3_8e21_438b,
        ];
        assert_eq!(told.map(f64::to_bits), golden);
    }

    #[test]
    fn every_argument_alone_gives_uniform_numbers() {
        for (argument, along) in WALKS {
            let mut bins = [0_u32; 100];
            for n in 0..MANY {
                let unit = along(n);
                assert!(unit > 0.0 && unit < 1.0);
                bins[(unit * 100.0) as usize] += 1;
            }
            let expected = f64::from(MANY) / 100.0;
            let chi: f64 = bins.iter().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum();
            // 99 degrees of freedom: one in 10,000 lies above 157, one in 10,000 below 53.
            assert!((53.0..157.0).contains(&chi), "{argument}: chi-square {chi}");
        }
    }

    #[test]
    fn neighbours_have_nothing_in_common() {
        for (argument, along) in WALKS {
            for apart in [1, 2, 13, 64] {
                let product = |n: u32| (along(n) - 0.5) * (along(n + apart) - 0.5);
                let correlation = (0..MANY).map(product).sum::<f64>() * 12.0 / f64::from(MANY);
                // The standard error is 1/√200,000 = 0.0022.
                assert!(correlation.abs() < 0.009, "{argument}, {apart} apart: {correlation}");
            }
        }
    }

    #[test]
    fn pairs_of_arguments_do_not_make_up_for_each_other() {
        // A mix that added its words would give (case, node) and (case + 1, node − 1) one number.
        let streams = Streams::new(9, 3);
        let mut seen: Vec<u64> = Vec::new();
        for case in 0..40 {
            for node in 0..40 {
                for visit in 0..10 {
                    seen.extend(PURPOSES.map(|purpose| streams.unit(case, node, visit, purpose).to_bits()));
                }
            }
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), all);
    }

    #[test]
    fn low_bits_are_as_good_as_high_ones() {
        for (argument, along) in WALKS {
            let odd = (0..MANY).filter(|&n| (along(n) * (1_u64 << 52) as f64) as u64 & 1 == 1).count();
            let share = odd as f64 / f64::from(MANY);
            assert!((share - 0.5).abs() < 0.0045, "{argument}: {share}");
        }
    }
}

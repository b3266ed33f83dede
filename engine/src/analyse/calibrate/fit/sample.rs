//! Lengths of time that were observed, some of them only in part.

/// Lengths in milliseconds, in order, and their curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    complete: Vec<f64>,
    censored: Vec<f64>,
    curve: Vec<Jump>,
    rest: f64,
}

/// Where the curve rises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Jump {
    /// The length, in milliseconds.
    pub at: f64,
    /// The share of all lengths that are so long.
    pub share: f64,
}

impl Sample {
    /// From lengths that are complete and lengths that were under way, in any order. What is below 0 or no number is
    /// left out.
    pub fn new(complete: Vec<f64>, censored: Vec<f64>) -> Self {
        let in_order = |mut lengths: Vec<f64>| {
            lengths.retain(|length| length.is_finite() && *length >= 0.0);
            lengths.sort_unstable_by(f64::total_cmp);
            lengths
        };
        let (complete, censored) = (in_order(complete), in_order(censored));
        let (curve, rest) = curve(&complete, &censored);
        Self { complete, censored, curve, rest }
    }

    /// The complete lengths, in order.
    pub fn complete(&self) -> &[f64] {
        &self.complete
    }

    /// The lengths of what was under way, in order.
    pub fn censored(&self) -> &[f64] {
        &self.censored
    }

    /// Mean of the complete lengths.
    pub(super) fn mean(&self) -> f64 {
        self.complete.iter().sum::<f64>() / self.complete.len().max(1) as f64
    }

    /// Deviation of the complete lengths, with divisor n − 1.
    pub(super) fn deviation(&self) -> f64 {
        let mean = self.mean();
        let squares: f64 = self.complete.iter().map(|at| (at - mean) * (at - mean)).sum();
        (squares / self.complete.len().saturating_sub(1).max(1) as f64).sqrt()
    }

    /// The curve; what it leaves open is put on the longest censored length (Efron, "The two sample problem with
    /// censored data", 1967).
    pub(super) fn closed_curve(&self) -> Vec<Jump> {
        let mut curve = self.curve.clone();
        if let Some(last) = self.censored.last().filter(|_| self.rest > 0.0) {
            curve.push(Jump { at: *last, share: self.rest });
        }
        curve
    }

    /// The largest distance between the curve and a share below that does not jump, on both sides of each of the
    /// curve's jumps (Kolmogorov–Smirnov).
    pub(super) fn distance(&self, share_below: &dyn Fn(f64) -> f64) -> f64 {
        let (mut before, mut most) = (0.0, 0.0_f64);
        for jump in &self.curve {
            let fitted = share_below(jump.at);
            most = most.max((fitted - before).abs()).max((fitted - before - jump.share).abs());
            before += jump.share;
        }
        most
    }
}

/// The curve of Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958), and the
/// share that it leaves open. Of equal lengths the complete ones come first.
fn curve(complete: &[f64], censored: &[f64]) -> (Vec<Jump>, f64) {
    let mut curve: Vec<Jump> = Vec::new();
    let (mut left, mut at_risk) = (1.0, (complete.len() + censored.len()) as f64);
    let mut open = censored.iter().peekable();
    for &at in complete {
        while open.next_if(|length| **length < at).is_some() {
            at_risk -= 1.0;
        }
        let share = left / at_risk;
        left -= share;
        at_risk -= 1.0;
        match curve.last_mut().filter(|jump| jump.at == at) {
            Some(jump) => jump.share += share,
            None => curve.push(Jump { at, share }),
        }
    }
    let is_closed = censored.last().is_none_or(|last| complete.last().is_some_and(|longest| last < longest));
    (curve, if is_closed { 0.0 } else { left.max(0.0) })
}

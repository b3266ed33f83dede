//! The top of a function without derivatives: Nelder & Mead, "A simplex method for function minimization", The
//! Computer Journal 7 (1965), with the usual coefficients (Lagarias et al., SIAM Journal on Optimization 9 (1998)).

/// Steps after which it stops wherever it is.
const MOST: usize = 400;
/// It stops once the values at its corners differ by less; a likelihood is flat there to all that matters.
const FLAT: f64 = 1e-9;

/// The point where a function of two variables is highest, from a start with corners `step` away. What is no number
/// counts as the lowest.
pub(super) fn maximise(start: [f64; 2], step: f64, function: impl Fn([f64; 2]) -> f64) -> ([f64; 2], f64) {
    let value = |at: [f64; 2]| {
        let value = function(at);
        (at, if value.is_nan() { f64::NEG_INFINITY } else { value })
    };
    let [x, y] = start;
    let mut corners = [value(start), value([x + step, y]), value([x, y + step])];
    for _ in 0..MOST {
        corners.sort_by(|a, b| b.1.total_cmp(&a.1));
        let [best, middle, worst] = corners;
        let width = [middle, worst].iter().map(|c| distance(c.0, best.0)).fold(0.0, f64::max);
        // Both: two corners at the same height on either side of the top are no top.
        if best.1 - worst.1 < FLAT && width < 1e-6 || width < 1e-12 {
            break;
        }
        let centre = between(best.0, middle.0, 0.5);
        let reflected = value(between(worst.0, centre, 2.0));
        let next = if reflected.1 > best.1 {
            let expanded = value(between(worst.0, centre, 3.0));
            if expanded.1 > reflected.1 { expanded } else { reflected }
        } else if reflected.1 > middle.1 {
            reflected
        } else {
            let towards = if reflected.1 > worst.1 { 1.5 } else { 0.5 };
            value(between(worst.0, centre, towards))
        };
        corners = if next.1 > worst.1 {
            [best, middle, next]
        } else {
            [best, value(between(best.0, middle.0, 0.5)), value(between(best.0, worst.0, 0.5))]
        };
    }
    corners.into_iter().fold((start, f64::NEG_INFINITY), |best, c| if c.1 > best.1 { c } else { best })
}

/// The point so far along the way from one to another.
fn between(from: [f64; 2], to: [f64; 2], share: f64) -> [f64; 2] {
    let ([a, b], [c, d]) = (from, to);
    [a + (c - a) * share, b + (d - b) * share]
}

fn distance(from: [f64; 2], to: [f64; 2]) -> f64 {
    let ([a, b], [c, d]) = (from, to);
    (a - c).abs().max((b - d).abs())
}

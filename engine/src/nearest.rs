//! "Did you mean": the known name nearest to one that is not.

/// Known names that are compared with an unknown one, lest many of both take their product.
const MOST_KNOWN: usize = 1_000;

/// The nearest of some names, if it is near: of its letters about a third differ at most, so two of `taxes` and one of
/// `step` (edit distance with transpositions: Damerau 1964, restricted).
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = ((name.chars().count() + 1) / 3).max(1);
    let scored =
        known.into_iter().take(MOST_KNOWN).map(|k| (distance(name, k, most), k)).filter(|(d, _)| *d <= most);
    scored.min_by_key(|(d, k)| (*d, k.len())).map(|(_, k)| k).or(None)
}

/// Edit distance; anything above `most` may be reported as `most + 1`.
fn distance(a: &str, b: &str, most: usize) -> usize {
    // A character takes at most four bytes; most names are told apart by their length.
    if b.len() > 4 * (a.len() + most) || a.len() > 4 * (b.len() + most) {
        return most + 1;
    }
    let a: Vec<char> = a.chars().take(200).collect();
    let b: Vec<char> = b.chars().take(200).collect();
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let substituted = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substituted.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before_last[j - 2] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_a_name_with_a_slip_and_nothing_far_away() {
        let known = ["departments", "elements", "systems"];
        assert_eq!(nearest("departmnets", known), Some("departments"));
        assert_eq!(nearest("element", known), Some("elements"));
        assert_eq!(nearest("taxes", ["police", "tax"]), Some("tax"));
        assert_eq!(nearest("payed", ["paid", "moved"]), Some("paid"));
        assert_eq!(nearest("seal", ["sign", "sell_by"]), None);
        assert_eq!(nearest("plans", known), None);
        assert_eq!(nearest("", known), None);
    }
}

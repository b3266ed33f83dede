//! Two lists, two words or two numbers side by side, and what is told where they differ.

use super::Failure;
use crate::nearest::nearest;
use crate::scenario::model::Id;
use crate::scenario::source::Span;
use crate::scenario::text::Text;

/// A name in both languages.
type Name<'n> = (&'n str, &'n str);

/// Whether an entry of a test means the one at a position of what happened.
type Means<'h> = dyn Fn(&str, usize) -> bool + 'h;

/// What happened, in order, and which of it an entry of a test means.
pub(super) struct Happened<'h> {
    /// As it is shown.
    pub(super) shown: Vec<String>,
    /// Whether an entry of a test means the one at a position.
    pub(super) means: Box<Means<'h>>,
    /// Names that could be meant.
    pub(super) known: Vec<String>,
}

pub(super) fn one(at: Span, name: Name<'_>, wanted: &str, found: &str) -> Option<Failure> {
    let what = Text::new(
        format!("{}应为 {wanted}，实为 {found}", name.0),
        format!("{} should be {wanted}, and is {found}", name.1),
    );
    (wanted != found).then(|| Failure::new(at, what))
}

pub(super) fn number(at: Span, name: Name<'_>, wanted: f64, found: f64) -> Option<Failure> {
    // Figures are sums of shares; what is written has at most six digits behind the point.
    if (wanted - found).abs() < 1e-6 {
        return None;
    }
    one(at, name, &wanted.to_string(), &found.to_string())
}

/// Exactly these, in any order.
pub(super) fn set(
    at: Span,
    name: Name<'_>,
    wanted: &[Id],
    found: &[String],
    known: &[String],
) -> Option<Failure> {
    let mut wanted: Vec<String> = wanted.iter().map(|w| w.to_string()).collect();
    let mut found = found.to_vec();
    wanted.sort();
    found.sort();
    if wanted == found {
        return None;
    }
    let mut failure = Failure::new(at, differ(name));
    let astray = wanted.iter().find(|w| !found.contains(w) && !known.contains(w));
    failure.mend = astray.and_then(|w| meant(w, known)).unwrap_or_default();
    let same = |i: usize, j: usize| wanted[i] == found[j];
    failure.difference = difference(&wanted, &found, &same);
    Some(failure)
}

/// Exactly these, in this order.
pub(super) fn exactly(at: Span, name: Name<'_>, wanted: &[Id], happened: &Happened<'_>) -> Option<Failure> {
    let wanted: Vec<String> = wanted.iter().map(|w| w.to_string()).collect();
    if wanted == happened.shown {
        return None;
    }
    let mut failure = Failure::new(at, differ(name));
    let same = |i: usize, j: usize| (happened.means)(&wanted[i], j);
    failure.difference = difference(&wanted, &happened.shown, &same);
    Some(failure)
}

fn differ(name: Name<'_>) -> Text {
    Text::new(
        format!("{}与应有的不同（- 应有而无，+ 多出）", name.0),
        format!("{} differ (- expected and missing, + not expected)", name.1),
    )
}

/// These in this order, with anything between them; of an empty list, none at all.
pub(super) fn order(at: Span, name: Name<'_>, wanted: &[Id], happened: &Happened<'_>) -> Option<Failure> {
    let shown = &happened.shown;
    let mut failure = if wanted.is_empty() {
        shown.first()?;
        let what = Text::new(
            format!("{}应当一个也没有（+ 多出）", name.0),
            format!("{}: there should be none (+ not expected)", name.1),
        );
        Failure::new(at, what)
    } else {
        out_of_order(at, name, wanted, happened)?
    };
    let lines: Vec<String> = wanted.iter().map(|w| w.to_string()).collect();
    let same = |i: usize, j: usize| (happened.means)(&lines[i], j);
    failure.difference = difference(&lines, shown, &same);
    Some(failure)
}

/// The first entry that does not come where it should, if there is one.
fn out_of_order(at: Span, name: Name<'_>, wanted: &[Id], happened: &Happened<'_>) -> Option<Failure> {
    let all = happened.shown.len();
    let mut next = 0;
    let mut before: Option<&Id> = None;
    for entry in wanted {
        match (next..all).find(|j| (happened.means)(entry, *j)) {
            Some(at) => next = at + 1,
            None => {
                let anywhere = (0..all).any(|j| (happened.means)(entry, j));
                return Some(missing(at, name, entry, before.filter(|_| anywhere), &happened.known));
            }
        }
        before = Some(entry);
    }
    None
}

fn missing(at: Span, name: Name<'_>, entry: &Id, behind: Option<&Id>, known: &[String]) -> Failure {
    const LEGEND: Name<'static> = ("（- 应有而无，+ 其间还有）", "(- expected and missing, + came between)");
    let what = match behind {
        Some(behind) => Text::new(
            format!("{}里，`{entry}` 在 `{behind}` 之前，之后没有{}", name.0, LEGEND.0),
            format!("among {}, `{entry}` comes before `{behind}` and not behind it {}", name.1, LEGEND.1),
        ),
        None => Text::new(
            format!("{}里没有 `{entry}`{}", name.0, LEGEND.0),
            format!("among {}, there is no `{entry}` {}", name.1, LEGEND.1),
        ),
    };
    let mut failure = Failure::new(at, what);
    if behind.is_none() && !known.iter().any(|k| **k == **entry) {
        failure.mend = meant(entry, known).unwrap_or_default();
    }
    failure
}

fn meant(name: &str, known: &[String]) -> Option<Text> {
    let near = nearest(name, known.iter().map(String::as_str))?;
    Some(Text::new(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")))
}

/// A shortest difference of two lists of lines, by their longest common subsequence: `-` only expected, `+` only
/// found.
fn difference(expected: &[String], found: &[String], same: &dyn Fn(usize, usize) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    for step in alignment(expected.len(), found.len(), same) {
        lines.push(match step {
            Step::Both(_, j) => format!("  {}", found[j]),
            Step::First(i) => format!("- {}", expected[i]),
            Step::Second(j) => format!("+ {}", found[j]),
        });
    }
    lines
}

/// A step along two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::testing) enum Step {
    /// Of both.
    Both(usize, usize),
    /// Of the first alone.
    First(usize),
    /// Of the second alone.
    Second(usize),
}

/// Two lists side by side, with as many pairs as there can be.
pub(in crate::testing) fn alignment(
    first: usize,
    second: usize,
    same: &dyn Fn(usize, usize) -> bool,
) -> Vec<Step> {
    // Lists of a test are short; beyond this both are shown whole.
    if first.saturating_mul(second) > 1_000_000 {
        return (0..first).map(Step::First).chain((0..second).map(Step::Second)).collect();
    }
    let width = second + 1;
    let mut common = vec![0_u32; (first + 1) * width];
    for i in (0..first).rev() {
        for j in (0..second).rev() {
            common[i * width + j] = if same(i, j) {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut steps = Vec::new();
    while i < first || j < second {
        if i < first && j < second && same(i, j) {
            steps.push(Step::Both(i, j));
            (i, j) = (i + 1, j + 1);
        } else if i < first && (j == second || common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            steps.push(Step::First(i));
            i += 1;
        } else {
            steps.push(Step::Second(j));
            j += 1;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn between(expected: &str, found: &str) -> Vec<String> {
        let (expected, found) = (lines(expected), lines(found));
        difference(&expected, &found, &|i, j| expected[i] == found[j])
    }

    #[test]
    fn differences_keep_what_is_common() {
        assert_eq!(between("a b c d", "a x c d e"), ["  a", "- b", "+ x", "  c", "  d", "+ e"]);
        assert_eq!(between("", "a"), ["+ a"]);
    }

    fn told(wanted: &str, found: &str) -> Option<(String, String)> {
        let shown = lines(found);
        let known = shown.clone();
        let means = |entry: &str, at: usize| lines(found)[at] == entry;
        let happened = Happened { shown, means: Box::new(means), known };
        let wanted: Vec<Id> = lines(wanted).iter().map(|w| Id::from(w.as_str())).collect();
        let failure = order(Span::default(), ("环节", "the steps"), &wanted, &happened)?;
        Some((failure.what.en.to_string(), failure.mend.en.to_string()))
    }

    #[test]
    fn an_order_that_is_not_kept_is_told_apart_from_what_never_came() {
        assert_eq!(told("a c", "a b c"), None);
        let (what, mend) = told("review apply", "apply review").unwrap();
        assert!(what.contains("`apply` comes before `review` and not behind it"), "{what}");
        assert_eq!(mend, "");
        let (what, mend) = told("apply reviw", "apply review").unwrap();
        assert!(what.contains("there is no `reviw`"), "{what}");
        assert_eq!(mend, "did you mean `review`?");
    }

    #[test]
    fn an_empty_list_expects_none() {
        assert_eq!(told("", ""), None);
        assert!(told("", "faulty").unwrap().0.contains("there should be none"));
    }
}

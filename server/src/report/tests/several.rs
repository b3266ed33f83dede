//! Several scenarios at the same desks: all together, each, and the desks once, in every format.

use super::*;
use crate::report::{csv, html, xlsx};
use std::collections::BTreeMap;

/// A child is born while somebody dies; both wait for the police.
pub(super) struct Several {
    scenario: Arc<Scenario>,
    other: Arc<Scenario>,
    outcome: Outcome,
    paired: Paired,
    options: Options,
}

fn death() -> Arc<Scenario> {
    static READ: OnceLock<Arc<Scenario>> = OnceLock::new();
    let read = || library::load(&Place::choose(None), "citizen-death").unwrap().scenario.unwrap();
    READ.get_or_init(read).clone()
}

/// Both with plans of their own, and how they come.
fn played() -> (Outcome, Paired, Options) {
    static PLAYED: OnceLock<(Outcome, Paired, Options)> = OnceLock::new();
    let play = || {
        let all = [newborn(), death()];
        let planners = [Planner::new(&all[0]), Planner::new(&all[1])];
        let wanted = Wanted { given: &|_| true, start: Moment(MONDAY), observations: &|_| None, seed: 1 };
        let model = |plans: [&str; 2]| {
            let part = |at: usize| (&planners[at], choice::named(&all[at], plans[at]).unwrap(), &wanted);
            Model::several(&[part(0), part(1)]).unwrap()
        };
        let coming = |per_day| Pattern::Poisson { per_day, profile: None };
        let options = Options { cases: 120, arrivals: vec![coming(40.0), coming(20.0)], ..options() };
        let (to, from) = (model(["joint", "joint"]), model(["joint", "separate"]));
        let paired = pair((&from, &options), (&to, &options), &Unwatched);
        (simulate(&from, &options, &Unwatched), paired, options)
    };
    PLAYED.get_or_init(play).clone()
}

impl Several {
    /// With the titles of another scenario, staff too.
    pub fn of(scenario: Arc<Scenario>) -> Self {
        let (mut outcome, mut paired, options) = played();
        let mut other = Scenario::clone(&death());
        if scenario.title != newborn().title {
            other.title = scenario.title.clone();
            let sides = [&mut outcome, &mut paired.from, &mut paired.to];
            for desk in sides.into_iter().flat_map(|side| side.desks.iter_mut()) {
                desk.title = scenario.title.clone();
            }
        }
        Self { scenario, other: Arc::new(other), outcome, paired, options }
    }

    fn with<T>(&self, language: Language, write: impl FnOnce(&SimulationReport<'_>) -> T) -> T {
        let (outcome, options, scenario) = (&self.outcome, &self.options, &*self.scenario);
        write(&SimulationReport { outcome, options, scenario, beside: &[&self.other], language })
    }

    fn pair<T>(&self, language: Language, write: impl FnOnce(&PairedReport<'_>) -> T) -> T {
        let (options, scenario, plan) = (&self.options, &*self.scenario, "joint+separate");
        write(&PairedReport {
            paired: &self.paired,
            setting: Setting { options, scenario, beside: &[&self.other], plan, language },
            after: options,
            what_if: &[],
            counted: None,
            pictures: Vec::new(),
        })
    }

    /// The pages of a simulation and of a pair.
    pub fn pages(&self, language: Language) -> [String; 2] {
        [self.with(language, |report| html::simulation(report, &[])), self.pair(language, html::paired)]
    }

    /// The workbooks of both.
    pub fn workbooks(&self, language: Language) -> [Vec<u8>; 2] {
        [self.with(language, xlsx::simulation).unwrap(), self.pair(language, xlsx::paired).unwrap()]
    }
}

/// Of lines that begin with their scenario: the fields behind it, by scenario.
fn by_scenario(text: &str) -> BTreeMap<&str, Vec<Vec<&str>>> {
    let mut all: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let (scenario, rest) = line.split_once(',').unwrap();
        all.entry(scenario).or_default().push(rest.split(',').collect());
    }
    all
}

#[test]
fn one_long_table_tells_all_together_and_each_scenario() {
    let several = Several::of(newborn());
    let text = csv::simulation(&several.outcome);
    assert_eq!(text.lines().next(), Some("scenario,group,name,figure,mean,half_width,unit"));
    let lines = by_scenario(&text);
    assert_eq!(lines.keys().copied().collect::<Vec<_>>(), ["", "citizen-death", "newborn-birth"]);
    let value = |scenario: &str, key: [&str; 3]| -> Option<f64> {
        let line = lines[scenario].iter().find(|line| line[..3] == key)?;
        Some(line[3].parse().unwrap())
    };
    for scenario in lines.values() {
        assert!(scenario.iter().all(|line| line.len() == 6));
        let mut keys: Vec<&[&str]> = scenario.iter().map(|line| &line[..3]).collect();
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count, "a key stands twice");
    }
    let [all, birth, death] = ["", "newborn-birth", "citizen-death"].map(|id| {
        let mean = value(id, ["whole", "", "cycle_mean"]).unwrap();
        (value(id, ["outcome", "", "cases"]).unwrap(), mean)
    });
    assert!(birth.0 > 0.0 && death.0 > 0.0 && birth.0 + death.0 == all.0);
    assert_eq!(death.1, several.outcome.scenarios[1].cycle.mean.unwrap().mean);
    assert!((birth.1.min(death.1)..=birth.1.max(death.1)).contains(&all.1));
    // Each item once, with its scenario; and a desk of which a scenario knows nothing is not told of it.
    let groups = |id: &str, group| lines[id].iter().filter(|line| line[0] == group).count();
    assert_eq!(groups("", "item"), 0);
    assert!(groups("newborn-birth", "item") > 0 && groups("newborn-birth", "situation") > 0);
    let shared = |id| value(id, ["staff", "police.officer", "hours"]).unwrap();
    assert!((shared("newborn-birth") + shared("citizen-death") - shared("")).abs() < 1e-6);
    let alone = value("", ["staff", "health.clerk", "hours"]).unwrap();
    assert_eq!(value("newborn-birth", ["staff", "health.clerk", "hours"]), Some(alone));
    assert_eq!(value("citizen-death", ["staff", "health.clerk", "hours"]), None);
}

#[test]
fn pairs_tell_each_scenario_behind_all_of_them() {
    let several = Several::of(newborn());
    let text = csv::paired(&several.paired);
    assert!(text.starts_with("scenario,figure,from_mean,"));
    let lines = by_scenario(&text);
    let figures = several.paired.changes.len();
    for scenario in ["", "newborn-birth", "citizen-death"] {
        assert_eq!(lines[scenario].len(), figures, "{scenario}");
        assert!(lines[scenario].iter().all(|line| line.len() == 8));
    }
    let trips =
        |id: &str| lines[id].iter().find(|line| line[0] == "trips").unwrap()[5].parse::<f64>().unwrap();
    // The plan of one alone is another: nobody has to come any more.
    assert_eq!(trips("newborn-birth"), 0.0);
    assert!(trips("citizen-death") < trips("") && trips("") < 0.0);
}

#[test]
fn a_page_has_a_section_for_each_scenario_and_the_desks_once() {
    let several = Several::of(newborn());
    for (language, titles, desks) in [
        (Language::Zh, ["新生儿出生", "公民身后"], "各场景带来的人员负荷"),
        (Language::En, ["A child is born", "After a citizen"], "Load of staff by scenario"),
    ] {
        let [page, pair] = several.pages(language);
        let headings = |page: &str| -> Vec<String> {
            let rest = page.split_once('\n').unwrap().1;
            let document = roxmltree::Document::parse(rest).unwrap();
            let named = document.descendants().filter(|node| node.has_tag_name("h2"));
            named.map(|heading| heading.text().unwrap().to_owned()).collect()
        };
        for page in [&page, &pair] {
            let headings = headings(page);
            for title in titles {
                assert!(headings.iter().any(|heading| heading.contains(title)), "{title}: {headings:?}");
            }
        }
        assert_eq!(page.matches(&format!("<figcaption>{desks}")).count(), 1);
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
enum Read {
    Text(String),
    Number(f64),
}

/// The cells of a sheet by their name, `B2`.
fn cells(parts: &[(String, String)], sheet: usize) -> BTreeMap<String, Read> {
    let part = |name: &str| &parts.iter().find(|(part, _)| part == name).unwrap().1;
    let strings = roxmltree::Document::parse(part("xl/sharedStrings.xml")).unwrap();
    let items = strings.descendants().filter(|node| node.tag_name().name() == "si");
    let strings: Vec<String> = items
        .map(|item| item.descendants().filter(|node| node.is_text()).filter_map(|node| node.text()).collect())
        .collect();
    let document =
        roxmltree::Document::parse(part(&format!("xl/worksheets/sheet{}.xml", sheet + 1))).unwrap();
    let mut all = BTreeMap::new();
    for cell in document.descendants().filter(|node| node.tag_name().name() == "c") {
        let value = cell.children().find(|node| node.tag_name().name() == "v").and_then(|node| node.text());
        let Some(value) = value else { continue };
        let read = match cell.attribute("t") {
            Some("s") => Read::Text(strings[value.parse::<usize>().unwrap()].clone()),
            _ => Read::Number(value.parse().unwrap()),
        };
        all.insert(cell.attribute("r").unwrap().to_owned(), read);
    }
    all
}

/// The texts of the first column, from above.
fn labels(cells: &BTreeMap<String, Read>) -> Vec<(u32, String)> {
    let own = cells.iter().filter_map(|(name, read)| match (name.strip_prefix('A')?.parse().ok()?, read) {
        (row, Read::Text(text)) => Some((row, text.clone())),
        _ => None,
    });
    let mut all: Vec<(u32, String)> = own.collect();
    all.sort();
    all
}

#[test]
fn a_workbook_read_back_has_the_figures_as_numbers() {
    let several = Several::of(newborn());
    let parts = super::xlsx::parts(several.workbooks(Language::En)[0].clone());
    let names = super::xlsx::sheets(&parts);
    let birth = several.scenario.title.in_language(Language::En);
    assert_eq!(names[0], "All");
    assert_eq!(names[1], birth);
    assert_eq!(names[3..], ["Desks", "Distribution", "Over time", "Week", "How"]);
    assert!(names.iter().all(|name| name.encode_utf16().count() <= 31));

    let all = cells(&parts, 0);
    let row = labels(&all).into_iter().find(|(_, label)| label == "Time (hours): mean").unwrap().0;
    let mean = |at: usize| several.outcome.scenarios[at].cycle.mean.unwrap();
    // All together in B with its interval in C, then each scenario with its own.
    for (column, told) in [("B", several.outcome.cycle.mean.unwrap()), ("D", mean(0)), ("F", mean(1))] {
        assert_eq!(all[&format!("{column}{row}")], Read::Number(told.mean));
    }
    assert_eq!(
        all[&format!("C{row}")],
        Read::Number(several.outcome.cycle.mean.unwrap().half_width.unwrap())
    );

    for (sheet, part) in (1..).zip(&several.outcome.scenarios) {
        let own = cells(&parts, sheet);
        let labels = labels(&own);
        let at = |wanted: &str| labels.iter().find(|(_, label)| label == wanted).unwrap().0;
        assert_eq!(own[&format!("B{}", at("Ended"))], Read::Number(part.completed as f64));
        assert_eq!(own[&format!("B{}", at("The whole"))], Read::Number(part.cycle.mean.unwrap().mean));
        assert!(labels.iter().any(|(_, label)| label == "Time by situation"));
        assert!(labels.iter().any(|(_, label)| label == "How many took how long"));
    }

    let desks = cells(&parts, 3);
    let labels = labels(&desks);
    let police = several.outcome.desks.iter().position(|desk| desk.id == "police.officer").unwrap();
    let named: Vec<u32> =
        labels.iter().filter(|(_, label)| label.contains("(police.officer)")).map(|(row, _)| *row).collect();
    assert_eq!(named.len(), 3, "once as it is, once by load and once by hours: {labels:?}");
    assert_eq!(u32::try_from(police).unwrap() + 2, named[0]);
    assert_eq!(desks[&format!("B{}", named[0])], Read::Number(8.0));
    let load = several.outcome.desks[police].load.unwrap().mean;
    assert_eq!(desks[&format!("B{}", named[1])], Read::Number(load));
}

#[test]
fn workbooks_have_their_sheets_in_both_languages() {
    let several = Several::of(newborn());
    for (language, own, pairs) in [
        (Language::En, ["All", "Desks", "How"], ["Differences", "Items", "How"]),
        (Language::Zh, ["全部", "人员", "怎么模拟的"], ["差别", "事项", "怎么模拟的"]),
    ] {
        for (workbook, named) in several.workbooks(language).into_iter().zip([own, pairs]) {
            let parts = super::xlsx::parts(workbook);
            let sheets = super::xlsx::sheets(&parts);
            assert!(named.iter().all(|name| sheets.iter().any(|sheet| sheet == name)), "{sheets:?}");
            // A scenario each.
            let title = several.scenario.title.in_language(language);
            assert!(sheets.iter().any(|sheet| sheet == title), "{sheets:?}");
            assert_eq!(sheets.len(), 8);
        }
    }
}

//! Says where catalogues come from that nobody put beside a scenario: a library of one's own without a `catalogue/`
//! takes the shipped ones, and figures are then of facts that stand in no file of it.

use crate::library::Loaded;
use onething_engine::scenario::lower::scenario::catalogues_named;
use onething_engine::scenario::source::SourceId;
use onething_engine::scenario::syntax::{Budget, from_bytes};
use onething_engine::scenario::text::{Language, Text};
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// How names of shipped files begin.
const SHIPPED: &str = "onething:";

/// Says it of a scenario that was read.
pub fn note(loaded: &Loaded, language: Language) {
    note_of(loaded.sources.files().map(|(_, file)| (&*file.name, &*file.text)), language);
}

/// Says it of the files of a scenario and its catalogues, each a name and a text. Once of each scenario, however often it
/// is read.
pub fn note_of<'f>(files: impl Iterator<Item = (&'f str, &'f str)>, language: Language) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    // Catalogues are all from one place: where one is shipped, what is not is the scenario.
    let (shipped, own): (Vec<_>, Vec<_>) = files.partition(|(name, _)| name.starts_with(SHIPPED));
    let Some((own, text)) = own.first().filter(|_| !shipped.is_empty()) else { return };
    let named = catalogues(text);
    if !named.is_empty() && SAID.lock().unwrap_or_else(PoisonError::into_inner).insert((*own).to_owned()) {
        // Nobody is left to tell if stderr is closed, and that is no failure of ours.
        let _ = writeln!(anstream::stderr(), "onething: {}", told(own, &named).in_language(language));
    }
}

/// The catalogues that a text names; none where it is no YAML.
fn catalogues(text: &str) -> Vec<String> {
    let tree = from_bytes(SourceId(0), text.as_bytes(), &Budget::LOCAL);
    let named = tree.map(|tree| catalogues_named(&tree)).unwrap_or_default();
    named.iter().map(|name| name.value.to_string()).collect()
}

fn told(own: &str, named: &[String]) -> Text {
    Text::new(
        format!("{own}：所在目录及其上两级都没有 catalogue/，目录 {} 取自内置场景库", named.join("、")),
        format!(
            "{own}: no catalogue/ lies in its folder or the two above, so {} {} taken from the shipped library",
            named.join(", "),
            if named.len() == 1 { "is" } else { "are" }
        ),
    )
}

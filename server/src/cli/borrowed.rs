//! Says where catalogues come from that nobody put beside a scenario: a library of one's own without a `catalogue/`
//! takes the shipped ones, and figures are then of facts that stand in no file of it.

use super::Everywhere;
use crate::library::{Loaded, Place};
use onething_engine::scenario::lower::scenario::catalogues_named;
use onething_engine::scenario::source::SourceId;
use onething_engine::scenario::syntax::{Budget, from_bytes};
use onething_engine::scenario::text::Text;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// How names of shipped files begin.
const SHIPPED: &str = "onething:";

/// Says it of a scenario that was read.
pub fn note(loaded: &Loaded, everywhere: &Everywhere) {
    note_of(loaded.sources.files().map(|(_, file)| (&*file.name, &*file.text)), everywhere);
}

/// Says it of the files of a scenario and its catalogues, each a name and a text. Once of each scenario, however often it
/// is read; and of none in the folder of scenarios, behind which the shipped library is known to stand.
pub fn note_of<'f>(files: impl Iterator<Item = (&'f str, &'f str)>, everywhere: &Everywhere) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    // Catalogues are all from one place: where one is shipped, what is not is the scenario.
    let (shipped, own): (Vec<_>, Vec<_>) = files.partition(|(name, _)| name.starts_with(SHIPPED));
    let Some((own, text)) = own.first().filter(|_| !shipped.is_empty()) else { return };
    let named = catalogues(text);
    if named.is_empty() || is_in(own, &everywhere.place()) {
        return;
    }
    if SAID.lock().unwrap_or_else(PoisonError::into_inner).insert((*own).to_owned()) {
        // Nobody is left to tell if stderr is closed, and that is no failure of ours.
        let told = told(own, &named);
        let _ = writeln!(anstream::stderr(), "onething: {}", told.in_language(everywhere.language()));
    }
}

/// Whether a scenario's file lies in a folder of its own under the place where scenarios are looked for.
fn is_in(file: &str, place: &Place) -> bool {
    let Place::Directory(directory) = place else { return false };
    let above = Path::new(file).canonicalize().ok();
    let above = above.as_deref().and_then(Path::parent).and_then(Path::parent);
    above.is_some_and(|above| directory.canonicalize().is_ok_and(|directory| directory == above))
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

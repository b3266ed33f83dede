//! A net as PNML (ISO/IEC 15909-2, place/transition nets), in the way that PM4Py reads it: silent transitions are
//! marked as invisible, and the marking that it ends with stands among `finalmarkings`.

use super::net::{Net, PlaceAt};
use crate::analyse::log::xml;

/// The net as a PNML document.
pub fn pnml(net: &Net, name: &str) -> String {
    let mut out: Vec<u8> = Vec::new();
    let mut text = |part: &str| out.extend_from_slice(part.as_bytes());
    text(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pnml xmlns=\"http://www.pnml.org/version-2009/grammar/pnml\">\n",
    );
    text("<net id=\"net\" type=\"http://www.pnml.org/version-2009/grammar/ptnet\">\n");
    text(&format!("<name><text>{}</text></name>\n<page id=\"page\">\n", quoted(name)));
    for (at, place) in net.places.iter().enumerate() {
        text(&format!("<place id=\"p{at}\"><name><text>{}</text></name>", quoted(&place.name)));
        if net.begin.contains(&at) {
            text("<initialMarking><text>1</text></initialMarking>");
        }
        text("</place>\n");
    }
    for (at, transition) in net.transitions.iter().enumerate() {
        let label = transition.label.and_then(|label| net.labels.get(label));
        let name = quoted(label.unwrap_or(&transition.name));
        text(&format!("<transition id=\"t{at}\"><name><text>{name}</text></name>"));
        if label.is_none() {
            text("<toolspecific tool=\"ProM\" version=\"6.4\" activity=\"$invisible$\"/>");
        }
        text("</transition>\n");
    }
    let mut number = 0;
    let mut arc = |from: String, to: String| {
        number += 1;
        format!(
            "<arc id=\"a{number}\" source=\"{from}\" target=\"{to}\"><inscription><text>1</text></inscription></arc>\n"
        )
    };
    for (at, transition) in net.transitions.iter().enumerate() {
        transition.takes.iter().for_each(|place| text(&arc(format!("p{place}"), format!("t{at}"))));
        transition.gives.iter().for_each(|place| text(&arc(format!("t{at}"), format!("p{place}"))));
    }
    text("</page>\n<finalmarkings>\n<marking>\n");
    for at in (0..net.places.len()).filter(|at: &PlaceAt| net.end.contains(at)) {
        text(&format!("<place idref=\"p{at}\"><text>1</text></place>\n"));
    }
    text("</marking>\n</finalmarkings>\n</net>\n</pnml>\n");
    String::from_utf8(out).unwrap_or_default()
}

fn quoted(text: &str) -> String {
    let mut out = Vec::new();
    xml(text, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

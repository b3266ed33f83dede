//! Regions, each inside a larger one.

use super::{Reader, title};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::{read, value};
use crate::scenario::model::{Id, Region, RegionId, Source};
use crate::scenario::source::Spanned;
use crate::scenario::syntax::Entry;
use crate::scenario::text::Text;
use std::sync::Arc;

/// A `within` to resolve once all regions are known.
pub(in crate::scenario::lower) struct Within {
    region: usize,
    larger: Spanned<Id>,
}

impl Reader {
    pub(super) fn region(&mut self, entry: &Entry, source: Option<&Source>) {
        let id = entry.key.value.clone();
        let base = self.catalogue.regions.get(&id).cloned();
        let node = &entry.value;
        let level = node.get("level").and_then(value::level).or(base.as_ref().map(|b| b.level));
        let Some(level) = self.require(entry, "level", level) else { return };
        let region = Region {
            title: title(node, base.as_ref().map(|b| &b.title), &id),
            level,
            within: base.as_ref().and_then(|b| b.within),
            source: read::source(node, source),
            span: entry.key.span,
        };
        let (index, _) = self.catalogue.regions.insert_full(id, Arc::new(region));
        if let Some(larger) = node.get("within").and_then(read::spanned) {
            self.regions_within.push(Within { region: index, larger });
        }
    }

    pub(super) fn resolve_within(&mut self) {
        let written = std::mem::take(&mut self.regions_within);
        let what = ("行政区划", "region");
        let mut resolved = Vec::new();
        for Within { region, larger } in written {
            let found = read::position(&self.catalogue.regions, &larger, what, &mut self.findings);
            if let (Some(found), Some((_, facts))) = (found, self.catalogue.regions.get_index_mut(region)) {
                Arc::make_mut(facts).within = Some(RegionId::from(found));
                resolved.push((region, found, larger));
            }
        }
        for (region, found, larger) in resolved {
            if self.leads_back(region) {
                let message = Text::new("区划绕成了一圈", "regions go in a circle");
                let mend = Text::new("去掉其中一个 within", "remove one `within` of the circle");
                self.findings.push(Diagnostic::new("E0211", larger.span, message).mend(mend));
                return;
            }
            self.is_of_a_higher_level(region, found, &larger);
        }
    }

    fn leads_back(&self, start: usize) -> bool {
        let mut at = RegionId::from(start);
        for _ in 0..self.catalogue.regions.len() {
            match self.catalogue.region(at).and_then(|(_, r)| r.within) {
                Some(next) if next.index() == start => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    }

    /// The office of a level is found by going up, so levels must rise.
    fn is_of_a_higher_level(&mut self, region: usize, larger: usize, written: &Spanned<Id>) {
        let level = |index: usize| self.catalogue.regions.get_index(index).map(|(_, r)| r.level);
        if let (Some(own), Some(above)) = (level(region), level(larger))
            && above >= own
        {
            let message = Text::new(
                format!("`{}` 的层级不高于属于它的区划", written.value),
                format!("`{}` is not of a higher level than what is within it", written.value),
            );
            let mend = Text::new(
                "由高到低：state province city county town village；改正其一的 level",
                "from high to low: state province city county town village; mend one `level`",
            );
            self.findings.push(Diagnostic::new("E0212", written.span, message).mend(mend));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_catalogues;
    use crate::scenario::model::Level;
    use crate::scenario::source::SourceId;
    use crate::scenario::syntax::{Budget, Node, parse};

    fn file(regions: &str) -> Node {
        let text = format!("onething: 1\nkind: catalogue\nid: city\nregions:\n{regions}");
        parse(SourceId(0), &text, &Budget::LOCAL).unwrap()
    }

    #[test]
    fn a_region_may_stand_in_front_of_the_larger_one() {
        let (catalogue, findings) = read_catalogues(&[file(
            "  town: { level: town, within: county }\n  county: { title: 张店区, level: county }\n",
        )]);
        assert_eq!(findings, []);
        let (_, town) = catalogue.regions.get_index(0).unwrap();
        let (id, county) = catalogue.region(town.within.unwrap()).unwrap();
        assert_eq!((&**id, county.level, &*county.title.zh), ("county", Level::County, "张店区"));
    }

    #[test]
    fn circles_and_falling_levels_are_found_once() {
        let codes = |regions: &str| -> Vec<&str> {
            read_catalogues(&[file(regions)]).1.iter().map(|d| d.code).collect()
        };
        assert_eq!(codes("  a: { level: town, within: b }\n  b: { level: county, within: a }\n"), ["E0211"]);
        assert_eq!(codes("  a: { level: county, within: b }\n  b: { level: county }\n"), ["E0212"]);
        assert_eq!(codes("  a: { level: county, within: c }\n  b: { level: city }\n"), ["E0201"]);
    }
}

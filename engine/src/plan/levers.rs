//! A plan's measures as levers that derivation asks: which are pulled, and how (rules 22–28).

use crate::scenario::model::{
    AutoEntry, Deliver, ItemId, LicenceEntry, LicenceId, Listed, MaterialId, MeasureKind, Merge, PaperEntry,
    Period, Plan, PromiseEntry, ServiceId, ShareEntry, SystemId, Treated,
};

/// Which of a plan's measures are in force: bit `i` for the measure at position `i`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeasureSet(pub u64);

impl MeasureSet {
    /// No measure: the separate plan.
    pub const NONE: Self = Self(0);

    /// All measures of a plan.
    pub fn all(plan: &Plan) -> Self {
        Self(if plan.measures.len() >= 64 { u64::MAX } else { (1 << plan.measures.len()) - 1 })
    }

    /// Whether the measure at a position is in force.
    pub fn has(self, index: usize) -> bool {
        index < 64 && self.0 >> index & 1 == 1
    }

    /// The measures that are in another set too.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// With one measure more.
    #[must_use]
    pub fn with(self, index: usize) -> Self {
        Self(self.0 | 1 << index)
    }
}

/// The measures in force, each where derivation looks for it.
#[derive(Debug, Clone, Default)]
pub struct Levers<'a> {
    /// Each element is asked once.
    pub one_form: bool,
    /// Each material is asked once.
    pub one_set: bool,
    /// The system that signs in.
    pub sign_in: Option<SystemId>,
    /// Services that may be called, in listed order.
    pub share: Option<&'a Listed<ShareEntry>>,
    /// Licences that may be fetched, in listed order.
    pub licences: Option<&'a Listed<LicenceEntry>>,
    /// Papers that are required no more.
    pub cancel: Option<&'a Listed<PaperEntry>>,
    /// Papers in whose place the applicant declares.
    pub commit: Option<&'a Listed<PaperEntry>>,
    /// Papers that the departments which would have issued them confirm.
    pub verify: Option<&'a Listed<PaperEntry>>,
    /// Results of one item are not asked again for another.
    pub results: bool,
    /// Items wait only where a dependency asks for it.
    pub parallel: bool,
    /// Steps made into one.
    pub merges: Vec<&'a Merge>,
    /// Steps done by rule.
    pub auto: Vec<&'a AutoEntry>,
    /// Limits of this plan.
    pub promises: Vec<&'a PromiseEntry>,
    /// One delivery.
    pub deliver: Option<&'a Deliver>,
    /// No visits to apply.
    pub online: bool,
    /// Systems the plan runs on, in force with `online`.
    pub runs_on: &'a [SystemId],
}

impl<'a> Levers<'a> {
    /// The levers of a subset of a plan's measures.
    pub fn of(plan: &'a Plan, set: MeasureSet) -> Self {
        let mut levers = Self::default();
        for (_, measure) in plan.measures.iter().enumerate().filter(|(i, _)| set.has(*i)) {
            match &measure.kind {
                MeasureKind::OneForm => levers.one_form = true,
                MeasureKind::OneSet => levers.one_set = true,
                MeasureKind::SignIn(system) => levers.sign_in = Some(*system),
                MeasureKind::Share(entries) => levers.share = Some(entries),
                MeasureKind::Licences(entries) => levers.licences = Some(entries),
                MeasureKind::Cancel(entries) => levers.cancel = Some(entries),
                MeasureKind::Commit(entries) => levers.commit = Some(entries),
                MeasureKind::Verify(entries) => levers.verify = Some(entries),
                MeasureKind::Results => levers.results = true,
                MeasureKind::Parallel => levers.parallel = true,
                MeasureKind::Merge(merge) => levers.merges.push(merge),
                MeasureKind::Auto(entries) => levers.auto.extend(entries),
                MeasureKind::Promise(entries) => levers.promises.extend(entries),
                MeasureKind::Deliver(deliver) => levers.deliver = Some(deliver),
                MeasureKind::Online => {
                    levers.online = true;
                    levers.runs_on = &plan.runs_on;
                }
            }
        }
        levers
    }

    /// The entry by which a service may be called, and its position.
    pub fn shared(&self, service: ServiceId) -> Option<(u32, &'a ShareEntry)> {
        self.share?.find(service.0)
    }

    /// The entry by which a licence may be fetched, and its position.
    pub fn licence(&self, licence: LicenceId) -> Option<(u32, &'a LicenceEntry)> {
        self.licences?.find(licence.0)
    }

    /// The entry by which a paper may be done without, and what takes its place.
    pub fn paper(&self, material: MaterialId) -> Option<(Treated, &'a PaperEntry)> {
        let of = |treated: Treated, list: Option<&'a Listed<PaperEntry>>| {
            list?.find(material.0).map(|(_, entry)| (treated, entry))
        };
        of(Treated::Cancelled, self.cancel)
            .or_else(|| of(Treated::Committed, self.commit))
            .or_else(|| of(Treated::Verified, self.verify))
    }

    /// The promise of this plan for an item, if it makes one.
    pub fn promise(&self, item: ItemId) -> Option<Period> {
        self.promises.iter().rev().find(|p| p.item == item).map(|p| p.limit.value)
    }

    /// How a step is done by rule: the share decided so, 0–1; none: by people.
    pub fn auto_share(&self, item: ItemId, step: &str) -> Option<f64> {
        self.auto.iter().rev().find(|a| a.item == item && &*a.step == step).map(|a| a.decides)
    }

    /// The merge that replaces steps of a name, if any.
    pub fn merge_of(&self, step: &str) -> Option<(usize, &'a Merge)> {
        self.merges.iter().enumerate().find(|(_, m)| &*m.steps.value == step).map(|(i, m)| (i, *m))
    }
}

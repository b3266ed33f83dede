//! Lays the stops of a plan in one way.

mod verify;

use super::leaf::stop_of;
use super::{Lane, Route, Stop, StopKind};
use crate::plan::applicable::ItemUse;
use crate::plan::flow::{Leaf, Part, lay_step};
use crate::plan::grounding::Grounding;
use crate::plan::levers::Levers;
use crate::plan::order::Order;
use crate::plan::requirement::GroundDocument;
use crate::plan::supply::Fact;
use crate::scenario::model::{DepartmentId, Item, Merge, Step, StepKind, WorkTime};
use crate::scenario::text::Text;
use std::sync::Arc;

/// Builds the route of a way. `verified`: per item use, the papers that departments confirm for it.
pub fn build(
    grounding: &Grounding<'_>,
    levers: &Levers<'_>,
    uses: &[ItemUse],
    order: &Order,
    verified: &[Vec<GroundDocument>],
) -> Route {
    let mut layer = Layer {
        grounding,
        levers,
        uses,
        order,
        verified,
        verifying: Vec::new(),
        route: Route { stops: Vec::new(), automatic_items: vec![false; uses.len()] },
        merged: vec![None; levers.merges.len()],
        ends: vec![Vec::new(); uses.len()],
        results: vec![Vec::new(); uses.len()],
        last: Vec::new(),
    };
    layer.lay();
    layer.route
}

struct Layer<'a> {
    grounding: &'a Grounding<'a>,
    levers: &'a Levers<'a>,
    uses: &'a [ItemUse],
    order: &'a Order,
    /// Per item use, the papers that departments confirm for it.
    verified: &'a [Vec<GroundDocument>],
    /// The stops at which they do.
    verifying: Vec<(GroundDocument, usize)>,
    route: Route,
    /// Per merge, the stop it became.
    merged: Vec<Option<usize>>,
    /// Per item use, the stops at which it ends.
    ends: Vec<Vec<usize>>,
    /// Per item use, the stops behind which other items have its result: where results are reused, before the
    /// applicant has collected it.
    results: Vec<Vec<usize>>,
    /// The end of the item laid before, for plans in which items wait for one another in turn.
    last: Vec<usize>,
}

impl<'a> Layer<'a> {
    fn lay(&mut self) {
        let form = self.levers.one_form.then(|| self.push_apply(None, Vec::new()));
        if let Some(form) = form {
            (0..self.uses.len()).for_each(|position| self.lay_verifying(position, form));
            self.lay_merged(Some(form));
        }
        for position in self.order.sequence.clone() {
            self.lay_item(position, form);
        }
        if self.levers.deliver.is_some() && !self.uses.is_empty() {
            let after = self.open_ends();
            self.push_delivery(after);
        }
    }

    /// Merged steps that come first in all their items are laid with the one form. What their items depend on is
    /// laid later, and they wait for it then ([`Self::wait_for_others`]).
    fn lay_merged(&mut self, form: Option<usize>) {
        for (index, merge) in self.levers.merges.iter().enumerate() {
            let replaced = self.replaced(merge);
            let first_in_all = replaced.iter().all(|(_, step_index, _)| *step_index == 0);
            if !replaced.is_empty() && first_in_all {
                let stop = self.push_merged(merge, &replaced, form.into_iter().collect());
                self.merged[index] = Some(stop);
            }
        }
    }

    /// The steps that a merge replaces: item use, position among the item's steps, step.
    fn replaced(&self, merge: &Merge) -> Vec<(usize, usize, &'a Arc<Step>)> {
        let mut replaced = Vec::new();
        for (position, item) in self.items() {
            for (index, step) in item.steps.iter().enumerate() {
                if step.name == merge.steps.value && step.is_human() && self.in_force(step) {
                    replaced.push((position, index, step));
                }
            }
        }
        replaced
    }

    fn items(&self) -> impl Iterator<Item = (usize, &'a Item)> + use<'a> {
        let scenario = self.grounding.scenario();
        self.uses.iter().enumerate().filter_map(move |(p, u)| scenario.item(u.item).map(|i| (p, i)))
    }

    fn in_force(&self, step: &Step) -> bool {
        self.grounding.way().holds_or_none(self.grounding.scenario(), step.when.as_ref())
    }

    /// What the first own stop of an item waits for: the items it depends on, and without `parallel` the
    /// item before it.
    fn waits_for(&self, position: usize) -> Vec<usize> {
        let before = self.order.before.get(position).into_iter().flatten();
        let mut waits: Vec<usize> = before.flat_map(|b| self.results[*b].iter().copied()).collect();
        if !self.levers.parallel {
            waits.extend(&self.last);
        }
        waits
    }

    fn lay_item(&mut self, position: usize, form: Option<usize>) {
        let Some(item_use) = self.uses.get(position).copied() else { return };
        let Some(item) = self.grounding.scenario().item(item_use.item) else { return };
        let mut waits = self.waits_for(position);
        let form = match form {
            Some(form) => form,
            None => {
                let form = self.push_apply(Some(position), std::mem::take(&mut waits));
                self.lay_verifying(position, form);
                form
            }
        };
        let mut at = vec![form];
        waits.extend(self.verified_for(position));
        let mut left = 0;
        let mut automatic = 0;
        let steps: Vec<&Arc<Step>> = item.steps.iter().filter(|s| self.in_force(s)).collect();
        for step in steps {
            if let Some((merge, facts)) = self.levers.merge_of(&step.name).filter(|_| step.is_human()) {
                let stop = match self.merged[merge] {
                    Some(stop) => self.join_merged(stop, &at),
                    None => {
                        let replaced: Vec<_> = self.replaced(facts);
                        let stop = self.push_merged(facts, &replaced, at.clone());
                        self.merged[merge] = Some(stop);
                        stop
                    }
                };
                waits = self.wait_for_others(stop, waits);
                at = vec![stop];
                continue;
            }
            for part in lay_step(self.grounding, step, item_use.bound) {
                let stop = self.push_part(position, item, &part, [at, std::mem::take(&mut waits)].concat());
                for leaf in self.route.stops[stop].leaves() {
                    left += usize::from(leaf.kind == StopKind::Human);
                    automatic += usize::from(matches!(leaf.kind, StopKind::Automatic { .. }));
                }
                at = vec![stop];
            }
        }
        // An item with no stop of its own still ends no sooner than what it depends on.
        at.append(&mut waits);
        if let Some(flag) = self.route.automatic_items.get_mut(position) {
            *flag = left == 0 && automatic > 0;
        }
        let result = at.clone();
        if self.levers.deliver.is_none() {
            for visit in 0..item.visits.collect {
                at = vec![self.push_collect(position, item, visit, at)];
            }
        }
        self.last.clone_from(&at);
        self.results[position] = if self.levers.results { result } else { at.clone() };
        self.ends[position] = at;
    }

    /// A later item reaches a merged step that another laid: the step waits for its predecessors too, unless
    /// they themselves come after it.
    fn join_merged(&mut self, stop: usize, at: &[usize]) -> usize {
        self.wait_for_others(stop, at.to_vec());
        stop
    }

    /// Makes a merged step come after all of its predecessors (rule 25), the items that its items depend on among
    /// them. Those that themselves come after it are left: the next step of the item waits for them.
    fn wait_for_others(&mut self, stop: usize, waits: Vec<usize>) -> Vec<usize> {
        let (behind, before): (Vec<usize>, Vec<usize>) =
            waits.into_iter().filter(|w| *w != stop).partition(|w| self.comes_after(*w, stop));
        let after = &mut self.route.stops[stop].after;
        after.extend(before);
        after.sort_unstable();
        after.dedup();
        behind
    }

    fn comes_after(&self, late: usize, early: usize) -> bool {
        let mut pending = vec![late];
        let mut seen = vec![false; self.route.stops.len()];
        while let Some(stop) = pending.pop() {
            if stop == early {
                return true;
            }
            if !std::mem::replace(&mut seen[stop], true) {
                pending.extend(&self.route.stops[stop].after);
            }
        }
        false
    }

    fn open_ends(&self) -> Vec<usize> {
        let mut ends: Vec<usize> = self.ends.iter().flatten().copied().collect();
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    fn push(&mut self, mut stop: Stop) -> usize {
        stop.after.sort_unstable();
        stop.after.dedup();
        self.route.stops.push(stop);
        self.route.stops.len() - 1
    }

    fn push_apply(&mut self, position: Option<usize>, after: Vec<usize>) -> usize {
        let (id, title) = match position {
            None => ("apply".to_owned(), Text::new("填表申报", "Apply")),
            Some(position) => {
                let item = self.title_of(position);
                let title = Text::new(format!("申报：{}", item.zh), format!("Apply: {}", item.en));
                (format!("{}.apply", self.name_of(position)), title)
            }
        };
        self.push(Stop {
            items: position.map_or_else(|| (0..self.uses.len()).collect(), |p| vec![p]),
            bound: position.and_then(|p| self.uses[p].bound),
            after,
            ..Stop::new(id, title, StopKind::Apply, Lane::Applicant)
        })
    }

    /// One stop for a part: a block stands in the order as a whole, by what it begins with.
    fn push_part(&mut self, position: usize, item: &Item, part: &Part<Leaf>, after: Vec<usize>) -> usize {
        let item_use = self.uses[position];
        let name = self.name_of(position);
        let laid = part.map(&mut |leaf| {
            let auto = self.levers.auto_share(item_use.item, &leaf.step.name);
            Stop { items: vec![position], ..stop_of(&name, item, leaf, auto) }
        });
        let stop = match laid {
            Part::Stop(stop) => Stop { after, ..stop },
            block => Stop {
                items: vec![position],
                bound: item_use.bound,
                after,
                ..Stop::block(block, Lane::Department(item.department))
            },
        };
        self.push(stop)
    }

    fn push_merged(
        &mut self,
        merge: &Merge,
        replaced: &[(usize, usize, &Arc<Step>)],
        after: Vec<usize>,
    ) -> usize {
        let longest =
            replaced.iter().filter_map(|(_, _, s)| s.takes.as_ref()?.mean_minutes()).reduce(f64::max);
        let role = merge.role.clone().or_else(|| replaced.iter().find_map(|(_, _, s)| s.role.clone()));
        let items = replaced.iter().map(|(position, _, _)| *position).collect();
        let minutes = merge.takes.as_ref().and_then(WorkTime::mean_minutes).or(longest);
        let with = self.taking_part(merge, replaced);
        let (uses, supplies) = self.of_steps(replaced);
        let limits = replaced.iter().filter_map(|(_, _, s)| s.within.as_ref()).map(|w| w.value);
        // Outside the limit, as they were, if every one of them is.
        let special = replaced.iter().all(|(_, _, s)| matches!(s.kind, StepKind::Special(_)));
        self.push(Stop {
            items,
            with,
            uses,
            supplies,
            role,
            system: merge.system,
            minutes,
            within: limits.min_by_key(|limit| limit.roughly_seconds()),
            after,
            ..Stop::new(
                merge.into.to_string(),
                merge.title.clone(),
                if special { StopKind::Special } else { StopKind::Human },
                Lane::Department(merge.by),
            )
        })
    }

    /// What steps need and make known, all together.
    fn of_steps(&self, replaced: &[(usize, usize, &Arc<Step>)]) -> (Vec<Fact>, Vec<Fact>) {
        let (mut uses, mut supplies) = (Vec::new(), Vec::new());
        for (position, _, step) in replaced {
            for part in lay_step(self.grounding, step, self.uses[*position].bound) {
                for leaf in part.leaves() {
                    uses.extend(leaf.uses.iter().copied().filter(|f| !uses.contains(f)).collect::<Vec<_>>());
                    supplies.extend(leaf.gives.iter().chain(&leaf.returns).copied());
                }
            }
        }
        (uses, supplies)
    }

    /// The departments whose steps a merge replaces, and those that took part in them, but for the one that
    /// now does it.
    fn taking_part(&self, merge: &Merge, replaced: &[(usize, usize, &Arc<Step>)]) -> Vec<DepartmentId> {
        let mut with = Vec::new();
        for (position, _, step) in replaced {
            let item = self.grounding.scenario().item(self.uses[*position].item);
            let own = step.department.or(item.map(|i| i.department));
            for department in own.into_iter().chain(step.with.iter().copied()) {
                if department != merge.by && !with.contains(&department) {
                    with.push(department);
                }
            }
        }
        with
    }

    fn push_collect(&mut self, position: usize, item: &Item, visit: u32, after: Vec<usize>) -> usize {
        let title = Text::new(format!("领取：{}", item.title.zh), format!("Collect: {}", item.title.en));
        let number = if visit == 0 { String::new() } else { format!("_{}", visit + 1) };
        let id = format!("{}.collect{number}", self.name_of(position));
        self.push(Stop {
            items: vec![position],
            bound: self.uses[position].bound,
            after,
            ..Stop::new(id, title, StopKind::Collect, Lane::Applicant)
        })
    }

    fn push_delivery(&mut self, after: Vec<usize>) -> usize {
        let scenario = self.grounding.scenario();
        let first = self.uses.first().and_then(|u| scenario.item(u.item)).map(|i| i.department);
        let lane = scenario.lead.or(first).map_or(Lane::Applicant, Lane::Department);
        let title = Text::new("统一送达", "Deliver together");
        self.push(Stop {
            items: (0..self.uses.len()).collect(),
            after,
            ..Stop::new("deliver".to_owned(), title, StopKind::Deliver, lane)
        })
    }

    fn name_of(&self, position: usize) -> String {
        let item_use = self.uses[position];
        let name = self.grounding.scenario().item(item_use.item).map_or("?", |i| &*i.id);
        match item_use.bound.and_then(|b| self.grounding.instance(b)).filter(|i| i.member > 0) {
            Some(instance) => format!("{name}_{}", instance.member),
            None => name.to_owned(),
        }
    }

    fn title_of(&self, position: usize) -> Text {
        self.grounding.scenario().item(self.uses[position].item).map(|i| i.title.clone()).unwrap_or_default()
    }
}

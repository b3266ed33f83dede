//! Scenarios of the library.

use super::super::scenarios::compare::Counted;
use super::figure::FigureView;
use super::text::Label;
use indexmap::IndexMap;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::summary::{AllWays, summarise};
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{Id, PartyId, Plan, Scenario, Situation};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// A scenario in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ScenarioListed {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Whether it has no errors; others are shown and cannot be run.
    pub sound: bool,
    /// The department in charge.
    pub lead: Option<LeadView>,
    /// Its plans.
    pub plans: Vec<PlanListed>,
}

/// A department in charge.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LeadView {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
}

/// A plan in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlanListed {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
}

impl ScenarioListed {
    /// A scenario under the name it is asked for by; `scenario` is none where it could not be read at all.
    pub fn of(id: &str, scenario: Option<&Scenario>, sound: bool) -> Self {
        let title =
            scenario.map_or_else(|| Label { zh: id.to_owned(), en: id.to_owned() }, |s| (&s.title).into());
        let plans = scenario.into_iter().flat_map(|s| s.plans.values());
        Self {
            id: id.to_owned(),
            title,
            sound,
            lead: scenario
                .and_then(|s| s.catalogue.department(s.lead?))
                .map(|(id, department)| LeadView { id: id.to_string(), title: (&department.title).into() }),
            plans: plans.map(|p| PlanListed { id: p.id.to_string(), title: (&p.title).into() }).collect(),
        }
    }
}

/// A scenario in full.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ScenarioView {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// The department in charge.
    pub lead: Option<String>,
    /// Who may apply.
    pub applicants: Vec<PartyView>,
    /// Questions whose answers say what applies.
    pub situations: Vec<SituationView>,
    /// The services (事项) in it.
    pub items: Vec<ScenarioItem>,
    /// Its plans and what they come to.
    pub plans: Vec<PlanView>,
    /// The catalogues it is over.
    pub catalogues: Vec<String>,
}

/// Somebody or something that a scenario is about.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartyView {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Its kind: `person`, `couple`, or one of the catalogue's.
    pub kind: String,
}

/// A question whose answer says what applies.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SituationView {
    /// Its name.
    pub id: String,
    /// The question; none: it is never put.
    pub ask: Option<Label>,
    /// Whether several answers may hold.
    pub several: bool,
    /// The answers.
    pub answers: Vec<AnswerView>,
}

/// One possible answer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AnswerView {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Choosing it ends the way, with this explanation.
    pub stops: Option<Label>,
}

/// A service (事项) of one department.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ScenarioItem {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Who handles it.
    pub department: String,
}

/// A plan and what it comes to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlanView {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Its measures, in order.
    pub measures: Vec<String>,
    /// Every figure, by name.
    pub figures: IndexMap<&'static str, FigureView>,
}

impl ScenarioView {
    /// A scenario without errors. Every plan is derived over all ways, which may take a while.
    pub fn of(scenario: &Scenario, counted: &Counted) -> Self {
        let catalogue = &scenario.catalogue;
        let department = |id| catalogue.department(id).map(|(id, _)| id.to_string());
        let planner = Planner::new(scenario);
        let plans: Vec<&Plan> = scenario.plans.values().collect();
        let over = counted.over(&planner, &plans, &[Way::base(scenario).applicant]).unwrap_or_default();
        let people = scenario.applicants().filter_map(|id| scenario.party(id));
        Self {
            id: scenario.id.value.to_string(),
            title: (&scenario.title).into(),
            lead: scenario.lead.and_then(department),
            applicants: people
                .map(|p| PartyView {
                    id: p.id.to_string(),
                    title: (&p.title).into(),
                    kind: p.kind.to_string(),
                })
                .collect(),
            situations: scenario.situations.values().map(SituationView::of).collect(),
            items: scenario
                .items
                .values()
                .map(|item| ScenarioItem {
                    id: item.id.to_string(),
                    title: (&item.title).into(),
                    department: department(item.department).unwrap_or_default(),
                })
                .collect(),
            plans: scenario.plans.values().map(|plan| PlanView::counted(&planner, plan, &over)).collect(),
            catalogues: catalogue.parts.iter().map(|(id, _)| id.value.to_string()).collect(),
        }
    }
}

impl SituationView {
    fn of(situation: &Situation) -> Self {
        Self {
            id: situation.id.to_string(),
            ask: situation.ask.as_ref().map(Label::from),
            several: situation.several,
            answers: situation
                .answers
                .iter()
                .map(|a| AnswerView {
                    id: a.id.to_string(),
                    title: (&a.title).into(),
                    stops: a.stops.as_ref().map(Label::from),
                })
                .collect(),
        }
    }
}

impl PlanView {
    /// A plan, derived over all ways.
    pub fn of(planner: &Planner<'_>, plan: &Plan) -> Self {
        Self::counted(planner, plan, &BTreeMap::new())
    }

    /// The same where what it comes to over all ways may have been counted already.
    fn counted(planner: &Planner<'_>, plan: &Plan, over: &BTreeMap<(Id, PartyId), Arc<AllWays>>) -> Self {
        let (base, set) = (Way::base(planner.scenario), MeasureSet::all(plan));
        let summary = match over.get(&(plan.id.clone(), base.applicant)) {
            Some(counted) => counted.with_base(planner, plan, set, &base),
            None => summarise(planner, plan, set, &base, base.applicant),
        };
        Self {
            id: plan.id.to_string(),
            title: (&plan.title).into(),
            measures: plan.measures.iter().map(|m| m.kind.name().to_owned()).collect(),
            figures: summary
                .figures
                .iter()
                .map(|(f, spread)| (f.name(), FigureView::of(*f, *spread)))
                .collect(),
        }
    }
}

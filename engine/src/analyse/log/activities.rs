//! What activities of a log are called, once for all rows.

use crate::application::program::{FactId, FactKind, Program, StepFacts, StepId, StepKind, Undo};
use crate::plan::route::Lane;
use crate::scenario::model::{Catalogue, DepartmentId, Id};
use crate::scenario::text::Text;

/// The position of an activity among [`Activities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityId(pub u32);

/// A name and its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Name.
    pub id: Id,
    /// Label.
    pub title: Text,
}

/// An item that an activity serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The item.
    pub item: Named,
    /// The department that handles it.
    pub department: Option<Named>,
}

/// What an activity does with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// The applicant may hand it in there.
    HandsIn,
    /// It is looked at.
    Uses,
    /// It is there afterwards.
    Brings,
}

/// A document that an activity has to do with: the material alone, never what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The material.
    pub material: Named,
    /// What is done with it.
    pub touch: Touch,
}

/// An activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// The scenario's name.
    pub scenario: Id,
    /// The plan's name.
    pub plan: Id,
    /// `household_registration.review`; `….supplement` and `….undo` of what belongs to it.
    pub id: Id,
    /// Label.
    pub title: Text,
    /// The items that it serves.
    pub items: Vec<Served>,
    /// The department that does it; none: the applicant.
    pub department: Option<Named>,
    /// By which role.
    pub role: Option<Id>,
    /// The service or licence that it calls.
    pub service: Option<Id>,
    /// Documents that it has to do with.
    pub documents: Vec<Document>,
}

/// What is done at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Its own work.
    Work,
    /// The applicant mends or hands in what was missing (补正).
    Supplement,
    /// It is undone.
    Undo,
}

impl Face {
    /// What this is called at a step of a name.
    pub fn of(self, step: &Id) -> Id {
        match self {
            Self::Work => step.clone(),
            Self::Supplement => format!("{step}.supplement").into(),
            Self::Undo => format!("{step}.undo").into(),
        }
    }
}

/// The faces of every step of work have positions side by side.
const FACES: [Face; 3] = [Face::Work, Face::Supplement, Face::Undo];

/// Which activities the steps of a program are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block {
    first: Vec<Option<u32>>,
}

impl Block {
    /// The activity of a step; none where nobody works there: begin and end, gateways, notices.
    #[inline]
    pub fn activity(&self, step: StepId, face: Face) -> Option<ActivityId> {
        let first = self.first.get(step.index()).copied().flatten()?;
        Some(ActivityId(first + face as u32))
    }
}

/// All activities of a log, of one program or of many.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Activities {
    all: Vec<Activity>,
}

impl Activities {
    /// The activity of a position.
    #[inline]
    pub fn get(&self, id: ActivityId) -> Option<&Activity> {
        self.all.get(usize::try_from(id.0).ok()?)
    }

    /// All, in order of their positions.
    pub fn all(&self) -> &[Activity] {
        &self.all
    }

    /// Adds one.
    pub fn push(&mut self, activity: Activity) -> ActivityId {
        let id = ActivityId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(activity);
        id
    }

    /// Adds the steps of work of a program; the catalogue is that of its scenario, which names departments.
    pub fn add(&mut self, program: &Program, catalogue: &Catalogue) -> Block {
        let first = program.steps.iter().map(|step| {
            is_work(&step.kind).then(|| {
                let faces = FACES.map(|face| self.push(activity(program, catalogue, step, face)));
                faces[0].0
            })
        });
        Block { first: first.collect() }
    }
}

/// Whether somebody works at a step, or something is waited for.
fn is_work(kind: &StepKind) -> bool {
    !matches!(
        kind,
        StepKind::Start | StepKind::End | StepKind::Notice | StepKind::Split(_) | StepKind::Join(_)
    )
}

fn activity(program: &Program, catalogue: &Catalogue, step: &StepFacts, face: Face) -> Activity {
    let department = match step.lane {
        Lane::Department(id) if face != Face::Supplement => named(catalogue, id),
        _ => None,
    };
    let (id, title) = match face {
        Face::Work => (face.of(&step.id), step.title.clone()),
        Face::Supplement => (face.of(&step.id), said("补正：", "Supplement: ", &step.title)),
        Face::Undo => (face.of(&step.id), said("撤销：", "Undo: ", &step.title)),
    };
    let (role, service) = match (face, &step.undo) {
        (Face::Work, _) => (step.role.clone(), step.calls.clone()),
        (Face::Undo, Some(Undo::Task(role))) => (role.clone(), None),
        (Face::Undo, Some(Undo::Call(service))) => (None, Some(service.clone())),
        _ => (None, None),
    };
    let items = step.items.iter().filter_map(|item| program.item(*item)).map(|item| Served {
        item: Named { id: item.id.clone(), title: item.title.clone() },
        department: named(catalogue, item.department),
    });
    Activity {
        scenario: program.scenario.clone(),
        plan: program.plan.clone(),
        id,
        title,
        items: items.collect(),
        department,
        role,
        service,
        documents: if face == Face::Work { documents(program, step) } else { Vec::new() },
    }
}

fn said(zh: &str, en: &str, title: &Text) -> Text {
    Text::new(format!("{zh}{}", title.zh), format!("{en}{}", title.en))
}

fn named(catalogue: &Catalogue, id: DepartmentId) -> Option<Named> {
    catalogue.department(id).map(|(id, facts)| Named { id: id.clone(), title: facts.title.clone() })
}

/// The materials that a step asks, uses or brings about, each once.
fn documents(program: &Program, step: &StepFacts) -> Vec<Document> {
    let mut found: Vec<Document> = Vec::new();
    let all = [(&step.asks, Touch::HandsIn), (&step.supplies, Touch::Brings), (&step.uses, Touch::Uses)];
    for (facts, touch) in all {
        for material in facts.iter().filter_map(|fact| material(program, *fact)) {
            if found.iter().all(|other| other.material.id != material.id) {
                found.push(Document { material, touch });
            }
        }
    }
    found
}

fn material(program: &Program, fact: FactId) -> Option<Named> {
    let facts = program.fact(fact)?;
    let is_material = matches!(facts.kind, FactKind::Material(_));
    is_material.then(|| Named { id: facts.name.clone(), title: facts.title.clone() })
}

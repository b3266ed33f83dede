//! Rows from the events of an application.
//!
//! A piece of work opens with its step (`enabled`), is begun by who claims it, by the first draft of an applicant or
//! by the call of a system (`start`; else at once), and is over when the step is done, passed, returned, handed over
//! or kept back only for fees and papers (`end`). An attempt of a call is a piece of its own, and so is what the
//! applicant mends meanwhile.

use super::activities::{Activities, Block, Face};
use super::{Case, Kind, Outcome, Resource, Row};
use crate::application::command::Actor;
use crate::application::event::{Event, EventKind};
use crate::application::moment::Moment;
use crate::application::program::{FactId, ItemIndex, Program, StepId, StepKind, Undo};
use crate::application::state::{Ending, Mode, Standing};
use crate::plan::route::Lane;
use crate::scenario::model::Catalogue;

/// The rows of an application of one version, in order of their ends, and what their activities are called.
pub fn rows(
    program: &Program,
    catalogue: &Catalogue,
    case: Case,
    events: &[Event],
) -> (Activities, Vec<Row>) {
    let mut activities = Activities::default();
    let block = activities.add(program, catalogue);
    let mut recorder = Recorder::new(case, program, &block);
    let mut rows = Vec::new();
    for event in events {
        recorder.take(event, &mut rows);
    }
    (activities, rows)
}

/// Makes rows of the events of one application, which come in their order.
#[derive(Debug)]
pub struct Recorder<'p> {
    case: Case,
    program: &'p Program,
    block: &'p Block,
    open: Vec<Piece>,
    /// What the applicant was asked to mend, by step.
    wanted: Vec<(StepId, FactId)>,
}

/// Work that is not over.
#[derive(Debug, Clone, Copy)]
struct Piece {
    step: StepId,
    face: Face,
    kind: Kind,
    resource: Resource,
    enabled: Moment,
    start: Option<Moment>,
    attempt: u16,
    /// A check behind the result: its token has gone on.
    is_check: bool,
    /// Its own time is over.
    is_late: bool,
    /// A department of several has agreed.
    is_agreed: bool,
    /// A department did not confirm what it was asked to.
    is_not_confirmed: bool,
    /// What was decided at it, if that ends it.
    decided: Option<Outcome>,
    /// Of a supplement: whose work was returned, to go on behind it.
    returned: Option<(Kind, Resource)>,
}

impl<'p> Recorder<'p> {
    /// An application whose steps are these activities.
    pub fn new(case: Case, program: &'p Program, block: &'p Block) -> Self {
        Self { case, program, block, open: Vec::new(), wanted: Vec::new() }
    }

    /// The application goes on in another version: steps of the same names are the same.
    pub fn moved(&mut self, program: &'p Program, block: &'p Block) {
        let before = std::mem::replace(&mut self.program, program);
        self.block = block;
        let step = |step: StepId| before.step(step).and_then(|facts| program.find_step(&facts.id));
        let fact = |fact: FactId| before.fact(fact).and_then(|facts| program.find_fact(&facts.name));
        self.open = self.open.iter().filter_map(|p| Some(Piece { step: step(p.step)?, ..*p })).collect();
        self.wanted = self.wanted.iter().filter_map(|(s, f)| Some((step(*s)?, fact(*f)?))).collect();
    }

    /// Takes the next event; rows that it completes are appended.
    pub fn take(&mut self, event: &Event, rows: &mut Vec<Row>) {
        let at = event.at;
        match &event.kind {
            EventKind::StepOpened { step, mode } => self.opened(*step, *mode, at),
            EventKind::UndoStarted { step } => self.opened(*step, Mode::Undo, at),
            EventKind::StepStands { step, standing } => self.stands(*step, *standing, event, rows),
            EventKind::HandedToPeople { step } => {
                self.close(*step, Face::Work, Outcome::HandedOver, event, rows);
                self.opened(*step, Mode::ByPeople, at);
            }
            EventKind::StepDone { step, .. } | EventKind::CheckDone { step } => {
                self.done(*step, event, rows);
            }
            EventKind::StepSkipped { step, .. } => self.skipped(*step, event, rows),
            EventKind::Undone { step } => self.close(*step, Face::Undo, Outcome::Done, event, rows),
            EventKind::NotUndone { step, .. } => self.close(*step, Face::Undo, Outcome::Failed, event, rows),
            EventKind::Answered { call, found } => {
                let outcome = if *found { Outcome::Done } else { Outcome::NotFound };
                self.attempt_over(call.task.step, outcome, event, rows);
            }
            EventKind::Failed { call, .. } => {
                self.attempt_over(call.task.step, Outcome::Failed, event, rows);
            }
            _ => self.noted(event),
        }
    }

    /// What changes a piece and ends none.
    fn noted(&mut self, event: &Event) {
        let at = event.at;
        match &event.kind {
            EventKind::Called { call } => self.change(call.task.step, |piece| {
                (piece.start, piece.attempt) = (Some(at), call.attempt);
                (piece.kind, piece.resource) = (Kind::System, Resource::Service);
            }),
            EventKind::Claimed { step, person } | EventKind::Reassigned { step, to: person } => {
                self.change(*step, |piece| {
                    piece.start = piece.start.or(Some(at));
                    piece.resource = Resource::Person(*person);
                });
            }
            // Work that was given back begins anew; where several departments take part it goes on.
            EventKind::Released { step } => self.change(*step, |piece| {
                if !piece.is_agreed {
                    (piece.start, piece.resource) = (None, Resource::Nobody);
                }
            }),
            EventKind::Agreed { step, .. } => self.change(*step, |piece| {
                piece.is_agreed = true;
                piece.start = piece.start.or(Some(at));
            }),
            EventKind::WaitedLong { step } => self.change(*step, |piece| piece.is_late = true),
            EventKind::FellBack { step, .. } if self.program.step(*step).is_some_and(|s| s.verifies) => {
                self.change(*step, |piece| piece.is_not_confirmed = true);
            }
            EventKind::Asked { fact, step, why: Some(_) } => self.wanted.push((*step, *fact)),
            EventKind::Drafted { fact, .. } | EventKind::Attached { fact, .. } => self.drafted(*fact, at),
            EventKind::ItemEnded { item, ending: Ending::Refused, .. } => {
                self.decided(*item, Outcome::Refused, event.by);
            }
            EventKind::ItemEnded { item, ending: Ending::NotAccepted, .. } => {
                self.decided(*item, Outcome::NotAccepted, event.by);
            }
            _ => {}
        }
    }

    fn opened(&mut self, step: StepId, mode: Mode, at: Moment) {
        let face = if mode == Mode::Undo { Face::Undo } else { Face::Work };
        if let (Some(_), Some(facts)) = (self.block.activity(step, face), self.program.step(step)) {
            let by_lane = if facts.lane == Lane::Applicant { Kind::Applicant } else { Kind::Human };
            let kind = match &facts.kind {
                _ if face == Face::Undo && !matches!(facts.undo, Some(Undo::Task(_))) => Kind::System,
                _ if mode != Mode::Usual => by_lane,
                StepKind::Form | StepKind::Collect => Kind::Applicant,
                StepKind::Task | StepKind::Special => by_lane,
                StepKind::Automatic | StepKind::Call => Kind::System,
                _ => Kind::Wait,
            };
            let is_check = mode == Mode::Check;
            self.open.push(Piece { is_check, ..Piece::new(step, face, kind, at) });
        }
    }

    fn change(&mut self, step: StepId, change: impl FnOnce(&mut Piece)) {
        if let Some(piece) = self.open.iter_mut().rfind(|piece| piece.step == step) {
            change(piece);
        }
    }

    fn stands(&mut self, step: StepId, standing: Standing, event: &Event, rows: &mut Vec<Row>) {
        let find = |face| self.open.iter().find(move |p| p.step == step && p.face == face).copied();
        match standing {
            Standing::Supplement => {
                let returned = find(Face::Work).map(|piece| (piece.kind, piece.resource));
                self.close(step, Face::Work, Outcome::Returned, event, rows);
                if self.block.activity(step, Face::Supplement).is_some() {
                    let piece = Piece::new(step, Face::Supplement, Kind::Applicant, event.at);
                    self.open.push(Piece { returned, ..piece });
                }
            }
            // The work goes on with whoever has it.
            Standing::Working => {
                let Some(supplement) = find(Face::Supplement) else { return };
                self.close(step, Face::Supplement, Outcome::Done, event, rows);
                if let Some((kind, resource)) = supplement.returned {
                    self.open.push(Piece { resource, ..Piece::new(step, Face::Work, kind, event.at) });
                }
            }
            // The work is done and only its result is kept back; a check has still to be done.
            Standing::Withheld if find(Face::Work).is_some_and(|piece| !piece.is_check) => {
                self.close(step, Face::Work, Outcome::Done, event, rows);
            }
            _ => {}
        }
    }

    fn done(&mut self, step: StepId, event: &Event, rows: &mut Vec<Row>) {
        let is = |of: fn(&Piece) -> bool| self.open.iter().any(|piece| piece.step == step && of(piece));
        let outcome = match (is(|piece| piece.is_not_confirmed), is(|piece| piece.is_late)) {
            (true, _) => Outcome::Returned,
            (false, true) => Outcome::TooLate,
            (false, false) => Outcome::Done,
        };
        self.close(step, Face::Supplement, Outcome::Done, event, rows);
        self.close(step, Face::Work, outcome, event, rows);
    }

    fn skipped(&mut self, step: StepId, event: &Event, rows: &mut Vec<Row>) {
        let work = self.open.iter().find(|piece| piece.step == step && piece.face == Face::Work);
        let decided = work.and_then(|piece| piece.decided);
        self.close(step, Face::Supplement, Outcome::Skipped, event, rows);
        self.close(step, Face::Work, decided.unwrap_or(Outcome::Skipped), event, rows);
    }

    /// An attempt is over; another may follow.
    fn attempt_over(&mut self, step: StepId, outcome: Outcome, event: &Event, rows: &mut Vec<Row>) {
        let Some(face) = self.open.iter().rfind(|p| p.step == step).map(|p| p.face) else { return };
        self.close(step, face, outcome, event, rows);
        self.open.push(Piece::new(step, face, Kind::System, event.at));
    }

    /// Who decides on an item: that person's task, else one of their department; or the rule that does.
    fn decided(&mut self, item: ItemIndex, outcome: Outcome, by: Actor) {
        let program = self.program;
        let decides = |piece: &Piece| {
            let Some(facts) = program.step(piece.step) else { return false };
            let is_theirs = match by {
                Actor::Clerk { department, .. } => {
                    piece.kind == Kind::Human
                        && (facts.lane == Lane::Department(department) || facts.with.contains(&department))
                }
                Actor::System => facts.kind == StepKind::Automatic && piece.kind == Kind::System,
                _ => false,
            };
            piece.face == Face::Work && is_theirs && !facts.verifies && facts.items.contains(&item)
        };
        let claimed = |piece: &Piece| match (by, piece.resource) {
            (Actor::Clerk { person, .. }, Resource::Person(holder)) => person == holder,
            _ => false,
        };
        let best = self.open.iter().position(|p| decides(p) && claimed(p));
        if let Some(at) = best.or_else(|| self.open.iter().position(decides)) {
            self.open[at].decided = Some(outcome);
        }
    }

    /// The applicant has begun to fill in what a form or a supplement asks.
    fn drafted(&mut self, fact: FactId, at: Moment) {
        let (program, wanted) = (self.program, &self.wanted);
        for piece in self.open.iter_mut().filter(|piece| piece.kind == Kind::Applicant) {
            let is_asked = match piece.face {
                Face::Supplement => wanted.contains(&(piece.step, fact)),
                _ => program.step(piece.step).is_some_and(|step| step.asks.contains(&fact)),
            };
            if is_asked {
                piece.start = piece.start.or(Some(at));
            }
        }
    }

    /// Ends a piece; nothing where there is none.
    fn close(&mut self, step: StepId, face: Face, outcome: Outcome, event: &Event, rows: &mut Vec<Row>) {
        let Some(at) = self.open.iter().position(|p| p.step == step && p.face == face) else { return };
        let mut piece = self.open.remove(at);
        if face == Face::Supplement {
            self.wanted.retain(|(of, _)| *of != step);
        }
        let Some(activity) = self.block.activity(step, face) else { return };
        let is_called = self.program.step(step).is_some_and(|facts| facts.kind == StepKind::Call);
        if is_called && face == Face::Work && piece.attempt == 0 {
            // No system was called any more; only an operator may have done it instead.
            let Actor::Operator(person) = event.by else { return };
            (piece.kind, piece.resource) = (Kind::Human, Resource::Person(person));
        }
        // Nor is there work in an undoing that is a notice.
        if face == Face::Undo && piece.kind == Kind::System && piece.attempt == 0 {
            return;
        }
        if let (Kind::Human, Resource::Nobody, Actor::Clerk { person, .. }) =
            (piece.kind, piece.resource, event.by)
        {
            piece.resource = Resource::Person(person);
        }
        rows.push(Row {
            case: self.case,
            activity,
            resource: piece.resource,
            enabled: piece.enabled,
            start: piece.start.unwrap_or(piece.enabled),
            end: event.at,
            attempt: piece.attempt,
            kind: piece.kind,
            outcome,
        });
    }
}

impl Piece {
    fn new(step: StepId, face: Face, kind: Kind, enabled: Moment) -> Self {
        Self {
            step,
            face,
            kind,
            resource: if kind == Kind::Applicant { Resource::Applicant } else { Resource::Nobody },
            enabled,
            start: None,
            attempt: 0,
            is_check: false,
            is_late: false,
            is_agreed: false,
            is_not_confirmed: false,
            decided: None,
            returned: None,
        }
    }
}

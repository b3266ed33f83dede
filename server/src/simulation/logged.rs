//! The log of a simulation's first replication, for process mining.

use onething_engine::analyse::log::csv::Csv;
use onething_engine::analyse::log::ocel::Ocel;
use onething_engine::analyse::log::stamp::Stamp;
use onething_engine::analyse::log::xes::Xes;
use onething_engine::analyse::log::{
    Activities, Block, Case, Face, Kind, Outcome, Resource, Row, Writer, by_case,
};
use onething_engine::application::program::StepKind;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Language;
use onething_engine::simulate::{Activity, Ended, Log, Model, Options, Watch, simulate_logged};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Bytes that are gathered before they are written.
const GATHERED: usize = 1 << 20;

/// How a log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// XES, for tools of process mining.
    Xes,
    /// OCEL 2.0 in JSON.
    Ocel,
}

impl Format {
    /// The format of a file's name by its end; none where it is that of no log.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let ends = [(".csv", Self::Csv), (".xes", Self::Xes), (".json", Self::Ocel)];
        ends.into_iter().find(|(end, _)| name.ends_with(end)).map(|(_, format)| format)
    }
}

/// Plays the first replication once more and writes what happens.
///
/// # Errors
/// What cannot be written.
pub fn write(
    out: &mut dyn Write,
    format: Format,
    (model, options): (&Model<'_>, &Options),
    language: Language,
    watch: &dyn Watch,
) -> io::Result<()> {
    let scenarios: Vec<&Scenario> = model.parts.iter().map(|part| part.scenario).collect();
    let mut log = Logged {
        writer: writer(format, &scenarios, language),
        scenarios,
        activities: Activities::default(),
        blocks: BTreeMap::new(),
        open: BTreeMap::new(),
        text: Vec::new(),
        out,
        failed: None,
    };
    log.writer.begin(&mut log.text);
    simulate_logged(model, options, 0, &mut log, watch);
    log.end()
}

/// What writes a format, in the zone of the calendar of the first scenario's lead department.
fn writer(format: Format, scenarios: &[&Scenario], language: Language) -> Box<dyn Writer> {
    let built = scenarios.first().and_then(|scenario| {
        let catalogue = &scenario.catalogue;
        let lead = scenario.lead.and_then(|id| catalogue.department(id));
        let lead = lead.and_then(|(_, department)| department.calendar.as_ref());
        let calendar = lead.and_then(|id| catalogue.calendars.get(id));
        calendar.or(catalogue.calendars.values().next())?.build(catalogue).ok()
    });
    let stamp = Stamp::of(built.as_ref());
    match format {
        Format::Csv => Box::new(Csv::new(language, stamp)),
        Format::Xes => Box::new(Xes::new(language, stamp)),
        Format::Ocel => Box::new(Ocel::new(language, stamp)),
    }
}

/// Writes each application once it is over.
struct Logged<'a> {
    scenarios: Vec<&'a Scenario>,
    activities: Activities,
    /// By way.
    blocks: BTreeMap<usize, Block>,
    writer: Box<dyn Writer>,
    /// Rows of applications under way.
    open: BTreeMap<u64, Vec<Row>>,
    text: Vec<u8>,
    out: &'a mut dyn Write,
    failed: Option<io::Error>,
}

impl Logged<'_> {
    fn end(mut self) -> io::Result<()> {
        self.writer.end(&self.activities, &mut self.text);
        self.flush();
        self.failed.map_or(Ok(()), Err)
    }

    fn flush(&mut self) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(&self.text).err();
        }
        self.text.clear();
    }
}

impl Log for Logged<'_> {
    fn take(&mut self, activity: &Activity<'_>) {
        let program = activity.program;
        let Some(scenario) = self.scenarios.get(activity.part) else { return };
        let block = self
            .blocks
            .entry(activity.way)
            .or_insert_with(|| self.activities.add(program, &scenario.catalogue));
        let face = if activity.ended == Ended::Mended { Face::Supplement } else { Face::Work };
        let Some(id) = block.activity(activity.step, face) else { return };
        let kind = program.step(activity.step).map(|step| kind(&step.kind));
        let (kind, resource) = match (activity.ended, kind) {
            (Ended::Mended, _) => (Kind::Applicant, Resource::Applicant),
            (_, Some(Kind::Applicant)) => (Kind::Applicant, Resource::Applicant),
            (_, Some(Kind::System)) => (Kind::System, Resource::Service),
            (_, kind) => (kind.unwrap_or(Kind::Wait), Resource::Nobody),
        };
        let outcome = match activity.ended {
            Ended::Done | Ended::Mended => Outcome::Done,
            Ended::Returned => Outcome::Returned,
            Ended::Refused => Outcome::Refused,
        };
        self.open.entry(activity.case).or_default().push(Row {
            case: Case::Number(activity.case),
            activity: id,
            resource,
            enabled: activity.enabled,
            start: activity.start,
            end: activity.end,
            attempt: 0,
            kind,
            outcome,
        });
    }

    fn close(&mut self, case: u64) {
        let Some(mut rows) = self.open.remove(&case) else { return };
        by_case(&mut rows);
        for row in &rows {
            self.writer.row(&self.activities, row, &mut self.text);
        }
        if self.text.len() >= GATHERED {
            self.flush();
        }
    }
}

/// Whose time a step takes.
fn kind(kind: &StepKind) -> Kind {
    match kind {
        StepKind::Form | StepKind::Collect => Kind::Applicant,
        StepKind::Task | StepKind::Special => Kind::Human,
        StepKind::Call | StepKind::Automatic => Kind::System,
        _ => Kind::Wait,
    }
}

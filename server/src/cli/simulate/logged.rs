//! The log of a simulation's first replication, for process mining.

use crate::cli::{Failure, output};
use onething_engine::analyse::log::csv::Csv;
use onething_engine::analyse::log::ocel::Ocel;
use onething_engine::analyse::log::stamp::Stamp;
use onething_engine::analyse::log::xes::Xes;
use onething_engine::analyse::log::{
    Activities, Block, Case, Face, Kind, Outcome, Resource, Row, Writer, by_case,
};
use onething_engine::application::program::StepKind;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::{Language, Text};
use onething_engine::simulate::{Activity, Ended, Log, Model, Options, Watch, simulate_logged};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// Bytes that are gathered before they are written.
const GATHERED: usize = 1 << 20;

/// Plays the first replication once more and writes what happens: CSV, XES or OCEL by the end of the file's name.
pub fn write(
    file: &Path,
    model: &Model<'_>,
    options: &Options,
    language: Language,
    watch: &dyn Watch,
) -> Result<(), Failure> {
    let scenarios: Vec<&Scenario> = model.parts.iter().map(|part| part.scenario).collect();
    let writer = writer(file, &scenarios, language)?;
    output::write_pieces(Some(file), |out| {
        let mut log = Logged {
            scenarios,
            activities: Activities::default(),
            blocks: BTreeMap::new(),
            writer,
            open: BTreeMap::new(),
            text: Vec::new(),
            out,
            failed: None,
        };
        log.writer.begin(&mut log.text);
        simulate_logged(model, options, 0, &mut log, watch);
        log.end()
    })
}

/// What writes a file of this name, in the zone of the first scenario's lead department's calendar.
fn writer(file: &Path, scenarios: &[&Scenario], language: Language) -> Result<Box<dyn Writer>, Failure> {
    let built = scenarios.first().and_then(|scenario| {
        let catalogue = &scenario.catalogue;
        let lead = scenario.lead.and_then(|id| catalogue.department(id));
        let lead = lead.and_then(|(_, department)| department.calendar.as_ref());
        let calendar = lead.and_then(|id| catalogue.calendars.get(id));
        calendar.or(catalogue.calendars.values().next())?.build(catalogue).ok()
    });
    let stamp = Stamp::of(built.as_ref());
    let name = file.to_string_lossy().to_lowercase();
    if name.ends_with(".csv") {
        return Ok(Box::new(Csv::new(language, stamp)));
    }
    if name.ends_with(".xes") {
        return Ok(Box::new(Xes::new(language, stamp)));
    }
    if name.ends_with(".json") {
        return Ok(Box::new(Ocel::new(language, stamp)));
    }
    let file = file.display();
    Err(Failure::usage(Text::new(
        format!("--log {file}：文件名请以 .csv、.xes 或 .ocel.json 结尾"),
        format!("--log {file}: end the name in .csv, .xes or .ocel.json"),
    )))
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
    failed: Option<std::io::Error>,
}

impl Logged<'_> {
    fn end(mut self) -> Result<(), Failure> {
        self.writer.end(&self.activities, &mut self.text);
        self.flush();
        match self.failed {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
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

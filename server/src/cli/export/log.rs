//! Event logs of a store: rows of work of its applications, as CSV, XES or OCEL.

use super::{Format, failed, missing};
use crate::cli::Failure;
use crate::runner::{Course, Runner, Start, Version};
use onething_engine::analyse::log::csv::Csv;
use onething_engine::analyse::log::ocel::Ocel;
use onething_engine::analyse::log::stamp::Stamp;
use onething_engine::analyse::log::xes::Xes;
use onething_engine::analyse::log::{Activities, Block, Case, Recorder, Row, Writer, by_case};
use onething_engine::scenario::model::Id;
use onething_engine::scenario::text::Language;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Write;
use std::sync::Arc;
use uuid::Uuid;

/// Bytes that are gathered before they are written.
const GATHERED: usize = 1 << 20;

/// What writes a format, in the zone of the first application's calendar; none of a history.
pub fn writer(
    format: Format,
    runner: &Runner,
    wanted: &[Uuid],
    language: Language,
) -> Result<Option<Box<dyn Writer>>, Failure> {
    if format == Format::Jsonl {
        return Ok(None);
    }
    let stamp = match wanted.first() {
        None => Stamp::of(None),
        Some(first) => {
            let (_, course) = runner.application(*first).map_err(|e| failed(&e))?.ok_or_else(missing)?;
            Stamp::of(course.definition.calendar.as_ref())
        }
    };
    Ok(match format {
        Format::Jsonl => None,
        Format::Csv => Some(Box::new(Csv::new(language, stamp))),
        Format::Xes => Some(Box::new(Xes::new(language, stamp))),
        Format::Ocel => Some(Box::new(Ocel::new(language, stamp))),
    })
}

/// Writes the log of applications.
pub fn write(
    mut writer: Box<dyn Writer>,
    runner: &Runner,
    wanted: &[Uuid],
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut log = Log { runner, activities: Activities::default(), known: BTreeMap::new() };
    let mut text = Vec::new();
    writer.begin(&mut text);
    for id in wanted {
        for row in log.rows(*id)? {
            writer.row(&log.activities, &row, &mut text);
        }
        if text.len() >= GATHERED {
            out.write_all(&text)?;
            text.clear();
        }
    }
    writer.end(&log.activities, &mut text);
    Ok(out.write_all(&text)?)
}

/// What makes a course: version, plan, applicant and answers.
type Way = (Version, Id, Id, Vec<(Id, Vec<Id>)>);

/// The activities of all applications, each course's once.
struct Log<'r> {
    runner: &'r Runner,
    activities: Activities,
    known: BTreeMap<Way, Known>,
}

/// A course and its activities.
#[derive(Clone)]
struct Known {
    course: Arc<Course>,
    block: Arc<Block>,
}

impl Log<'_> {
    /// The rows of an application, from version to version.
    fn rows(&mut self, id: Uuid) -> Result<Vec<Row>, Failure> {
        let (dossier, _) = self.runner.application(id).map_err(|e| failed(&e))?.ok_or_else(missing)?;
        let told = self.runner.history(id, None).map_err(|e| failed(&e))?.ok_or_else(missing)?;
        let known = told.iter().map(|turn| self.known(&dossier.start, turn.version));
        let known: Vec<Known> = known.collect::<Result<_, _>>()?;
        let mut rows = Vec::new();
        let mut recorder: Option<Recorder<'_>> = None;
        for (turn, Known { course, block }) in told.iter().zip(&known) {
            let recorder = recorder
                .get_or_insert_with(|| Recorder::new(Case::Uuid(id.into_bytes()), &course.program, block));
            if turn.moved.is_some() {
                recorder.moved(&course.program, block);
            }
            for event in &turn.events {
                recorder.take(event, &mut rows);
            }
        }
        by_case(&mut rows);
        Ok(rows)
    }

    fn known(&mut self, start: &Start, version: Version) -> Result<Known, Failure> {
        let way = (version, start.plan.clone(), start.applicant.clone(), start.answers.clone());
        let vacant = match self.known.entry(way) {
            Entry::Occupied(known) => return Ok(known.get().clone()),
            Entry::Vacant(vacant) => vacant,
        };
        let start = Start { version, handed: None, ..start.clone() };
        let course = self.runner.course(&start).map_err(|e| failed(&e))?.map_err(|e| failed(&e))?;
        let block = Arc::new(self.activities.add(&course.program, &course.definition.scenario.catalogue));
        Ok(vacant.insert(Known { course, block }).clone())
    }
}

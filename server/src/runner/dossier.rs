//! One application as the runner keeps it: what it was begun with, and its state. It is stored as one row of the
//! index, so that loading it costs the same however long its history is.

use onething_engine::application::{Application, FactId, StepId, Submission, TaskId};
use onething_engine::hold::HoldKey;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{Id, Scenario, SituationId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use uuid::Uuid;

/// A version of a scenario: BLAKE3 of it and of every catalogue file that it uses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub [u8; 32]);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(blake3::Hash::from_bytes(self.0).to_hex().as_str())
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Version {
    type Err = blake3::HexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        blake3::Hash::from_hex(text).map(|hash| Self(*hash.as_bytes()))
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Version;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a hash of 32 bytes or 64 hexadecimal digits")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Version, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Version, E> {
                bytes.try_into().map(Version).map_err(E::custom)
            }
        }
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(Visitor)
        } else {
            deserializer.deserialize_bytes(Visitor)
        }
    }
}

/// The application whose step runs this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunBy {
    /// Which.
    pub application: Uuid,
    /// Its step.
    pub task: TaskId,
}

/// What the applicant said at the begin, to be handed in with each form once it is open: a form may have to wait for
/// what systems tell first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// Fields.
    pub values: Vec<Submission>,
    /// Materials that are stored.
    pub materials: Vec<(FactId, Arc<str>)>,
    /// Whether forms are handed in too, and not only filled in.
    pub submit: bool,
}

/// What an application was begun with; it never changes, but for the version when it is moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Which scenario.
    pub scenario: Id,
    /// In which version.
    pub version: Version,
    /// By which plan.
    pub plan: Id,
    /// Which party applies.
    pub applicant: Id,
    /// Answers of situations, by name; those that are not named take the base way's.
    pub answers: Vec<(Id, Vec<Id>)>,
    /// Whose application it is: the principal's id.
    pub subject: Arc<str>,
    /// The application that runs it.
    #[serde(default)]
    pub run_by: Option<RunBy>,
    /// What the applicant said beforehand.
    #[serde(default)]
    pub handed: Option<Box<Handed>>,
}

/// Why answers make no way through a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadAnswer {
    /// No party of that name may apply; those that may.
    Applicant(Id, Vec<Id>),
    /// No situation of that name; those there are.
    Situation(Id, Vec<Id>),
    /// No such answer of a situation; those there are.
    Answer(Id, Id, Vec<Id>),
    /// One answer is wanted.
    One(Id),
}

impl Start {
    /// The way that its answers make.
    ///
    /// # Errors
    /// Names that the scenario does not know.
    pub fn way(&self, scenario: &Scenario) -> Result<Way, BadAnswer> {
        let mut way = Way::base(scenario);
        let party = |id| scenario.party(id).map(|p| p.id.clone());
        let applicant = scenario.applicants().find(|id| party(*id).as_ref() == Some(&self.applicant));
        let Some(applicant) = applicant else {
            let known = scenario.applicants().filter_map(party).collect();
            return Err(BadAnswer::Applicant(self.applicant.clone(), known));
        };
        way = way.for_applicant(applicant);
        for (name, answers) in &self.answers {
            let Some((at, _, situation)) = scenario.situations.get_full(name) else {
                let known = scenario.situations.keys().cloned().collect();
                return Err(BadAnswer::Situation(name.clone(), known));
            };
            if answers.len() != 1 && !situation.several {
                return Err(BadAnswer::One(name.clone()));
            }
            let mut chosen = Vec::new();
            for answer in answers {
                match situation.answers.iter().position(|a| a.id == *answer) {
                    Some(position) => chosen.push(position),
                    None => {
                        let known = situation.answers.iter().map(|a| a.id.clone()).collect();
                        return Err(BadAnswer::Answer(name.clone(), answer.clone(), known));
                    }
                }
            }
            way.set(SituationId::from(at), &chosen);
        }
        Ok(way)
    }
}

/// An application as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// Its id.
    pub id: Uuid,
    /// What it was begun with.
    pub start: Start,
    /// The record of its last turn; in its row the first eight bytes, for it is known last.
    #[serde(skip)]
    pub last_record: u64,
    /// Its state.
    pub state: Application,
    /// Which things its steps took.
    #[serde(default)]
    pub things: Vec<(StepId, HoldKey)>,
    /// The applications that its steps run, until it hears of their end.
    #[serde(default)]
    pub runs: Vec<(TaskId, Uuid)>,
}

impl Dossier {
    /// One that is about to begin.
    pub fn new(id: Uuid, start: Start) -> Self {
        Self {
            id,
            start,
            last_record: 0,
            state: Application::default(),
            things: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// The row that keeps it, but for the number of its last record, which is told it when that is known.
    ///
    /// # Errors
    /// What cannot be written, which is a mistake of this program.
    pub fn write(&self) -> Result<Vec<u8>, String> {
        postcard::to_extend(self, vec![0; 8]).map_err(|e| e.to_string())
    }

    /// Tells a row the number of its last record.
    pub fn note(row: &mut [u8], record: u64) {
        if let Some(first) = row.first_chunk_mut::<8>() {
            *first = record.to_be_bytes();
        }
    }

    /// Reads a row.
    ///
    /// # Errors
    /// What stands there is none.
    pub fn read(row: &[u8]) -> Result<Self, String> {
        let (record, rest) = row.split_first_chunk::<8>().ok_or("it is too short")?;
        let (dossier, rest) = postcard::take_from_bytes::<Self>(rest).map_err(|e| e.to_string())?;
        if !rest.is_empty() {
            return Err("there is more than it says".to_owned());
        }
        Ok(Self { last_record: u64::from_be_bytes(*record), ..dossier })
    }
}

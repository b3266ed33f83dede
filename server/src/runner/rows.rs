//! The rows of the index: which there are, and how their keys are made. The first byte of a key is its family;
//! numbers are big-endian, so that keys sort as what they say does; names end with a zero.
//!
//! | family | key | value |
//! |---|---|---|
//! | `a` | application | its [`Dossier`](super::dossier::Dossier) |
//! | `l` | open or closed, application | what lists show of it |
//! | `t` | department, due, since, application, step | an open task |
//! | `w` | person, department, due, since, application, step | an open task that they have claimed |
//! | `m` | due, application or thing, timer | nothing |
//! | `c` | system, application, step | what is owed by the outside |
//! | `i` | application, step | an incident |
//! | `r` | scenario, message, value, application | who waits for a message |
//! | `u` | record, number | mail between applications and things that was not taken yet |
//! | `h` | thing | its line |
//! | `k` | week, idempotency key | the application that it began; for seven days |
//! | `d` | scenario, record | a published version |
//! | `D` | version | its files |
//! | `p` | principal | its number |
//! | `x` | room, key | what a room of the server keeps |

use onething_engine::application::{Moment, StepId};
use std::ops::Bound;
use uuid::Uuid;

/// Families of rows.
pub mod family {
    /// Applications.
    pub const APPLICATION: u8 = b'a';
    /// What lists show.
    pub const LISTED: u8 = b'l';
    /// Tasks of worklists.
    pub const TASK: u8 = b't';
    /// Tasks that somebody has claimed.
    pub const CLAIMED: u8 = b'w';
    /// Timers.
    pub const TIMER: u8 = b'm';
    /// What is owed by the outside.
    pub const OWED: u8 = b'c';
    /// Incidents.
    pub const INCIDENT: u8 = b'i';
    /// Who waits for a message.
    pub const AWAITING: u8 = b'r';
    /// Mail that was not taken yet.
    pub const MAIL: u8 = b'u';
    /// Lines of held things.
    pub const LINE: u8 = b'h';
    /// Idempotency keys of starts.
    pub const STARTED: u8 = b'k';
    /// Versions of a scenario.
    pub const VERSION: u8 = b'd';
    /// Files of a version.
    pub const FILES: u8 = b'D';
    /// Numbers of persons.
    pub const PERSON: u8 = b'p';
    /// What rooms keep.
    pub const KEPT: u8 = b'x';
}

/// Longest name in a key, in bytes.
const LONGEST_NAME: usize = 256;

/// A key under construction.
#[derive(Debug, Clone, Default)]
pub struct Key(Vec<u8>);

impl Key {
    /// A key of a family.
    pub fn of(family: u8) -> Self {
        let mut bytes = Vec::with_capacity(64);
        bytes.push(family);
        Self(bytes)
    }

    /// Adds a name and its end; zeros within it are taken out, for they end names. Of a long one a hash stands
    /// for what is beyond.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        if name.len() <= LONGEST_NAME {
            self.without_zero(name);
        } else {
            let cut = name.floor_char_boundary(LONGEST_NAME - 64);
            self.without_zero(&name[..cut]);
            self.0.extend(blake3::hash(name.as_bytes()).to_hex().bytes());
        }
        self.0.push(0);
        self
    }

    fn without_zero(&mut self, name: &str) {
        if name.as_bytes().contains(&0) {
            self.0.extend(name.bytes().filter(|b| *b != 0));
        } else {
            self.0.extend_from_slice(name.as_bytes());
        }
    }

    /// Adds an id.
    #[must_use]
    pub fn id(mut self, id: Uuid) -> Self {
        self.0.extend_from_slice(id.as_bytes());
        self
    }

    /// Adds a moment; earlier ones sort first, those before 1970 too.
    #[must_use]
    pub fn moment(mut self, at: Moment) -> Self {
        self.0.extend((at.0 ^ i64::MIN).to_be_bytes());
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(mut self, number: u64) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    /// Adds a small number.
    #[must_use]
    pub fn short(mut self, number: u16) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    /// Adds bytes as they are.
    #[must_use]
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    /// The key.
    pub fn done(self) -> Vec<u8> {
        self.0
    }

    /// The range of all keys that begin with this one.
    pub fn range(self) -> (Vec<u8>, Bound<Vec<u8>>) {
        let end = after(&self.0);
        (self.0, end)
    }
}

/// The end of all keys that begin with some bytes.
pub fn after(prefix: &[u8]) -> Bound<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return Bound::Excluded(end);
        }
    }
    Bound::Unbounded
}

/// The key of an application.
pub fn application(id: Uuid) -> Vec<u8> {
    Key::of(family::APPLICATION).id(id).done()
}

/// The key of a timer.
pub fn timer(due: Moment, application: Uuid, timer: u32) -> Vec<u8> {
    Key::of(family::TIMER).moment(due).bytes(b"a").id(application).number(timer.into()).done()
}

/// The key of the time at which a place in a line ends.
pub fn line_timer(due: Moment, thing: &[u8]) -> Vec<u8> {
    Key::of(family::TIMER).moment(due).bytes(b"h").bytes(thing).done()
}

/// The key of an open task, by when it is due and since when it waits.
pub fn task(department: &str, at: (Moment, Moment), application: Uuid, step: StepId) -> Vec<u8> {
    listed(Key::of(family::TASK), department, at, application, step)
}

/// The key of an open task that a person has claimed.
pub fn claimed(
    person: u32,
    department: &str,
    at: (Moment, Moment),
    application: Uuid,
    step: StepId,
) -> Vec<u8> {
    listed(Key::of(family::CLAIMED).number(person.into()), department, at, application, step)
}

fn listed(
    list: Key,
    department: &str,
    (due, since): (Moment, Moment),
    application: Uuid,
    step: StepId,
) -> Vec<u8> {
    list.name(department).moment(due).moment(since).id(application).short(step.0).done()
}

/// A part of a key that is being read.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'k>(pub &'k [u8]);

impl<'k> Parts<'k> {
    /// The next name.
    pub fn name(&mut self) -> Option<&'k str> {
        let end = self.0.iter().position(|b| *b == 0)?;
        let (name, rest) = (self.0.get(..end)?, self.0.get(end + 1..)?);
        self.0 = rest;
        std::str::from_utf8(name).ok()
    }

    /// The next id.
    pub fn id(&mut self) -> Option<Uuid> {
        let (id, rest) = self.0.split_first_chunk::<16>()?;
        self.0 = rest;
        Some(Uuid::from_bytes(*id))
    }

    /// The next moment.
    pub fn moment(&mut self) -> Option<Moment> {
        self.number().map(|n| Moment(i64::from_be_bytes(n.to_be_bytes()) ^ i64::MIN))
    }

    /// The next number.
    pub fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        Some(u64::from_be_bytes(*number))
    }

    /// The next small number.
    pub fn short(&mut self) -> Option<u16> {
        let (number, rest) = self.0.split_first_chunk::<2>()?;
        self.0 = rest;
        Some(u16::from_be_bytes(*number))
    }

    /// The next byte.
    pub fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }
}

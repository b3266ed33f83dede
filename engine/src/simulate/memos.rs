//! What is known already of the turns of each variant, handed on from one replication to the next.

use super::heard::{Brief, Heard};
use super::host::Case;
use super::model::Variant;
use super::say::{Listener, Say, Spoken, Task, id};
use crate::application::command::{Actor, Command, Envelope};
use crate::application::memo::{self, Came, Kept, Memo};
use crate::application::moment::Moment;
use crate::application::state::Application;
use std::sync::{Mutex, PoisonError};

/// About how many bytes the memos of one replication take at most.
pub(super) const ROOM: usize = 8 << 20;

/// Of one variant.
pub(super) struct VariantMemo {
    pub memo: Memo<Heard>,
    pub spoken: Spoken,
}

/// Of all variants, each once an application of it has come.
#[derive(Default)]
pub(super) struct Memos {
    all: Vec<Option<Box<VariantMemo>>>,
    /// Bytes that they may still take.
    room: usize,
    /// Anything is kept at all.
    keeps: bool,
}

impl Memos {
    fn new(variants: usize, room: usize) -> Self {
        Self { all: (0..variants).map(|_| None).collect(), room, keeps: room > 0 }
    }

    #[inline]
    pub fn get(&self, variant: usize) -> Option<&VariantMemo> {
        self.all.get(variant)?.as_deref()
    }

    /// That of a variant, begun where it is new.
    pub fn begin(&mut self, number: usize, variant: &Variant, kept: &mut Kept, is_kept: bool) {
        let Some(known) = self.all.get_mut(number) else { return };
        let known = known.get_or_insert_with(|| {
            Box::new(VariantMemo { memo: Memo::new(&variant.program), spoken: Spoken::of(variant) })
        });
        known.memo.begin(kept, is_kept && self.keeps);
    }

    /// Says something to an application; what came of it, if it was taken.
    #[inline]
    pub fn turn<'h>(
        &'h mut self,
        case: &mut Case,
        variant: &'h Variant,
        say: Say,
        at: Moment,
        hear: Option<Hear<'h>>,
    ) -> Option<Known> {
        let VariantMemo { memo, spoken } = self.all.get_mut(case.variant)?.as_deref_mut()?;
        let mut says = Says { variant, spoken, say, hear };
        memo.turn(&variant.program, &mut case.kept, say.key(), at, &mut self.room, &mut says)
    }

    /// What was heard in a turn of a variant.
    #[inline]
    pub fn heard(&self, variant: usize, turn: Known) -> Option<&Heard> {
        self.get(variant)?.memo.gave(turn)
    }

    /// Whether a visit of a step is open.
    #[inline]
    pub fn is_open(&self, case: &Case, task: Task) -> bool {
        self.get(case.variant).is_some_and(|known| known.memo.is_open(&case.kept, id(task)))
    }

    /// The state of an application.
    #[inline]
    pub fn application<'a>(&'a self, case: &'a Case) -> Option<&'a Application> {
        Some(self.get(case.variant)?.memo.application(&case.kept))
    }
}

/// A turn that was taken.
pub(super) type Known = memo::Known<Brief>;

/// Something said to an application of a variant.
struct Says<'a> {
    variant: &'a Variant,
    spoken: &'a Spoken,
    say: Say,
    hear: Option<Hear<'a>>,
}

/// Who hears of a command and what came of it.
pub(super) type Hear<'a> = &'a mut dyn FnMut(&Envelope, Came<'_>);

impl memo::Host<Heard> for Says<'_> {
    fn say(&self, application: &Application) -> Option<(Actor, Command)> {
        Listener { variant: self.variant, spoken: self.spoken, application }.command(self.say)
    }

    fn settle(&self, application: &Application, heard: &mut Heard) {
        heard.settle(self.variant, application);
    }

    fn hears(&self) -> bool {
        self.hear.is_some()
    }

    fn hear(&mut self, envelope: &Envelope, came: Came<'_>) {
        if let Some(hear) = &mut self.hear {
            hear(envelope, came);
        }
    }
}

/// Memos that no replication uses at the moment.
///
/// They say what [`turn`](crate::application::turn) would say, so it makes no difference which one is taken.
pub(super) struct Shelf {
    memos: Mutex<Vec<Memos>>,
    pub room: usize,
}

impl Shelf {
    pub fn new(room: usize) -> Self {
        Self { memos: Mutex::new(Vec::new()), room }
    }

    /// Those that were put back last, else new ones.
    pub fn take(&self, variants: usize) -> Memos {
        let spare = self.memos.lock().unwrap_or_else(PoisonError::into_inner).pop();
        spare.unwrap_or_else(|| Memos::new(variants, self.room))
    }

    pub fn put_back(&self, memos: Memos) {
        self.memos.lock().unwrap_or_else(PoisonError::into_inner).push(memos);
    }
}

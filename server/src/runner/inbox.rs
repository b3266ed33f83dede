//! What waits for a shard, and who works it off: a thread of its own, or whoever brings something while nobody does.
//! So a command that comes alone changes hands once less, and a shard is written by one at a time all the same.

use super::message::Message;
use super::shard::Shard;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many messages whoever brings one works off at most; the rest is left to the shard's own thread.
const MOST: usize = 8;

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Message>,
    /// Somebody works it off.
    is_worked: bool,
    /// Its thread waits for something to do.
    is_idle: bool,
    /// Nothing more is taken.
    is_closed: bool,
}

/// What waits for a shard.
#[derive(Default)]
pub struct Inbox {
    queue: Mutex<Queue>,
    more: Condvar,
    /// The shard, while it has a thread.
    shard: Mutex<Option<Box<Shard>>>,
}

/// It came too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed;

impl Inbox {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Nobody panics while holding it.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings a message.
    ///
    /// # Errors
    /// The shard has ended.
    pub fn put(&self, message: Message) -> Result<(), Closed> {
        let mut queue = self.queue();
        if queue.is_closed {
            return Err(Closed);
        }
        queue.waiting.push_back(message);
        self.wake(&queue);
        Ok(())
    }

    /// Brings a message and works it off, with what waits, where nobody does.
    ///
    /// # Errors
    /// The shard has ended.
    pub fn put_and_work(&self, message: Message) -> Result<(), Closed> {
        let mut queue = self.queue();
        if queue.is_closed {
            return Err(Closed);
        }
        queue.waiting.push_back(message);
        if queue.is_worked {
            return Ok(());
        }
        queue.is_worked = true;
        drop(queue);
        self.work(MOST);
        Ok(())
    }

    /// The next message.
    pub(super) fn take(&self) -> Option<Message> {
        self.queue().waiting.pop_front()
    }

    /// Gives the shard a place from which whoever brings something can work it.
    pub(super) fn employ(&self, shard: Shard) {
        *self.shard() = Some(Box::new(shard));
    }

    /// What its thread does, until it is closed.
    pub(super) fn run(&self) {
        loop {
            let mut queue = self.queue();
            while !queue.is_closed && (queue.is_worked || queue.waiting.is_empty()) {
                queue.is_idle = true;
                queue = self.more.wait(queue).unwrap_or_else(PoisonError::into_inner);
                queue.is_idle = false;
            }
            if queue.is_closed {
                break;
            }
            queue.is_worked = true;
            drop(queue);
            self.work(usize::MAX);
        }
        // It holds what holds this.
        drop(self.shard().take());
    }

    fn shard(&self) -> MutexGuard<'_, Option<Box<Shard>>> {
        // One that panicked has lost what it had loaded of the application, which is read again.
        self.shard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self, queue: &Queue) {
        if queue.is_idle && !queue.is_worked {
            self.more.notify_one();
        }
    }

    /// Works off so many messages at most, as the one who does.
    fn work(&self, most: usize) {
        let _worked = Worked(self);
        let mut shard = self.shard();
        let Some(shard) = shard.as_mut() else { return };
        for _ in 0..most {
            match self.take() {
                None => return,
                Some(Message::Close) => return shard.leave(self.close() + 1),
                Some(message) => shard.take(message),
            }
        }
    }

    /// Takes nothing more; how many messages come to nothing.
    fn close(&self) -> usize {
        let mut queue = self.queue();
        queue.is_closed = true;
        std::mem::take(&mut queue.waiting).len()
    }
}

/// Somebody works; also where that panics, somebody else can then.
struct Worked<'i>(&'i Inbox);

impl Drop for Worked<'_> {
    fn drop(&mut self) {
        let mut queue = self.0.queue();
        queue.is_worked = false;
        if queue.is_closed || !queue.waiting.is_empty() {
            self.0.wake(&queue);
        }
    }
}

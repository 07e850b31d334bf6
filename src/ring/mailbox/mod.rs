//! A mailbox: the latest value, from one writer to any number of readers.
//!
//! # What it guarantees
//! * **Whole.** A reader gets a value as it was written, the latest that was complete when it
//!   looked, with its number: 1, 2, 3… A value that nobody read in time is overwritten, and
//!   the numbers tell how many.
//! * **Crashes.** There are two slots, and the writer overwrites the older: killed at any
//!   instruction, it leaves the newer one whole. One store commits a write. The next writer
//!   goes on with the next number.
//! * **Take-over.** The writer's place goes to who asks for it once its owner died or closed;
//!   `Busy` before. Readers have no place and leave no trace; a mapping that is read-only will
//!   do for them, unless they wait.
//! * **Hostile bytes.** A slot whose sequence makes no sense is not read, bounds come from
//!   private memory, and every call takes a bounded number of steps. Values carry no
//!   checksum.
//!
//! A writer never waits. A reader copies again if the writer came twice during its copy, and
//! answers `Busy` after many times: with values so large, and a writer so quick, that no copy
//! ends in time. Each slot is a sequence lock (Lameter, "Effective Synchronization on
//! Linux/NUMA Systems", 2005) with a number instead of a count.

mod ends;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod kind;
mod layout;
mod seeded;
#[cfg(test)]
mod tests;
mod typed;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod watch;

pub use ends::{ReaderEnd, WriterEnd};
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub use kind::MailboxKind;
pub use typed::{MailboxReader, MailboxWriter};

use super::owner::{Owner, Peer};
use crate::provider::Mem;
use crate::status::{Result, Status, fail};
use crate::sync::{Ordering::*, fence};
use layout::Shape;
use seeded::{Bug, seeded};

/// So many copies that the writer overtook, and the reader gives up.
const TRIES: u32 = 1000;

/// A view of a mailbox in memory, on values as bytes.
#[derive(Clone, Copy)]
pub struct Mailbox<'a> {
    mem: Mem<'a>,
    shape: Shape,
}

/// What a writer remembers in its own process.
#[derive(Debug)]
#[repr(align(128))] // shares no line with another handle
pub struct WriterState {
    owner: Owner,
    /// The number of the last whole value.
    written: u64,
}

impl WriterState {
    /// The number of the last value, by whomever; 0 for none.
    pub fn written(&self) -> u64 {
        self.written
    }
}

/// The sequence word of a slot: twice the number of the whole value in it, or that and one
/// while it is being written.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Sequence(u64);

impl Sequence {
    const fn whole(number: u64) -> Sequence {
        Sequence(number << 1)
    }

    const fn writing(number: u64) -> Sequence {
        Sequence(number << 1 | 1)
    }

    /// The number of the whole value that the slot of `parity` has; 0 if none.
    const fn number(self, parity: u64) -> u64 {
        let number = self.0 >> 1;
        if self.0 & 1 == 0 && number & 1 == parity { number } else { 0 }
    }
}

const _: () = {
    assert!(Sequence::whole(7).number(1) == 7 && Sequence::whole(7).number(0) == 0);
    assert!(Sequence::writing(7).number(1) == 0 && Sequence(0).number(0) == 0);
};

impl<'a> Mailbox<'a> {
    /// Bytes of memory a mailbox for values of `value` bytes takes.
    pub fn required_size(value: u32) -> Result<usize> {
        Ok(Shape::new(value)?.size())
    }

    /// Makes an empty mailbox of `mem`, whose bytes are arbitrary. Nobody else uses them yet.
    pub fn format(mem: Mem<'a>, value: u32) -> Result<Mailbox<'a>> {
        let shape = Mailbox::fit(mem, value)?;
        for offset in (0..shape.size()).step_by(8) {
            mem.word64(offset).store(0, Relaxed);
        }
        mem.word64(layout::VALUE_BYTES).store(value as u64, Relaxed);
        // Release: with the Acquire in `attach`: a mailbox with its magic is a whole one.
        mem.word64(layout::LAYOUT_MAGIC).store(layout::MAGIC, Release);
        Ok(Mailbox { mem, shape })
    }

    /// The mailbox in `mem`, made for values of the same size. Reads only.
    ///
    /// `Layout` if there is no mailbox of this version, `Mismatch` if it was made for values
    /// of another size.
    pub fn attach(mem: Mem<'a>, value: u32) -> Result<Mailbox<'a>> {
        let shape = Mailbox::fit(mem, value)?;
        // Acquire: with the Release in `format`.
        let magic = mem.word64(layout::LAYOUT_MAGIC).load(Acquire);
        if magic != layout::MAGIC {
            fail!(Layout, "mailbox: magic {magic:#018x}, not {:#018x}", layout::MAGIC);
        }
        let made = mem.word64(layout::VALUE_BYTES).load(Relaxed);
        if made != value as u64 {
            fail!(Mismatch, "mailbox: made for values of {made} bytes, asked for {value}");
        }
        Ok(Mailbox { mem, shape })
    }

    fn fit(mem: Mem<'a>, value: u32) -> Result<Shape> {
        let shape = Shape::new(value)?;
        if mem.len() < shape.size() {
            fail!(
                Invalid,
                "mailbox: values of {value} bytes take {} bytes, given {}",
                shape.size(),
                mem.len()
            );
        }
        Ok(shape)
    }

    /// Takes the writer's place. `Busy` while another writer lives.
    pub fn open_writer(self) -> Result<WriterState> {
        let word = self.mem.word64(layout::WRITER_OWNER);
        let rob = seeded(Bug::TakeFromLiving);
        let owner = Owner::take(word, self.mem.live(), "mailbox: the writer", rob)?;
        Ok(WriterState { owner, written: self.latest() })
    }

    /// Gives the writer's place back. The value stays.
    pub fn close_writer(self, writer: WriterState) {
        writer.owner.release(self.mem.word64(layout::WRITER_OWNER));
    }

    /// Who writes. Asks the kernel whether it lives.
    pub fn writer(self) -> Peer {
        Owner::load(self.mem.word64(layout::WRITER_OWNER)).peer(self.mem.live())
    }

    #[inline(always)]
    fn sequence(self, number: u64) -> Sequence {
        // Acquire: with the Release that ends a write: the value is there.
        Sequence(self.mem.word64(self.shape.sequence(number)).load(Acquire))
    }

    /// The number of the latest whole value; 0 for none.
    ///
    /// The writer may pass between the looks at the two slots: one slot as it was and the other
    /// as it is can hide a value that was there all the time. So the first is looked at again.
    #[inline(always)]
    pub fn latest(self) -> u64 {
        let mut zero = self.sequence(0);
        for _ in 0..TRIES {
            let one = self.sequence(1);
            let again = self.sequence(0);
            if again == zero || seeded(Bug::LooksApart) {
                return zero.number(0).max(one.number(1));
            }
            zero = again;
        }
        zero.number(0).max(self.sequence(1).number(1))
    }

    #[inline(always)]
    fn check_size(self, bytes: usize) -> Result<()> {
        if bytes != self.shape.value() {
            fail!(Invalid, "mailbox: {bytes} bytes, values are {} bytes", self.shape.value());
        }
        Ok(())
    }

    /// Puts a value in place of the older of the two, and wakes who waits. Its number.
    #[inline(always)]
    pub fn write(self, writer: &mut WriterState, value: &[u8]) -> Result<u64> {
        self.check_size(value.len())?;
        let number = writer.written.wrapping_add(1);
        // Only the writer stores it: one that somebody scribbled over could pass for newer.
        let last = self.mem.word64(self.shape.sequence(writer.written));
        if last.load(Relaxed) != Sequence::whole(writer.written).0 {
            // Release: as below.
            last.store(Sequence::whole(writer.written).0, Release);
        }
        let slot = if seeded(Bug::OverwriteNewer) { number ^ 1 } else { number };
        let word = self.mem.word64(self.shape.sequence(slot));
        if !seeded(Bug::SequenceKept) {
            // Relaxed, then the fence: with the reader's fence. Who copies any part of the new
            // value does not find the old sequence afterwards.
            word.store(Sequence::writing(number).0, Relaxed);
            if !seeded(Bug::NoFence) {
                fence(Release);
            }
        }
        if seeded(Bug::SequenceBeforeValue) {
            word.store(Sequence::whole(number).0, Release);
        }
        self.mem.copy_in(self.shape.data(slot), value);
        // Release: with the Acquire in `sequence`: who sees it sees the value.
        word.store(Sequence::whole(number).0, Release);
        writer.written = number;
        if !seeded(Bug::NoWake) {
            self.wake();
        }
        Ok(number)
    }

    /// Copies the latest value, and answers its number. `Empty` if there is none yet, or none
    /// newer than number `seen`; `Busy` if the writer overtook a thousand copies.
    #[inline(always)]
    pub fn read_newer(self, seen: u64, value: &mut [u8]) -> Result<u64> {
        self.check_size(value.len())?;
        for _ in 0..TRIES {
            let number = self.latest();
            if number == 0 || number == seen {
                return Err(Status::Empty.into());
            }
            self.mem.copy_out(self.shape.data(number), value);
            // Acquire: with the writer's Release fence.
            fence(Acquire);
            let word = self.mem.word64(self.shape.sequence(number));
            if word.load(Relaxed) == Sequence::whole(number).0 || seeded(Bug::NoSecondLook) {
                return Ok(number);
            }
            core::hint::spin_loop();
        }
        Err(Status::Busy.into())
    }

    /// Copies the latest value, and answers its number. `Empty` if there is none yet.
    #[inline]
    pub fn read(self, value: &mut [u8]) -> Result<u64> {
        self.read_newer(0, value)
    }

    /// Wakes the sleeping readers. Without `std` nobody can sleep.
    #[inline(always)]
    fn wake(self) {
        #[cfg(feature = "std")]
        crate::sync::EventCount::at(self.mem, layout::EVENT).wake();
    }

    /// As [`read_newer`](Self::read_newer), waiting for a newer value until `deadline`.
    ///
    /// `Timeout` when it passes, also if there never was a writer; `PeerDead` if the writer
    /// died, nobody took its place, and there is nothing newer.
    #[cfg(feature = "std")]
    pub fn wait_newer(
        self,
        seen: u64,
        value: &mut [u8],
        deadline: crate::sync::Deadline,
    ) -> Result<u64> {
        let event = crate::sync::EventCount::at(self.mem, layout::EVENT);
        event.wait(
            deadline,
            || match self.read_newer(seen, value) {
                Ok(number) => Ok(Some(number)),
                Err(error) if error.status() == Status::Empty => Ok(None),
                Err(error) => Err(error),
            },
            |_| match self.writer() {
                // Dead first, then nothing newer: the dead write no more.
                Peer::Dead(who) if matches!(self.latest(), last if last == 0 || last == seen) => {
                    fail!(PeerDead, "mailbox: the writer, {who:?}, died after value {seen}")
                }
                _ => Ok(()),
            },
        )
    }
}

//! Writing, under the lock.
//!
//! ```text
//! lock, finish any intent found            whoever left it, dead or given up
//! intent = the blocks to change
//! for each block, in the slot that does not hold:
//!     epoch = absent; fence (release)      without it readers would accept torn bytes
//!     bytes and their sum in one pass
//!     summary; epoch = the next (release)
//! committed = the next (release)           the commit, of all blocks at once
//! at Critical: the other slot of each block likewise
//! committed copy = the next; intent = none; unlock
//! ```

use super::checked::Checked;
use super::damage::{Damage, Place};
use super::layout::{self, Intent, Summary};
use super::seeded::{Bug, seeded};
use super::statistics::Counter;
use super::view::{ABSENT, Commit, Miss, Slot, View};
use super::{Ask, VerificationLevel};
use crate::status::{Error, Result, Status, fail};
use crate::sync::checksum::{self, Crc};
use crate::sync::{Ordering::*, OwnerGuard, fence};

/// A write under way, with the lock. Dropped without [`commit`](Writer::commit), it never
/// happened.
pub(super) struct Writer<'a> {
    view: &'a View<'a>,
    level: VerificationLevel,
    /// The region's own.
    stored: VerificationLevel,
    before: Commit,
    next: Commit,
    intent: Intent,
    /// A slot's epoch did not check; the block was written anew, and the word is to go.
    obsolete: bool,
    bytes: u64,
    // Last: the lock is given back after everything else is undone.
    _guard: OwnerGuard<'a>,
}

/// Where a block's new data goes, and where its present data is.
struct Places {
    /// The slot that holds; `None` if none does.
    current: Option<usize>,
    target: usize,
}

impl<'a> Writer<'a> {
    /// Takes the lock, until the deadline of `ask`, and finishes what others left.
    #[inline(always)]
    pub(super) fn begin(view: &'a View<'a>, ask: &Ask) -> Result<Writer<'a>> {
        let guard = view.lock().lock(ask.deadline)?;
        if (!view.is_settled() && !seeded(Bug::RepairByLock)) || guard.recovered() {
            view.settle()?;
        }
        // Relaxed: the lock orders writers. Settled: the copy is the same, so the word checks.
        let before = Commit::unchecked(view.word(layout::COMMITTED).load(Relaxed));
        if before.epoch >= Checked::MAX {
            fail!(State, "{}: no epoch after {}", view.shape.name(), before.epoch);
        }
        let stored = view.level()?;
        Ok(Writer {
            view,
            level: stored.raised(ask.level),
            stored,
            before,
            next: Commit::of(before.epoch + 1),
            intent: Intent::NONE,
            obsolete: false,
            bytes: 0,
            _guard: guard,
        })
    }

    /// The epoch of its commit: greater than that of every other before.
    pub(super) fn epoch(&self) -> u64 {
        self.next.epoch
    }

    /// Declares that blocks are about to be changed.
    #[inline(always)]
    pub(super) fn cover(&mut self, first: u32, count: u32) {
        let intent = self.intent.with(first, count);
        if intent != self.intent {
            self.intent = intent;
            // Release: before the slots' absence, which is stored with Release too, so that
            // whoever meets an epoch of this write meets its intent.
            self.view.word(layout::INTENT).store(intent.to_word().to_bits(), Release);
        }
    }

    /// Writes `bytes` at `offset`, inside the region.
    #[inline]
    pub(super) fn write(&mut self, offset: u64, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let size = self.view.shape.block as u64;
        let (first, last) = (offset / size, (offset + bytes.len() as u64 - 1) / size);
        self.cover(first as u32, (last - first + 1) as u32);
        let mut at = (offset % size) as usize;
        let mut rest = bytes;
        for block in first as u32..=last as u32 {
            let len = rest.len().min(size as usize - at);
            let part;
            (part, rest) = rest.split_at(len);
            if at == 0 && len == self.view.used(block) {
                self.put_whole(block, part)?;
            } else {
                self.put_part(block, at, part)?;
            }
            at = 0;
        }
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Makes `bytes` the value of a cell.
    #[inline(always)]
    pub(super) fn write_value(&mut self, bytes: &[u8]) -> Result<()> {
        self.cover(0, 1);
        self.bytes += bytes.len() as u64;
        self.put_whole(0, bytes)
    }

    /// Reads as this write has left things so far.
    pub(super) fn read(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        let size = self.view.shape.block as u64;
        let (mut block, mut at) = ((offset / size) as u32, (offset % size) as usize);
        let mut rest = out;
        while !rest.is_empty() {
            let len = rest.len().min(size as usize - at);
            let part;
            (part, rest) = rest.split_at_mut(len);
            let care = self.view.care_of(self.level, self.stored);
            // What this write put is at the next epoch; everything else is not newer than the
            // last.
            let read = |slot: &Slot| self.view.read_slot(care, slot, at, part);
            self.view
                .serve(care, self.next, block, read)
                .map_err(|miss| self.failed(block, miss))?;
            block += 1;
            at = 0;
        }
        Ok(())
    }

    /// Copies a cell's value to the front of `out`, which has room for it.
    pub(super) fn read_value(&self, out: &mut [u8]) -> Result<usize> {
        let care = self.view.care_of(self.level, self.stored);
        let read = |slot: &Slot| {
            let len = slot.summary.len as usize;
            self.view.read_slot(care, slot, 0, &mut out[..len]).map(|()| len)
        };
        let served = self.view.serve(care, self.before, 0, read);
        served.map(|(len, _)| len).map_err(|miss| self.failed(0, miss))
    }

    /// The slot of `block` that this write already put, if any; else where to put it.
    #[inline(always)]
    fn places(&self, block: u32) -> core::result::Result<usize, Places> {
        let words = self.view.epoch_words(block);
        // The usual case, told by whole words: one slot is of the last commit, or of this.
        if words[0] == self.before.word && words[1] != words[0] && words[1] != self.next.word {
            return Err(Places { current: Some(0), target: 1 });
        }
        if words[1] == self.before.word && words[1] != words[0] && words[0] != self.next.word {
            return Err(Places { current: Some(1), target: 0 });
        }
        self.places_by_epoch(words)
    }

    fn places_by_epoch(&self, words: [u64; 2]) -> core::result::Result<usize, Places> {
        if let Some(put) = words.iter().position(|word| *word == self.next.word) {
            return Ok(put);
        }
        // An epoch above the last commit is nobody's by now.
        let known =
            |word: u64| Checked::from_bits(word).get().filter(|epoch| *epoch <= self.before.epoch);
        Err(match words.map(known) {
            [Some(0), Some(0)] => Places { current: None, target: 0 },
            [Some(a), Some(b)] if a >= b => Places { current: Some(0), target: 1 },
            [Some(_), Some(_)] => Places { current: Some(1), target: 0 },
            // Which of the two held cannot be told. The new data goes where it does not
            // uncover a slot that may be older.
            [Some(_), None] | [None, None] => Places { current: None, target: 0 },
            [None, Some(_)] => Places { current: None, target: 1 },
        })
    }

    /// Writes all of a block.
    #[inline(always)]
    fn put_whole(&mut self, block: u32, bytes: &[u8]) -> Result<()> {
        let target = match self.places(block) {
            Ok(put) => put,
            Err(Places { current: Some(_), target }) => target,
            Err(Places { current: None, target }) => self.replace(block, target),
        };
        let unsummed = self.level == VerificationLevel::Off;
        let mut summary = Summary { crc: 0, len: bytes.len() as u16, unsummed };
        let start = self.view.shape.slot(block, target);
        self.open(block, target);
        if unsummed {
            self.view.mem.copy_in(start, bytes);
        } else {
            let prefix = self.view.identity.prefix(block, self.next.epoch, &summary);
            summary.crc = self.view.mem.copy_in_crc(start, bytes, prefix).value();
        }
        self.close(block, target, summary)
    }

    /// Writes a part of a block and takes the rest over.
    fn put_part(&mut self, block: u32, at: usize, bytes: &[u8]) -> Result<()> {
        let (current, target) = match self.places(block) {
            Ok(put) => return self.put_again(block, put, at, bytes),
            Err(Places { current: Some(current), target }) => (current, target),
            Err(Places { current: None, .. }) => self.heal(block)?,
        };
        let view = self.view;
        let mut old = self.slot(block, current).map_err(|miss| self.failed(block, miss))?;
        let mut target = target;
        if self.level == VerificationLevel::Critical && view.verify_slot(&old).is_err() {
            let (current, other) = self.heal(block)?;
            old = self.slot(block, current).map_err(|miss| self.failed(block, miss))?;
            target = other;
        }
        if old.summary.unsummed && self.stored != VerificationLevel::Off {
            let miss = view.damaged(block, Place::Unsummed, old.epoch, 0, 0);
            return Err(self.failed(block, miss));
        }
        let summed = self.level != VerificationLevel::Off && !old.summary.unsummed;
        let mut summary = Summary { crc: 0, unsummed: !summed, ..old.summary };
        let (from, to) = (view.shape.slot(block, old.index), view.shape.slot(block, target));
        let (end, len) = (at + bytes.len(), summary.len as usize);
        let old_prefix = view.identity.prefix(block, old.epoch, &old.summary);
        let prefix = view.identity.prefix(block, self.next.epoch, &summary);
        self.open(block, target);
        // One pass: the old bytes are summed as they are copied, so what was verified is what
        // was taken over.
        let head = view.mem.copy_across_crc(to, from, at, old_prefix);
        let old_part = view.mem.sum(from + at, bytes.len(), Crc::zero());
        let new_part = view.mem.copy_in_crc(to + at, bytes, Crc::zero());
        let through = head.advance(bytes.len() as u64).difference(old_part);
        let whole = view.mem.copy_across_crc(to + end, from + end, len - end, through).value();
        if summed {
            let verify = self.level.includes(VerificationLevel::Standard);
            if verify && whole != old.summary.crc {
                let want = old.summary.crc;
                let miss = view.damaged(block, Place::Data, old.epoch, want, whole);
                return Err(self.failed(block, miss));
            }
            // Not summed anew: old bytes that had been damaged stay so.
            let prefix = old_prefix.difference(prefix);
            let moved = checksum::change(old.summary.crc, prefix, len as u64);
            let changed = old_part.difference(new_part);
            summary.crc = checksum::change(moved, changed, (len - end) as u64);
            if seeded(Bug::Launder) {
                let prefix = view.identity.prefix(block, self.next.epoch, &summary);
                summary.crc = view.mem.sum(to, len, prefix).value();
            }
        }
        self.close(block, target, summary)
    }

    /// Writes a part of a block that this write has put before.
    fn put_again(&mut self, block: u32, index: usize, at: usize, bytes: &[u8]) -> Result<()> {
        let view = self.view;
        let slot = view.slot(block, index, self.next).map_err(|miss| self.failed(block, miss))?;
        let Slot { mut summary, .. } = slot;
        let start = view.shape.slot(block, index);
        self.open(block, index);
        let old_part = view.mem.sum(start + at, bytes.len(), Crc::zero());
        let new_part = view.mem.copy_in_crc(start + at, bytes, Crc::zero());
        if !summary.unsummed {
            let after = summary.len as usize - at - bytes.len();
            let changed = old_part.difference(new_part);
            summary.crc = checksum::change(summary.crc, changed, after as u64);
        }
        self.close(block, index, summary)
    }

    /// From here on the slot holds nothing.
    #[inline(always)]
    fn open(&self, block: u32, index: usize) {
        if !seeded(Bug::NoZeroing) {
            let word = self.view.word(self.view.shape.descriptor(block, index));
            // Release: after the intent.
            word.store(ABSENT.to_bits(), Release);
        }
        // With the Acquire fence in `is_still`: whoever reads the bytes to come, and then the
        // epoch, reads the absence.
        fence(Release);
    }

    /// From here on the slot holds the next epoch.
    #[inline(always)]
    fn close(&self, block: u32, index: usize, summary: Summary) -> Result<()> {
        let descriptor = self.view.shape.descriptor(block, index);
        if self.level.includes(VerificationLevel::Full) && !summary.unsummed {
            self.read_back(block, index, summary)?;
        }
        if seeded(Bug::CommitFirst) {
            self.view.word(layout::COMMITTED).store(self.next.word, Release);
        }
        // Relaxed: before the epoch.
        self.view.word(descriptor + 8).store(summary.to_bits(), Relaxed);
        // Release: with the Acquire in `epoch_words`.
        self.view.word(descriptor).store(self.next.word, Release);
        Ok(())
    }

    /// Whether what was written is what is there.
    fn read_back(&self, block: u32, index: usize, summary: Summary) -> Result<()> {
        let slot = Slot { block, index, epoch: self.next.epoch, word: 0, summary };
        let (want, got) = (summary.crc, self.view.sum_of(&slot));
        if got != want {
            let miss = self.view.damaged(block, Place::ReadBack, slot.epoch, want, got);
            return Err(self.failed(block, miss));
        }
        Ok(())
    }

    /// The slot that holds.
    fn slot(&self, block: u32, index: usize) -> core::result::Result<Slot, Miss> {
        let word = self.view.epoch_words(block)[index];
        let epoch = Checked::from_bits(word).get().unwrap_or_default();
        self.view.slot(block, index, Commit { epoch, word })
    }

    /// At `Critical`, makes a damaged block whole: which slot holds then, and which is free.
    #[cold]
    fn heal(&self, block: u32) -> Result<(usize, usize)> {
        let damage = match self.view.locate(block, self.before) {
            Ok(slot) => self.view.verify_slot(&slot).err(),
            Err(miss) => Some(miss),
        };
        let damage = match damage {
            Some(Miss::Damaged(damage)) => damage,
            _ => Damage { place: Place::NoSlot, block, epoch: self.before.epoch, want: 0, got: 0 },
        };
        if self.level == VerificationLevel::Critical {
            self.view.note(&damage);
            if let Some(good) = self.view.mend(self.before, block) {
                return Ok((good, 1 - good));
            }
            return Err(self.error(&damage));
        }
        Err(self.failed(block, Miss::Damaged(damage)))
    }

    /// Where a block goes of which no slot is known to hold: `target`, unless the block can
    /// still be made whole.
    #[cold]
    fn replace(&mut self, block: u32, target: usize) -> usize {
        if self.level == VerificationLevel::Critical
            && let Ok((_, free)) = self.heal(block)
        {
            return free;
        }
        self.obsolete = true;
        target
    }

    /// The error for what was met.
    #[cold]
    fn failed(&self, block: u32, miss: Miss) -> Error {
        let damage = match miss {
            Miss::Damaged(damage) => damage,
            // Under the lock nothing moves.
            Miss::Moved => {
                let epoch = self.before.epoch;
                Damage { place: Place::NoSlot, block, epoch, want: 0, got: 0 }
            }
        };
        self.view.note(&damage);
        self.error(&damage)
    }

    fn error(&self, damage: &Damage) -> Error {
        let name = self.view.shape.name();
        Error::with_detail(Status::Corrupt, format_args!("{name}: {damage}"))
    }

    /// Makes everything written take effect, at once.
    #[inline(always)]
    pub(super) fn commit(&mut self) {
        if self.intent == Intent::NONE {
            return;
        }
        let view = self.view;
        // Release: with the Acquire in `committed`. This store is the commit.
        view.word(layout::COMMITTED).store(self.next.word, Release);
        if self.obsolete || self.level == VerificationLevel::Critical {
            self.tidy_slots();
        }
        view.add(Counter::Writes, 1);
        view.add(Counter::BytesWritten, self.bytes);
        view.end(self.next);
        self.intent = Intent::NONE;
    }
}

impl Writer<'_> {
    /// After the commit: the slots beside those that were written.
    fn tidy_slots(&self) {
        let view = self.view;
        if self.obsolete {
            view.forget_broken(self.intent, self.next);
        }
        if self.level == VerificationLevel::Critical && !seeded(Bug::NoMirror) {
            for block in self.intent.blocks(view.shape.blocks) {
                if view.epoch_words(block).contains(&self.next.word) {
                    view.mirror(block, self.next);
                }
            }
        }
    }
}

impl Drop for Writer<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.intent != Intent::NONE {
            give_up(self.view);
        }
    }
}

/// Undoes a write that was not committed; if even that fails, the next writer does.
#[cold]
fn give_up(view: &View<'_>) {
    let _ = view.settle();
}

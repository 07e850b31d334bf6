//! The whole region: changing its level, looking for damage, setting a block back.

use super::VerificationLevel;
use super::checked::Checked;
use super::damage::{Damage, Place};
use super::layout::{self, Intent};
use super::read::Reader;
use super::seeded::{Bug, seeded};
use super::statistics::Counter;
use super::view::{ABSENT, Commit, Miss, Slot, View};
use crate::status::{Error, Result, Status, fail};
use crate::sync::checksum::Crc;
use crate::sync::{Deadline, Ordering::*};

/// What a look at every block found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Blocks looked at: all there are.
    pub blocks: u32,
    /// Blocks whose checksum held.
    pub verified: u32,
    /// Blocks without one: written at `Off`.
    pub unsummed: u32,
    /// Damaged places, the header and control words included.
    pub damaged: u32,
    /// Blocks that a writer overtook at every look; nothing is known of them.
    pub skipped: u32,
}

impl Report {
    /// Whether everything that has a checksum holds.
    pub fn is_sound(&self) -> bool {
        self.damaged == 0
    }
}

/// Looks at one block before it is given up: a writer must overtake each.
const LOOKS: u32 = 1000;

impl View<'_> {
    /// Looks at every block without the lock, and tells `found` of each damaged place. Reads
    /// only.
    pub(super) fn verify_all(&self, found: &mut dyn FnMut(Damage)) -> Result<Report> {
        let mut report = Report { blocks: self.shape.blocks, ..Report::default() };
        let mut damaged = 0;
        let mut tell = |damage| {
            damaged += 1;
            found(damage);
        };
        self.verify_control(&mut tell);
        let level = self.level()?;
        for block in 0..self.shape.blocks {
            match self.look(block, level) {
                Ok(true) => report.verified += 1,
                Ok(false) => report.unsummed += 1,
                Err(Miss::Moved) => report.skipped += 1,
                Err(Miss::Damaged(damage)) => tell(damage),
            }
        }
        report.damaged = damaged;
        Ok(report)
    }

    /// The words that are there twice, and the intent. At rest each pair is equal; during a
    /// write only what does not check in itself is damaged.
    pub(super) fn verify_control(&self, found: &mut dyn FnMut(Damage)) {
        let mut tell = |place| found(Damage { place, block: 0, epoch: 0, want: 0, got: 0 });
        for (copy, start) in layout::HEADERS.into_iter().enumerate() {
            let level = Checked::from_bits(self.word(start + layout::LEVEL).load(Relaxed));
            if !self.header_is_whole(copy) || VerificationLevel::from_word(level).is_none() {
                tell(Place::Header);
            }
        }
        if self.intent().is_none() {
            tell(Place::Intent);
        }
        for offset in [layout::COMMITTED, layout::COMMITTED_COPY] {
            if Checked::from_bits(self.word(offset).load(Relaxed)).get().is_none() {
                tell(Place::Committed);
            }
        }
    }

    /// Whether one block checks; false if it has no checksum.
    pub(super) fn look(
        &self,
        block: u32,
        level: VerificationLevel,
    ) -> core::result::Result<bool, Miss> {
        for _ in 0..LOOKS {
            let settled = self.settled();
            match self.look_once(block, level) {
                Err(Miss::Damaged(_)) if self.settled() != settled => {}
                Err(Miss::Moved) => core::hint::spin_loop(),
                looked => return looked,
            }
        }
        Err(Miss::Moved)
    }

    fn look_once(&self, block: u32, level: VerificationLevel) -> core::result::Result<bool, Miss> {
        let commit = self.committed()?;
        let slot = self.locate(block, commit)?;
        if slot.summary.unsummed && level == VerificationLevel::Off {
            return Ok(false);
        }
        self.verify_slot(&slot)?;
        // An epoch that does not check is damage even beside the newest slot.
        let words = self.epoch_words(block);
        let broken = |word: &u64| Checked::from_bits(*word).get().is_none();
        if words.iter().any(broken) {
            return Err(self.damaged(block, Place::Epoch, slot.epoch, 0, 0));
        }
        if level == VerificationLevel::Critical {
            self.look_at_spare(&slot)?;
        }
        Ok(true)
    }

    /// At `Critical` the other slot holds the same, unless a writer is at it.
    fn look_at_spare(&self, slot: &Slot) -> core::result::Result<(), Miss> {
        let Slot { block, index, epoch, word, summary } = *slot;
        let commit = Commit { epoch, word };
        let spare = self.word(self.shape.descriptor(block, 1 - index)).load(Acquire);
        let checked = if spare == word {
            self.slot(block, 1 - index, commit).and_then(|spare| self.verify_slot(&spare))
        } else {
            Err(Miss::Damaged(Damage {
                place: Place::Spare,
                block,
                epoch,
                want: summary.crc,
                got: 0,
            }))
        };
        match checked {
            Ok(()) => Ok(()),
            // Acquire, in `intent`: a writer of this block declared itself before it touched
            // the spare.
            Err(_) if self.intent().is_none_or(|intent| intent.covers(block)) => Ok(()),
            Err(_) if !self.is_still(block, index, word) => Err(Miss::Moved),
            Err(_) if self.epoch_words(block)[1 - index] != spare => Err(Miss::Moved),
            Err(Miss::Damaged(damage)) => {
                Err(Miss::Damaged(Damage { place: Place::Spare, ..damage }))
            }
            Err(Miss::Moved) => Err(Miss::Moved),
        }
    }

    /// Changes the stored level.
    pub(super) fn set_level(&self, level: VerificationLevel, deadline: Deadline) -> Result<()> {
        if level.rank() == 2 && level.interval() == 0 {
            fail!(Invalid, "{}: sampling every 0th read", self.shape.name());
        }
        let _guard = self.lock().lock(deadline)?;
        self.settle_if_needed()?;
        let before = self.level()?;
        if seeded(Bug::LevelFirst) {
            self.store_level(level);
        }
        let everything = Intent { first: 0, count: self.shape.blocks };
        let commit = self.committed().map_err(|_| Error::from(Status::Corrupt))?;
        // The intent covers the two copies of the level too.
        self.word(layout::INTENT).store(everything.to_word().to_bits(), Release);
        match self.make_ready(before, level, commit) {
            Ok(commit) => {
                // From here on a read may trust that each block has what the level asks for.
                self.store_level(level);
                self.end(commit);
                Ok(())
            }
            Err(error) => {
                self.settle()?;
                Err(error)
            }
        }
    }

    /// Ends a write: its intent explains nothing any more.
    #[inline]
    pub(super) fn end(&self, commit: Commit) {
        // Release: before the end of the intent, as the copy counts when there is none.
        self.word(layout::COMMITTED_COPY).store(commit.word, Release);
        self.word(layout::INTENT).store(Intent::NONE.to_word().to_bits(), Release);
    }

    /// Gives every block what `level` relies on.
    fn make_ready(
        &self,
        before: VerificationLevel,
        level: VerificationLevel,
        commit: Commit,
    ) -> Result<Commit> {
        let mut commit = commit;
        if before == VerificationLevel::Off && level != VerificationLevel::Off {
            commit = self.sum_all(commit)?;
        }
        if level == VerificationLevel::Critical && before != VerificationLevel::Critical {
            for block in 0..self.shape.blocks {
                // Looked at first: a mirror that fails would cost the older slot too.
                let whole = self.locate(block, commit).and_then(|slot| self.verify_slot(&slot));
                if whole.is_err() || !self.mirror(block, commit) {
                    fail!(
                        Corrupt,
                        "{}: block {block} is damaged, so it cannot be mirrored; the level \
                         stays",
                        self.shape.name()
                    );
                }
            }
        }
        Ok(commit)
    }

    /// Sums every block that has no checksum, in one commit. The bytes are taken as they are.
    fn sum_all(&self, commit: Commit) -> Result<Commit> {
        let next = Commit::of(commit.epoch + 1);
        for block in 0..self.shape.blocks {
            let slot = match self.locate(block, commit) {
                Ok(slot) => slot,
                Err(Miss::Damaged(damage)) => {
                    self.note(&damage);
                    fail!(Corrupt, "{}: {damage}; the level stays", self.shape.name());
                }
                Err(Miss::Moved) => {
                    fail!(Corrupt, "{}: block {block} holds nothing", self.shape.name());
                }
            };
            if slot.summary.unsummed {
                self.sum_into_spare(&slot, next);
            }
        }
        // Release: the commit, as that of a write.
        self.word(layout::COMMITTED).store(next.word, Release);
        Ok(next)
    }

    fn sum_into_spare(&self, slot: &Slot, next: Commit) {
        let Slot { block, index, mut summary, .. } = *slot;
        summary.unsummed = false;
        let spare = self.shape.descriptor(block, 1 - index);
        // The order and the partners are those of a write: see `Writer::open` and `close`.
        self.word(spare).store(ABSENT.to_bits(), Release);
        crate::sync::fence(Release);
        let (from, to) = (self.shape.slot(block, index), self.shape.slot(block, 1 - index));
        let prefix = self.identity.prefix(block, next.epoch, &summary);
        let crc = self.mem.copy_across_crc(to, from, summary.len as usize, prefix);
        summary.crc = crc.value();
        self.word(spare + 8).store(summary.to_bits(), Relaxed);
        self.word(spare).store(next.word, Release);
    }

    /// Sets a damaged block back to its older slot.
    pub(super) fn roll_back(&self, block: u32, deadline: Deadline) -> Result<()> {
        let name = self.shape.name();
        if block >= self.shape.blocks {
            fail!(Invalid, "{name}: block {block} is outside 0..{}", self.shape.blocks);
        }
        let _guard = self.lock().lock(deadline)?;
        self.settle_if_needed()?;
        let commit = self.committed().map_err(|_| Error::from(Status::Corrupt))?;
        let level = self.level()?;
        if self.look(block, level).is_ok() {
            fail!(State, "{name}: block {block} is not damaged");
        }
        let words = self.epoch_words(block);
        let good = (0..2).filter_map(|index| {
            let word = words[index];
            let epoch = Checked::from_bits(word).get()?;
            if epoch == 0 || epoch > commit.epoch {
                return None;
            }
            let slot = self.slot(block, index, Commit { epoch, word }).ok()?;
            self.verify_slot(&slot).ok().map(|()| slot)
        });
        let Some(slot) = good.max_by_key(|slot| slot.epoch) else {
            fail!(Corrupt, "{name}: block {block}: no slot of it checks");
        };
        // Release: one store, and the older slot is the newest.
        let other = self.word(self.shape.descriptor(block, 1 - slot.index));
        other.store(ABSENT.to_bits(), Release);
        self.add(Counter::RolledBack, 1);
        if level == VerificationLevel::Critical {
            let intent = Intent { first: block, count: 1 };
            self.word(layout::INTENT).store(intent.to_word().to_bits(), Release);
            self.mirror(block, commit);
            self.end(commit);
        }
        Ok(())
    }

    /// The CRC32C of `len` bytes at `offset`, from those of whole blocks and from the bytes
    /// at the ends.
    pub(super) fn checksum(
        &self,
        reader: Reader<'_>,
        asked: VerificationLevel,
        offset: u64,
        len: u64,
    ) -> Result<u32> {
        let care = self.care(asked, reader.tally)?;
        self.retry(reader, care, |commit| {
            let mut sum = Crc::new();
            let (mut at, mut left) = (offset, len);
            while left > 0 {
                let block = (at / self.shape.block as u64) as u32;
                let start = (at % self.shape.block as u64) as usize;
                let part = left.min((self.used(block) - start) as u64);
                let summed = |slot: &Slot| self.sum_part(sum, slot, start, part as usize);
                // Of a block that is damaged and read in part nothing is summed, at whatever
                // level; one that is whole counts by its stored checksum.
                let (next, damage) = self.serve(care, commit, block, summed)?;
                if let Some(damage) = damage {
                    return Ok((next, Some(damage)));
                }
                sum = next;
                at += part;
                left -= part;
            }
            Ok((sum, None))
        })
        .map(Crc::value)
    }

    /// The CRC32C of a cell's value.
    pub(super) fn value_checksum(
        &self,
        reader: Reader<'_>,
        asked: VerificationLevel,
    ) -> Result<u32> {
        let care = self.care(asked, reader.tally)?;
        self.retry(reader, care, |commit| {
            self.serve(care, commit, 0, |slot| {
                self.sum_part(Crc::new(), slot, 0, slot.summary.len as usize)
            })
        })
        .map(Crc::value)
    }

    /// `sum` after `len` bytes at `at` of a slot.
    fn sum_part(
        &self,
        sum: Crc,
        slot: &Slot,
        at: usize,
        len: usize,
    ) -> core::result::Result<Crc, Miss> {
        let Slot { block, index, epoch, word, summary } = *slot;
        if len == summary.len as usize && !summary.unsummed {
            // What follows the prefix, alone: the prefix moved over the bytes cancels.
            let prefix = self.identity.prefix(block, epoch, &summary);
            let moved = prefix.difference(sum).advance(len as u64);
            let summed = moved.difference(Crc::from_value(summary.crc));
            // The summary may be that of a later write.
            return if self.is_still(block, index, word) { Ok(summed) } else { Err(Miss::Moved) };
        }
        if !summary.unsummed {
            self.verify_slot(slot)?;
        }
        let start = self.shape.slot(block, index);
        let summed = self.mem.sum(start + at, len, sum);
        if self.is_still(block, index, word) { Ok(summed) } else { Err(Miss::Moved) }
    }

    /// The sum of a slot's bytes as they are.
    pub(super) fn sum_of(&self, slot: &Slot) -> u32 {
        let start = self.shape.slot(slot.block, slot.index);
        let prefix = self.identity.prefix(slot.block, slot.epoch, &slot.summary);
        self.mem.sum(start, slot.summary.len as usize, prefix).value()
    }
}

//! Finishing what a writer left half done, and making damaged slots whole. All under the
//! lock; all may be killed at any store and run again.

use super::VerificationLevel;
use super::checked::Checked;
use super::layout::{self, Intent};
use super::seeded::{Bug, seeded};
use super::statistics::Counter;
use super::view::{ABSENT, Commit, Slot, View};
use crate::status::{Result, fail};
use crate::sync::{Deadline, Ordering::*, fence};

impl View<'_> {
    /// Whether nobody left anything half done. A flipped bit in one of these words looks the
    /// same, and is undone the same way.
    #[inline]
    pub(super) fn is_settled(&self) -> bool {
        // Relaxed: under the lock.
        let load = |offset: usize| self.word(offset).load(Relaxed);
        let [level, other] = layout::HEADERS.map(|header| load(header + layout::LEVEL));
        load(layout::INTENT) == Intent::NONE.to_word().to_bits()
            && load(layout::COMMITTED) == load(layout::COMMITTED_COPY)
            && level == other
    }

    /// Finishes the write whose intent is found, committed or not, whoever left it.
    #[cold]
    pub(super) fn settle(&self) -> Result<()> {
        let intent = self.intent();
        let commit = self.settled_commit(intent)?;
        let mended = self.word(layout::COMMITTED).load(Relaxed) != commit.word;
        if mended {
            // Release: as the commit it repeats.
            self.word(layout::COMMITTED).store(commit.word, Release);
        }
        // An intent that does not check may have been over any block.
        let range = intent.unwrap_or(Intent { first: 0, count: self.shape.blocks });
        for block in range.blocks(self.shape.blocks) {
            let words = self.epoch_words(block);
            for (index, word) in words.into_iter().enumerate() {
                if Checked::from_bits(word).get().is_some_and(|epoch| epoch > commit.epoch) {
                    let word = self.word(self.shape.descriptor(block, index));
                    // Release: before the end of the intent that explains the epoch.
                    word.store(ABSENT.to_bits(), Release);
                }
            }
        }
        self.forget_broken(range, commit);
        let level = self.level()?;
        if level == VerificationLevel::Critical {
            if !seeded(Bug::SettledUntold) {
                let settled = self.mem.word32(layout::SETTLED);
                // Release: before the epochs that `mirror` puts back. Under the lock.
                settled.store(settled.load(Relaxed).wrapping_add(1), Release);
            }
            for block in range.blocks(self.shape.blocks) {
                self.mirror(block, commit);
            }
        }
        let headers = self.header_is_whole(0) && self.header_is_whole(1);
        // With no write half done, one of the words that come in pairs was hit.
        let hit = intent == Some(Intent::NONE) && !self.is_settled();
        self.store_headers();
        self.store_level(level);
        let unfinished = intent.is_some_and(|intent| intent != Intent::NONE);
        self.add(Counter::Recoveries, unfinished as u64);
        self.add(Counter::Repaired, (mended || hit || !headers || intent.is_none()) as u64);
        self.end(commit);
        Ok(())
    }

    /// The last commit. If its word does not check, the copy is it, or the one before: a
    /// single flipped bit leaves the word nearer to what it was than to the other.
    fn settled_commit(&self, intent: Option<Intent>) -> Result<Commit> {
        let first = self.word(layout::COMMITTED).load(Relaxed);
        let copy = self.word(layout::COMMITTED_COPY).load(Relaxed);
        let name = self.shape.name();
        if let Some(epoch) = Checked::from_bits(first).get() {
            return Ok(Commit { epoch, word: first });
        }
        let Some(before) = Checked::from_bits(copy).get() else {
            fail!(Corrupt, "{name}: neither copy of the committed epoch checks");
        };
        if intent == Some(Intent::NONE) {
            return Ok(Commit::of(before));
        }
        let near = |epoch: &u64| (Checked::new(*epoch).to_bits() ^ first).count_ones() <= 1;
        match [before, before + 1].into_iter().find(near) {
            Some(epoch) => Ok(Commit::of(epoch)),
            None => fail!(Corrupt, "{name}: the commit of an unfinished write does not check"),
        }
    }

    /// Where a block was just written whole, whatever the other slot held is obsolete, if its
    /// epoch does not even check.
    pub(super) fn forget_broken(&self, range: Intent, commit: Commit) {
        for block in range.blocks(self.shape.blocks) {
            let words = self.epoch_words(block);
            for index in 0..2 {
                let known = Checked::from_bits(words[index]).get();
                let obsolete = known.is_none_or(|epoch| epoch > commit.epoch);
                if words[1 - index] == commit.word && obsolete {
                    let word = self.word(self.shape.descriptor(block, index));
                    // Release: after the commit.
                    word.store(ABSENT.to_bits(), Release);
                }
            }
        }
    }

    /// Makes the other slot hold what the newest does. False if that is damaged.
    pub(super) fn mirror(&self, block: u32, commit: Commit) -> bool {
        let Ok(slot) = self.locate(block, commit) else {
            self.add(Counter::Unrepairable, 1);
            return false;
        };
        let spare = self.shape.descriptor(block, 1 - slot.index);
        if self.word(spare).load(Relaxed) == slot.word {
            return true;
        }
        let mirrored = self.copy_slot(&slot);
        if !mirrored {
            self.add(Counter::Unrepairable, 1);
        }
        mirrored
    }

    /// Makes the other slot a copy of this one. False, and the other slot holds nothing, if
    /// the copy does not check.
    fn copy_slot(&self, slot: &Slot) -> bool {
        let Slot { block, index, epoch, word, summary } = *slot;
        let spare = self.shape.descriptor(block, 1 - index);
        // The order and the partners are those of a write: see `Writer::open` and `close`.
        self.word(spare).store(ABSENT.to_bits(), Release);
        fence(Release);
        let (from, to) = (self.shape.slot(block, index), self.shape.slot(block, 1 - index));
        let prefix = self.identity.prefix(block, epoch, &summary);
        let crc = self.mem.copy_across_crc(to, from, summary.len as usize, prefix);
        if !summary.unsummed && crc.value() != summary.crc {
            return false;
        }
        self.word(spare + 8).store(summary.to_bits(), Relaxed);
        self.word(spare).store(word, Release);
        true
    }

    /// Makes the damaged slot of a block whole from its twin, and answers the good one. The
    /// caller's intent is over the block.
    pub(super) fn mend(&self, commit: Commit, block: u32) -> Option<usize> {
        let Some(good) = self.twin(commit, block) else {
            self.add(Counter::Unrepairable, 1);
            return None;
        };
        if !self.copy_slot(&good) {
            self.add(Counter::Unrepairable, 1);
            return None;
        }
        self.add(Counter::Repaired, 1);
        Some(good.index)
    }

    /// As [`mend`](Self::mend), under an intent of its own, with the lock held and everything
    /// settled. Does nothing to a block whose slots both check.
    pub(super) fn repair(&self, block: u32) -> Result<bool> {
        let commit = self.settled_commit(Some(Intent::NONE))?;
        if self.is_whole(commit, block) {
            return Ok(true);
        }
        let intent = Intent { first: block, count: 1 };
        // Release: before the slot's absence.
        self.word(layout::INTENT).store(intent.to_word().to_bits(), Release);
        let mended = self.mend(commit, block).is_some();
        // Release: after the slot is whole.
        self.word(layout::INTENT).store(Intent::NONE.to_word().to_bits(), Release);
        Ok(mended)
    }

    /// Whether both slots of a block hold the same, and check.
    fn is_whole(&self, commit: Commit, block: u32) -> bool {
        let words = self.epoch_words(block);
        let Some(epoch) = Checked::from_bits(words[0]).get() else { return false };
        words[0] == words[1]
            && epoch <= commit.epoch
            && (0..2).all(|index| {
                let slot = self.slot(block, index, Commit { epoch, word: words[0] });
                slot.is_ok_and(|slot| self.verify_slot(&slot).is_ok())
            })
    }

    /// Repairs a block, if nobody has the lock.
    pub(super) fn repair_if_free(&self, block: u32) {
        if let Ok(_guard) = self.lock().lock(Deadline::POLL)
            && self.settle_if_needed().is_ok()
        {
            let _ = self.repair(block);
        }
    }

    /// Finishes what is unfinished. Under the lock.
    pub(super) fn settle_if_needed(&self) -> Result<()> {
        if self.is_settled() { Ok(()) } else { self.settle() }
    }
}

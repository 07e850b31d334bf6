//! Reading, without a lock.
//!
//! The committed epoch, then for each block its newest slot that is not newer, copied and
//! summed in one pass, then the slot's epoch again. A slot that a writer took meanwhile
//! has another epoch by then, and the read starts over, so all blocks of a read are of one commit.
//! A read never waits for a writer: after [`ATTEMPTS`] looks it tries the lock, once, and
//! looks again if it is taken.

use super::VerificationLevel;
use super::checked::Checked;
use super::damage::{Damage, Place};
use super::layout::{self, Summary};
use super::seeded::{Bug, seeded};
use super::statistics::ReadTally;
use super::view::{Commit, Miss, Slot, View};
use crate::provider::Provider;
use crate::status::{Error, Result, Status};
use crate::sync::{Deadline, Ordering::*};

/// Looks before the lock is tried.
const ATTEMPTS: u32 = 64;
/// Rounds of looks and tries. A writer must overtake every single one to exhaust them.
const ROUNDS: u32 = 1000;

/// What one read checks.
#[derive(Clone, Copy)]
pub(super) struct Care {
    pub(super) level: VerificationLevel,
    /// The checksums.
    pub(super) verify: bool,
    /// The region's own level stores checksums.
    summed: bool,
}

/// Who reads, and what it may do about damage.
#[derive(Clone, Copy)]
pub(super) struct Reader<'t> {
    pub(super) tally: &'t ReadTally,
    pub(super) provider: &'t dyn Provider,
}

impl Reader<'_> {
    fn may_write(&self) -> bool {
        self.provider.check().is_ok()
    }
}

impl View<'_> {
    /// What a read at least at `asked` checks.
    #[inline(always)]
    pub(super) fn care(&self, asked: VerificationLevel, tally: &ReadTally) -> Result<Care> {
        let stored = self.level()?;
        let level = stored.raised(asked);
        let verify = match level {
            VerificationLevel::Off | VerificationLevel::Basic => false,
            VerificationLevel::Sampling(n) => {
                let turn = tally.sampled.add(1).is_multiple_of(n.max(1) as u64);
                tally.sampled_out.add(!turn as u64);
                turn
            }
            _ => true,
        };
        tally.verified.add(verify as u64);
        Ok(Care { level, verify, summed: stored != VerificationLevel::Off })
    }

    /// What a read inside a write checks.
    pub(super) fn care_of(&self, level: VerificationLevel, stored: VerificationLevel) -> Care {
        let verify = level.rank() > VerificationLevel::Basic.rank();
        Care { level, verify, summed: stored != VerificationLevel::Off }
    }

    /// Reads `out.len()` bytes at `offset`, inside the region, as one commit left them.
    #[inline(always)]
    pub(super) fn read(
        &self,
        reader: Reader<'_>,
        asked: VerificationLevel,
        offset: u64,
        out: &mut [u8],
    ) -> Result<()> {
        let care = self.care(asked, reader.tally)?;
        reader.tally.reads.add(1);
        reader.tally.bytes.add(out.len() as u64);
        self.retry(reader, care, |commit| self.read_parts(care, commit, offset, out))
    }

    /// Looks until a look was not overtaken. Each answers what needs repair.
    #[inline(always)]
    pub(super) fn retry<T>(
        &self,
        reader: Reader<'_>,
        care: Care,
        mut look: impl FnMut(Commit) -> core::result::Result<(T, Option<Damage>), Miss>,
    ) -> Result<T> {
        if care.level.includes(VerificationLevel::Full) {
            self.check_control(reader, care)?;
        }
        match look(self.latest()) {
            Ok((value, None)) => Ok(value),
            first => self.retry_slowly(reader, first, look),
        }
    }

    #[cold]
    fn retry_slowly<T>(
        &self,
        reader: Reader<'_>,
        first: core::result::Result<(T, Option<Damage>), Miss>,
        mut look: impl FnMut(Commit) -> core::result::Result<(T, Option<Damage>), Miss>,
    ) -> Result<T> {
        let mut found = first;
        for _ in 0..ROUNDS {
            for _ in 0..ATTEMPTS {
                match found {
                    Ok((value, None)) => return Ok(value),
                    Ok((value, Some(damage))) => {
                        if reader.may_write() {
                            self.note(&damage);
                            self.repair_if_free(damage.block);
                        }
                        return Ok(value);
                    }
                    Err(Miss::Damaged(damage)) if damage.place == Place::Committed => {
                        // A write that ended half way explains it; whoever has the lock can
                        // tell.
                        if self.tidy_if_free(reader).is_err() {
                            return Err(self.corrupt(reader, &damage));
                        }
                    }
                    Err(Miss::Damaged(damage)) => return Err(self.corrupt(reader, &damage)),
                    Err(Miss::Moved) => {}
                }
                reader.tally.retries.add(1);
                core::hint::spin_loop();
                found = self.committed().and_then(&mut look);
            }
            // Once: whoever holds it may be stopped.
            if reader.may_write()
                && let Ok(_guard) = self.lock().lock(Deadline::POLL)
            {
                self.settle()?;
                return match self.committed().and_then(&mut look) {
                    Ok((value, _)) => Ok(value),
                    Err(Miss::Damaged(damage)) => Err(self.corrupt(reader, &damage)),
                    // With nobody writing, that is how it is.
                    Err(Miss::Moved) => Err(self.corrupt(reader, &self.nothing_there())),
                };
            }
            #[cfg(feature = "std")]
            crate::os::cpu::yield_now();
        }
        Err(Status::Busy.into())
    }

    /// The first block without a slot that holds.
    fn nothing_there(&self) -> Damage {
        let commit = self.committed().unwrap_or(Commit::of(0));
        let lost = |block: &u32| matches!(self.locate(*block, commit), Err(Miss::Moved));
        let block = (0..self.shape.blocks).find(lost).unwrap_or_default();
        Damage { place: Place::NoSlot, block, epoch: commit.epoch, want: 0, got: 0 }
    }

    /// Finishes what a writer left, if nobody has the lock.
    #[cold]
    fn tidy_if_free(&self, reader: Reader<'_>) -> Result<()> {
        if !reader.may_write() {
            return Err(Status::ReadOnly.into());
        }
        let _guard = self.lock().lock(Deadline::POLL)?;
        self.settle()
    }

    /// The error for `damage`, which is counted.
    #[cold]
    pub(super) fn corrupt(&self, reader: Reader<'_>, damage: &Damage) -> Error {
        if reader.may_write() {
            self.note(damage);
        }
        Error::with_detail(Status::Corrupt, format_args!("{}: {damage}", self.shape.name()))
    }

    /// Header and intent, at `Full` and above. At `Critical` a damaged one is made whole.
    #[inline]
    fn check_control(&self, reader: Reader<'_>, care: Care) -> Result<()> {
        let whole = self.header_is_whole(0) && self.header_is_whole(1);
        if whole && self.intent().is_some() {
            return Ok(());
        }
        self.odd_control(reader, care, whole)
    }

    #[cold]
    fn odd_control(&self, reader: Reader<'_>, care: Care, header: bool) -> Result<()> {
        let place = if header { Place::Intent } else { Place::Header };
        let damage = Damage { place, block: 0, epoch: 0, want: 0, got: 0 };
        if care.level != VerificationLevel::Critical {
            return Err(self.corrupt(reader, &damage));
        }
        // The handle knows the header, and blocks are found without the intent.
        if reader.may_write() {
            self.note(&damage);
            let _ = self.tidy_if_free(reader);
        }
        Ok(())
    }

    #[inline(always)]
    fn read_parts(
        &self,
        care: Care,
        commit: Commit,
        offset: u64,
        out: &mut [u8],
    ) -> core::result::Result<((), Option<Damage>), Miss> {
        let size = self.shape.block as u64;
        let (mut block, mut at) = ((offset / size) as u32, (offset % size) as usize);
        let mut repair = None;
        let mut rest = out;
        while !rest.is_empty() {
            let len = rest.len().min(size as usize - at);
            let part;
            (part, rest) = rest.split_at_mut(len);
            let commit = if seeded(Bug::NoSnapshot) { self.committed()? } else { commit };
            repair = self.read_block(care, commit, block, at, part)?.or(repair);
            block += 1;
            at = 0;
        }
        Ok(((), repair))
    }

    /// Reads a part of one block; answers what needs repair.
    #[inline(always)]
    fn read_block(
        &self,
        care: Care,
        commit: Commit,
        block: u32,
        at: usize,
        out: &mut [u8],
    ) -> core::result::Result<Option<Damage>, Miss> {
        let read = |slot: &Slot| self.read_slot(care, slot, at, out);
        self.serve(care, commit, block, read).map(|((), damage)| damage)
    }

    /// Runs `read` on the slot that holds at `commit`; if that is damaged, at `Critical`, on
    /// the one that stands in for it, and answers the damage too.
    #[inline(always)]
    pub(super) fn serve<T>(
        &self,
        care: Care,
        commit: Commit,
        block: u32,
        mut read: impl FnMut(&Slot) -> core::result::Result<T, Miss>,
    ) -> core::result::Result<(T, Option<Damage>), Miss> {
        let done = match self.locate(block, commit) {
            Ok(slot) => read(&slot),
            Err(miss) => Err(miss),
        };
        match done {
            Ok(value) => Ok((value, None)),
            Err(Miss::Damaged(_)) if care.level == VerificationLevel::Critical => {
                self.serve_by_twin(commit, block, read)
            }
            Err(miss) => Err(miss),
        }
    }

    /// As [`serve`](Self::serve) at `Critical`, where a slot seemed damaged. It is looked at
    /// again, and believed only if nothing was finished meanwhile.
    #[cold]
    fn serve_by_twin<T>(
        &self,
        commit: Commit,
        block: u32,
        mut read: impl FnMut(&Slot) -> core::result::Result<T, Miss>,
    ) -> core::result::Result<(T, Option<Damage>), Miss> {
        let settled = self.settled();
        let served = match self.locate(block, commit).and_then(|slot| read(&slot)) {
            Ok(value) => return Ok((value, None)),
            Err(Miss::Moved) => Err(Miss::Moved),
            Err(Miss::Damaged(damage)) => match self.twin(commit, block).map(|twin| read(&twin)) {
                Some(Ok(value)) => Ok((value, Some(damage))),
                Some(Err(Miss::Moved)) => Err(Miss::Moved),
                Some(Err(Miss::Damaged(_))) | None => Err(Miss::Damaged(damage)),
            },
        };
        if self.settled() == settled { served } else { Err(Miss::Moved) }
    }

    /// Copies a part of a slot, and checks the slot as `care` says.
    #[inline(always)]
    pub(super) fn read_slot(
        &self,
        care: Care,
        slot: &Slot,
        at: usize,
        out: &mut [u8],
    ) -> core::result::Result<(), Miss> {
        let start = self.shape.slot(slot.block, slot.index);
        let Slot { block, index, epoch, word, summary } = *slot;
        if summary.unsummed && (care.verify || care.summed) {
            return Err(self.unsummed(slot));
        }
        if !care.verify {
            // The word of a slot that was settled meanwhile may be what it was: see `settled`.
            let settled = self.settled();
            self.mem.copy_out(start + at, out);
            let still = self.is_still(block, index, word) && self.settled() == settled;
            return if still { Ok(()) } else { Err(Miss::Moved) };
        }
        let (end, len) = (at + out.len(), summary.len as usize);
        let mut crc = self.identity.prefix(block, epoch, &summary);
        if at > 0 {
            crc = self.mem.sum(start, at, crc);
        }
        crc = self.mem.copy_out_crc(start + at, out, crc);
        if end < len {
            crc = self.mem.sum(start + end, len - end, crc);
        }
        if !self.is_still(block, index, word) {
            return Err(Miss::Moved);
        }
        match crc.value() {
            got if got == summary.crc => Ok(()),
            got => Err(self.damaged(block, Place::Data, epoch, summary.crc, got)),
        }
    }

    #[cold]
    fn unsummed(&self, slot: &Slot) -> Miss {
        if self.is_still(slot.block, slot.index, slot.word) {
            self.damaged(slot.block, Place::Unsummed, slot.epoch, 0, 0)
        } else {
            Miss::Moved
        }
    }

    /// Whether a slot checks. Nothing is copied.
    pub(super) fn verify_slot(&self, slot: &Slot) -> core::result::Result<(), Miss> {
        if slot.summary.unsummed {
            return Err(self.unsummed(slot));
        }
        let start = self.shape.slot(slot.block, slot.index);
        let crc = self.identity.prefix(slot.block, slot.epoch, &slot.summary);
        let got = self.mem.sum(start, slot.summary.len as usize, crc).value();
        if !self.is_still(slot.block, slot.index, slot.word) {
            return Err(Miss::Moved);
        }
        match slot.summary.crc {
            want if want == got => Ok(()),
            want => Err(self.damaged(slot.block, Place::Data, slot.epoch, want, got)),
        }
    }

    /// At `Critical`, the slot that stands in for a damaged one: it checks, and is of the same
    /// epoch. If the damaged one's epoch is what does not check, equal summaries show it:
    /// they are of the same epoch and bytes, but for 2^-32.
    #[cold]
    pub(super) fn twin(&self, commit: Commit, block: u32) -> Option<Slot> {
        let words = self.epoch_words(block);
        let summary = |slot| self.word(self.shape.descriptor(block, slot) + 8).load(Relaxed);
        let same = words[0] == words[1] || {
            let broken = words.map(|word| Checked::from_bits(word).get().is_none());
            broken[0] != broken[1] && summary(0) == summary(1)
        };
        if !same && !seeded(Bug::StaleServedAsGood) {
            return None;
        }
        (0..2).find_map(|index| {
            let epoch = Checked::from_bits(words[index]).get()?;
            if epoch == 0 || epoch > commit.epoch {
                return None;
            }
            let slot = self.slot(block, index, Commit { epoch, word: words[index] }).ok()?;
            self.verify_slot(&slot).ok().map(|()| slot)
        })
    }
}

/// A value whose length is its own.
impl View<'_> {
    /// The usual read at `Standard`: undamaged, and no writer came between. Anything else is
    /// `None`, and takes the long way, [`read_value`](Self::read_value).
    #[inline(always)]
    pub(super) fn glance(
        &self,
        tally: &ReadTally,
        asked: VerificationLevel,
        out: &mut [u8],
    ) -> Option<usize> {
        const STANDARD: u64 = VerificationLevel::Standard.to_word().to_bits();
        // Acquire: as in `level`.
        let level = self.word(layout::HEADERS[0] + layout::LEVEL).load(Acquire);
        if level != STANDARD || !VerificationLevel::Standard.includes(asked) {
            return None;
        }
        let commit = self.latest();
        let index = self.epoch_words(0).iter().position(|word| *word == commit.word)?;
        // Relaxed: as in `slot`.
        let bits = self.word(self.shape.descriptor(0, index) + 8).load(Relaxed);
        let summary = Summary::from_bits(bits).filter(|summary| !summary.unsummed)?;
        let len = summary.len as usize;
        let out = out.get_mut(..len).filter(|_| len as u64 <= self.shape.size)?;
        let prefix = self.identity.prefix(0, commit.epoch, &summary);
        let crc = self.mem.copy_out_crc(self.shape.slot(0, index), out, prefix);
        if !self.is_still(0, index, commit.word) || crc.value() != summary.crc {
            return None;
        }
        tally.reads.add(1);
        tally.verified.add(1);
        tally.bytes.add(len as u64);
        Some(len)
    }

    /// Copies the value to the front of `out`, and answers its length. `TooSmall` if it does
    /// not fit.
    pub(super) fn read_value(
        &self,
        reader: Reader<'_>,
        asked: VerificationLevel,
        out: &mut [u8],
    ) -> Result<usize> {
        let care = self.care(asked, reader.tally)?;
        reader.tally.reads.add(1);
        let room = out.len();
        let len = self.retry(reader, care, |commit| {
            self.serve(care, commit, 0, |slot| {
                let len = slot.summary.len as usize;
                match out.get_mut(..len) {
                    Some(out) => self.read_slot(care, slot, 0, out).map(|()| len),
                    None if self.is_still(0, slot.index, slot.word) => Ok(len),
                    None => Err(Miss::Moved),
                }
            })
        })?;
        if len > room {
            return Err(Error::with_detail(
                Status::TooSmall,
                format_args!("cell: the value has {len} bytes, the buffer {room}"),
            ));
        }
        reader.tally.bytes.add(len as u64);
        Ok(len)
    }
}

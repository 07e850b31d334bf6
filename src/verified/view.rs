//! The words of a region, and which slot of a block holds.

use super::VerificationLevel;
use super::checked::Checked;
use super::damage::{Damage, Place};
use super::layout::{self, Intent, Shape, Summary};
use super::seeded::{Bug, seeded};
use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::checksum::{Crc, crc32c_const};
use crate::sync::{Ordering::*, OwnerLock, Shared64, fence};

/// A slot without data.
pub(super) const ABSENT: Checked = Checked::new(0);

/// The epoch of a commit and its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) epoch: u64,
    pub(super) word: u64,
}

impl Commit {
    #[inline]
    pub(super) const fn of(epoch: u64) -> Commit {
        Commit { epoch, word: Checked::new(epoch).to_bits() }
    }

    /// Of a word that is yet to check, or to be found equal to another.
    #[inline]
    pub(super) const fn unchecked(word: u64) -> Commit {
        Commit { epoch: word >> 8, word }
    }
}

/// Why a look at a block did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Miss {
    /// A writer was faster: look again.
    Moved,
    /// The bytes are not what was written.
    Damaged(Damage),
}

/// A slot as it was found: its bytes hold as long as its epoch word stays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) block: u32,
    pub(super) index: usize,
    pub(super) epoch: u64,
    /// The epoch's word.
    pub(super) word: u64,
    pub(super) summary: Summary,
}

/// A region or cell in memory. It keeps nothing that changes.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) mem: Mem<'a>,
    pub(super) shape: Shape,
    pub(super) identity: Identity,
}

/// What tells one region's sums from another's, in private memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity {
    pub(super) salt: u64,
    /// The sum after the salt.
    salted: Crc,
}

impl Identity {
    pub(super) fn of(salt: u64) -> Identity {
        Identity { salt, salted: Crc::new().words([salt]) }
    }

    /// The sum that a slot's bytes go on from.
    #[inline]
    pub(super) fn prefix(&self, block: u32, epoch: u64, summary: &Summary) -> Crc {
        self.salted.words([epoch, (block as u64) << 32 | summary.rest()])
    }
}

impl<'a> View<'a> {
    #[inline]
    pub(super) fn word(&self, offset: usize) -> &'a Shared64 {
        self.mem.word64(offset)
    }

    /// The lock of those who write.
    #[inline]
    pub(super) fn lock(&self) -> OwnerLock<'a> {
        let word = self.mem.word32(layout::LOCK);
        OwnerLock::new(word, self.mem.live(), self.shape.name())
    }

    /// Bytes of a block's data; a cell's vary.
    #[inline]
    pub(super) fn used(&self, block: u32) -> usize {
        let start = block as u64 * self.shape.block as u64;
        (self.shape.size - start).min(self.shape.block as u64) as usize
    }

    #[inline]
    fn fits(&self, block: u32, len: u16) -> bool {
        if self.shape.is_cell() {
            len as u64 <= self.shape.size
        } else {
            len as usize == self.used(block)
        }
    }

    /// The newest commit, if its word checks. A slot whose epoch is the same word shows that.
    #[inline]
    pub(super) fn latest(&self) -> Commit {
        // Acquire: as in `committed`.
        Commit::unchecked(self.word(layout::COMMITTED).load(Acquire))
    }

    /// The newest commit.
    #[inline]
    pub(super) fn committed(&self) -> core::result::Result<Commit, Miss> {
        // Acquire: with the Release in `commit`: every slot of that epoch is whole.
        let word = self.word(layout::COMMITTED).load(Acquire);
        match Checked::from_bits(word).get() {
            Some(epoch) => Ok(Commit { epoch, word }),
            None => self.committed_copy(word),
        }
    }

    /// The second copy counts if the first does not check, and no write is under way: during
    /// one it is older than the first may be.
    #[cold]
    fn committed_copy(&self, first: u64) -> core::result::Result<Commit, Miss> {
        // Acquire: as in `committed`; and the intent is read after it.
        let word = self.word(layout::COMMITTED_COPY).load(Acquire);
        let idle = self.intent() == Some(Intent::NONE) || seeded(Bug::CopyBelievedDuringWrite);
        match Checked::from_bits(word).get() {
            Some(epoch) if idle => Ok(Commit { epoch, word }),
            Some(_) if self.word(layout::COMMITTED).load(Relaxed) != first => Err(Miss::Moved),
            found => {
                let (want, got) = ((word >> 32) as u32, (first >> 32) as u32);
                let epoch = found.unwrap_or_default();
                Err(Miss::Damaged(Damage { place: Place::Committed, block: 0, epoch, want, got }))
            }
        }
    }

    /// `None` if it does not check.
    #[inline]
    pub(super) fn intent(&self) -> Option<Intent> {
        // Acquire: with the Release that ends a write: its commit is visible.
        Intent::from_word(Checked::from_bits(self.word(layout::INTENT).load(Acquire)))
    }

    /// How often what was left half done has been finished. A slot whose bytes a given-up write
    /// had changed may then hold the same epoch as before: at `Critical` it is made a copy of the
    /// other again. So who read those bytes meets the epoch unchanged, but not this number.
    pub(super) fn settled(&self) -> u32 {
        // Acquire: with the Release in `settle`; and the fence: after the reads before it.
        fence(Acquire);
        self.mem.word32(layout::SETTLED).load(Acquire)
    }

    /// The stored level, from the first copy that checks.
    #[inline]
    pub(super) fn level(&self) -> Result<VerificationLevel> {
        let load = |header: usize| {
            // Acquire: with the Release in `store_level`: the blocks are ready for it.
            let word = self.word(header + layout::LEVEL).load(Acquire);
            VerificationLevel::from_word(Checked::from_bits(word))
        };
        match load(layout::HEADERS[0]).or_else(|| load(layout::HEADERS[1])) {
            Some(level) => Ok(level),
            None => fail!(Corrupt, "{}: neither copy of the level checks", self.shape.name()),
        }
    }

    /// The words of the header, from private memory.
    pub(super) fn header(&self) -> [u64; layout::HEADER_WORDS + 1] {
        let [magic, size, block] = self.shape.header();
        let salt = self.identity.salt;
        let check = Crc::new().words([magic, size, block, salt]).value();
        [magic, size, block, salt, check as u64]
    }

    /// Whether a copy of the header is what it was made.
    pub(super) fn header_is_whole(&self, copy: usize) -> bool {
        // Relaxed: the words never change.
        let word = |i: usize| self.word(layout::HEADERS[copy] + 8 * i).load(Relaxed);
        self.header().iter().enumerate().all(|(i, want)| word(i) == *want)
    }

    /// The slot of `block` that held at `commit`: the newest that is not newer.
    #[inline]
    pub(super) fn locate(&self, block: u32, commit: Commit) -> core::result::Result<Slot, Miss> {
        let words = self.epoch_words(block);
        // Nothing is newer than the commit itself, whatever the other slot says.
        if words[0] == commit.word {
            return self.slot(block, 0, commit);
        }
        if words[1] == commit.word {
            return self.slot(block, 1, commit);
        }
        self.locate_older(block, commit, words)
    }

    #[inline]
    pub(super) fn epoch_words(&self, block: u32) -> [u64; 2] {
        // Acquire: with the Release that ends `put`: the slot's bytes and summary are whole.
        [0, 1].map(|slot| self.word(self.shape.descriptor(block, slot)).load(Acquire))
    }

    fn locate_older(
        &self,
        block: u32,
        commit: Commit,
        words: [u64; 2],
    ) -> core::result::Result<Slot, Miss> {
        if Checked::from_bits(commit.word).get().is_none() {
            return Err(Miss::Moved); // the next look asks for the copy
        }
        let mut newest: Option<(usize, u64)> = None;
        for (index, word) in words.into_iter().enumerate() {
            let epoch = match Checked::from_bits(word).get() {
                Some(epoch) => epoch,
                None if seeded(Bug::BrokenIsAbsent) => 0,
                None => return Err(self.damaged(block, Place::Epoch, commit.epoch, 0, 0)),
            };
            if epoch > commit.epoch {
                self.is_under_way(block, index, word, epoch)?;
            } else if epoch > newest.map_or(0, |(_, epoch)| epoch) {
                newest = Some((index, epoch));
            }
        }
        let (index, epoch) = newest.ok_or(Miss::Moved)?;
        self.slot(block, index, Commit { epoch, word: words[index] })
    }

    /// An epoch above the commit is a write that is not committed, or was just now. With no
    /// intent over it, it is nobody's.
    #[cold]
    fn is_under_way(
        &self,
        block: u32,
        index: usize,
        word: u64,
        epoch: u64,
    ) -> core::result::Result<(), Miss> {
        // The intent was stored before the epoch (Release, in `put`), so it is seen, unless
        // the write has ended since: then so is its commit, or the slot was given up.
        if self.intent().is_none_or(|intent| intent.covers(block)) {
            return Ok(());
        }
        if epoch <= self.committed()?.epoch {
            return Ok(());
        }
        if self.word(self.shape.descriptor(block, index)).load(Acquire) != word {
            return Err(Miss::Moved);
        }
        Err(self.damaged(block, Place::Epoch, epoch, 0, 0))
    }

    /// The slot of that epoch.
    #[inline]
    pub(super) fn slot(
        &self,
        block: u32,
        index: usize,
        Commit { epoch, word }: Commit,
    ) -> core::result::Result<Slot, Miss> {
        // Relaxed: after the Acquire of the epoch; `still` tells whether it was the same.
        let bits = self.word(self.shape.descriptor(block, index) + 8).load(Relaxed);
        match Summary::from_bits(bits) {
            Some(summary) if self.fits(block, summary.len) => {
                Ok(Slot { block, index, epoch, word, summary })
            }
            _ => Err(self.odd_summary(block, index, Commit { epoch, word })),
        }
    }

    #[cold]
    fn odd_summary(&self, block: u32, index: usize, commit: Commit) -> Miss {
        if self.is_still(block, index, commit.word) {
            self.damaged(block, Place::Summary, commit.epoch, 0, 0)
        } else {
            Miss::Moved
        }
    }

    /// Whether the slot's bytes, read before, were those of its epoch.
    #[inline]
    pub(super) fn is_still(&self, block: u32, index: usize, word: u64) -> bool {
        // Acquire: with the Release fence in `put`: had the reads above met bytes of a later
        // write, the load below would meet the slot's absence, or what came after it.
        fence(Acquire);
        self.word(self.shape.descriptor(block, index)).load(Relaxed) == word
            || seeded(Bug::NoSecondLook)
    }

    #[cold]
    pub(super) fn damaged(
        &self,
        block: u32,
        place: Place,
        epoch: u64,
        want: u32,
        got: u32,
    ) -> Miss {
        Miss::Damaged(Damage { place, block, epoch, want, got })
    }
}

/// Making and finding a region.
impl<'a> View<'a> {
    /// Makes an empty region of `mem`, whose bytes are arbitrary. Nobody else uses it yet.
    pub(super) fn format(mem: Mem<'a>, shape: Shape, level: VerificationLevel) -> Result<View<'a>> {
        View::has_room(mem, shape)?;
        let view = View { mem, shape, identity: Identity::of(fresh_salt(mem)) };
        for offset in (0..layout::DESCRIPTORS).step_by(8) {
            view.word(offset).store(0, Relaxed);
        }
        let first = Commit::of(1);
        view.word(layout::INTENT).store(Intent::NONE.to_word().to_bits(), Relaxed);
        for offset in [layout::COMMITTED, layout::COMMITTED_COPY] {
            view.word(offset).store(first.word, Relaxed);
        }
        let both = level == VerificationLevel::Critical;
        for block in 0..shape.blocks {
            let len = if shape.is_cell() { 0 } else { view.used(block) };
            let mut summary = Summary { crc: 0, len: len as u16, unsummed: false };
            summary.crc = view.identity.prefix(block, 1, &summary).advance(len as u64).value();
            for slot in 0..2 {
                const ZEROS: [u8; 4096] = [0; 4096];
                let holds = slot == 0 || both;
                let word = if holds { first.word } else { ABSENT.to_bits() };
                if holds {
                    mem.copy_in(shape.slot(block, slot), &ZEROS[..len]);
                }
                let descriptor = shape.descriptor(block, slot);
                view.word(descriptor).store(word, Relaxed);
                view.word(descriptor + 8).store(summary.to_bits(), Relaxed);
            }
        }
        view.store_headers();
        view.store_level(level);
        Ok(view)
    }

    /// The region in `mem`, made with the same sizes. Reads only.
    pub(super) fn attach(mem: Mem<'a>, shape: Shape) -> Result<View<'a>> {
        View::has_room(mem, shape)?;
        for copy in layout::HEADERS {
            let [magic, size, block, salt, check] =
                // Acquire: with the Release in `store_headers`.
                core::array::from_fn(|i| mem.word64(copy + 8 * i).load(Acquire));
            if Crc::new().words([magic, size, block, salt]).value() as u64 != check {
                continue;
            }
            let name = shape.name();
            if magic != layout::MAGIC {
                fail!(Layout, "{name}: magic {magic:#018x}, not {:#018x}", layout::MAGIC);
            }
            if [magic, size, block] != shape.header() {
                fail!(
                    Mismatch,
                    "{name}: made with {size} bytes in blocks of {block}, asked for {} in {}",
                    shape.size,
                    shape.block
                );
            }
            return Ok(View { mem, shape, identity: Identity::of(salt) });
        }
        let magic = mem.word64(layout::HEADERS[0]).load(Relaxed);
        if magic == layout::MAGIC {
            fail!(Corrupt, "{}: neither copy of the header checks", shape.name());
        }
        fail!(Layout, "{}: magic {magic:#018x}, not {:#018x}", shape.name(), layout::MAGIC)
    }

    fn has_room(mem: Mem<'_>, shape: Shape) -> Result<()> {
        if mem.len() < shape.required_size() {
            fail!(
                Invalid,
                "{}: {} bytes take {} of memory, given {}",
                shape.name(),
                shape.size,
                shape.required_size(),
                mem.len()
            );
        }
        Ok(())
    }

    /// Stores what a handle knows of the header in both its copies.
    pub(super) fn store_headers(&self) {
        for (copy, start) in layout::HEADERS.into_iter().enumerate() {
            if !self.header_is_whole(copy) {
                for (i, word) in self.header().into_iter().enumerate() {
                    // Release: with the Acquire in `attach`; the check comes last.
                    self.word(start + 8 * i).store(word, Release);
                }
            }
        }
    }

    /// Stores the level in both copies.
    pub(super) fn store_level(&self, level: VerificationLevel) {
        for header in layout::HEADERS {
            // Release: with the Acquire in `level`.
            self.word(header + layout::LEVEL).store(level.to_word().to_bits(), Release);
        }
    }
}

/// Another than that of whatever was in the same place before.
fn fresh_salt(mem: Mem<'_>) -> u64 {
    let before = mem.word64(layout::HEADERS[0] + layout::SALT).load(Relaxed);
    let place = mem.base().as_ptr() as u64;
    #[cfg(feature = "std")]
    let chance = uuid::Uuid::new_v4().as_u64_pair().1;
    #[cfg(not(feature = "std"))]
    let chance = 0x9E37_79B9_7F4A_7C15; // 2^64 / golden ratio: any odd number will do
    let mixed = before.wrapping_add(chance) ^ place.rotate_left(32);
    (crc32c_const(mixed) as u64) << 32 | crc32c_const(!mixed) as u64
}

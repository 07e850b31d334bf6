//! One row of the directory: its state word, its description, its holder mask.
//!
//! ```text
//! 0    check, stage, generation       the one word that decides: 24, 3, 37 bits
//! 8    creator                        participant; 0 once it gave up
//! 16   kind, layout version           32 bits each
//! 24   element size, align, type      32, 32, 64 bits
//! 40   offset, size                   of the object's pages
//! 56   creation time                  ns since 1970
//! 64   parameters                     8 words
//! 128  length of the name, name       1 + 95 bytes
//! 224  CRC32C                         of the generation and bytes 8..224, valid from LIVE on
//! 256  holder mask                    one bit per participant
//! ```

use core::fmt;

use super::kind::{KindId, Params, TypeTag};
use super::seeded::{Bug, seeded};
use crate::provider::Mem;
use crate::segment::layout::DIRECTORY_ROW_SIZE;
use crate::status::{Result, fail};
use crate::sync::checksum::{Crc, with_check};
use crate::sync::{Ordering, Ordering::*, ParticipantId, Shared64, fence};

const STATE: usize = 0;
const CREATOR: usize = 8;
const OFFSET: usize = 40;
const SIZE: usize = 48;
const NAME: usize = 128;
const CRC: usize = 224;
const MASK: usize = 256;
const MASK_WORDS: usize = (DIRECTORY_ROW_SIZE - MASK) / 8;

/// What stage of its life an object is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// No object; the row can be taken.
    Free,
    /// Its creator allocates and formats it. Nobody else touches it while that one lives.
    Creating,
    /// It can be opened by name.
    Live,
    /// Its name is gone; it stays until nobody has it open.
    Removed,
    /// Nobody has it open; its pages go back to the arena.
    Freeing,
}

/// A row's state word: `check 24 | stage 3 | generation 37`. The generation counts the objects
/// that were in the row before; it starts over after 1.3e11, which takes weeks of nothing but
/// creating and removing. The check notices up to three flipped bits, and tells a single one.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct StateWord(u64);

impl StateWord {
    const STAGE_SHIFT: u32 = 37;
    const CHECK_SHIFT: u32 = 40;
    /// The largest generation.
    pub(crate) const GENERATION: u64 = (1 << Self::STAGE_SHIFT) - 1;

    pub(crate) const fn new(stage: Stage, generation: u64) -> StateWord {
        let stage = match stage {
            Stage::Free => 0,
            Stage::Creating => 1,
            Stage::Live => 2,
            Stage::Removed => 3,
            Stage::Freeing => 4,
        };
        StateWord(with_check(stage << Self::STAGE_SHIFT | generation & Self::GENERATION))
    }

    /// `None` for a word that no row holds.
    pub(crate) const fn stage(self) -> Option<Stage> {
        if with_check(self.0) != self.0 {
            return None;
        }
        Some(
            match self.0 >> Self::STAGE_SHIFT & ((1 << (Self::CHECK_SHIFT - Self::STAGE_SHIFT)) - 1)
            {
                0 => Stage::Free,
                1 => Stage::Creating,
                2 => Stage::Live,
                3 => Stage::Removed,
                4 => Stage::Freeing,
                _ => return None,
            },
        )
    }

    /// The word that this one, of no stage, was before one bit flipped; `None` if more than
    /// one did.
    pub(crate) fn mended(self) -> Option<StateWord> {
        if seeded(Bug::NotMended) {
            return None;
        }
        let mut flips = (0..64).map(|bit| StateWord(self.0 ^ 1 << bit));
        // At most one: no two words are only two flips apart.
        flips.find(|word| word.stage().is_some())
    }

    pub(crate) const fn generation(self) -> u64 {
        self.0 & Self::GENERATION
    }

    pub(crate) fn is(self, stage: Stage) -> bool {
        self.stage() == Some(stage)
    }

    /// The same object, in another stage.
    pub(crate) const fn at(self, stage: Stage) -> StateWord {
        StateWord::new(stage, self.generation())
    }

    /// The row after this object.
    pub(crate) const fn next(self) -> StateWord {
        StateWord::new(Stage::Free, self.generation() + 1)
    }
}

const _: () = {
    let stages = [Stage::Free, Stage::Creating, Stage::Live, Stage::Removed, Stage::Freeing];
    let mut i = 0;
    while i < stages.len() {
        let word = StateWord::new(stages[i], StateWord::GENERATION);
        let Some(stage) = word.stage() else { panic!("a stage reads back as none") };
        assert!(stage as usize == i && word.generation() == StateWord::GENERATION);
        assert!(word.at(Stage::Freeing).generation() == word.generation());
        i += 1;
    }
    assert!(StateWord(with_check(5 << 37)).stage().is_none());
    assert!(StateWord(u64::MAX).stage().is_none());
    assert!(StateWord::new(Stage::Free, 0).0 == 0);
    let next = StateWord::new(Stage::Freeing, 7).next();
    assert!(next.generation() == 8 && matches!(next.stage(), Some(Stage::Free)));
};

/// The name of an object: 1 to 95 of `[A-Za-z0-9._-]`, no leading dot.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ObjectName {
    /// As it lies in the row: the length, the characters, zeros.
    raw: [u8; 96],
}

impl ObjectName {
    /// The longest name.
    pub const MAX: usize = 95;

    /// Checks `name`.
    pub fn new(name: &str) -> Result<ObjectName> {
        let mut raw = [0; 96];
        if name.is_empty() || name.len() > Self::MAX {
            fail!(
                Name,
                "object name {name:?}: {} bytes long, 1 to {} allowed",
                name.len(),
                Self::MAX
            );
        }
        if name.starts_with('.') {
            fail!(Name, "object name {name:?}: starts with a dot");
        }
        let allowed = |c: &u8| c.is_ascii_alphanumeric() || b"._-".contains(c);
        if !name.as_bytes().iter().all(allowed) {
            fail!(Name, "object name {name:?}: only A-Z a-z 0-9 . _ - are allowed");
        }
        raw[0] = name.len() as u8;
        raw[1..=name.len()].copy_from_slice(name.as_bytes());
        Ok(ObjectName { raw })
    }

    /// The name that lies in a row, if it is one.
    fn from_raw(raw: &[u8; 96]) -> Option<ObjectName> {
        let text = raw.get(1..=raw[0] as usize)?;
        ObjectName::new(core::str::from_utf8(text).ok()?).ok().filter(|name| name.raw == *raw)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.raw[1..=self.raw[0] as usize]).unwrap_or_default()
    }
}

impl fmt::Debug for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// What a row says about its object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    pub(crate) creator: Option<ParticipantId>,
    pub(crate) kind: KindId,
    pub(crate) layout_version: u32,
    pub(crate) tag: TypeTag,
    pub(crate) offset: u64,
    pub(crate) size: u64,
    pub(crate) created: u64,
    pub(crate) params: Params,
    pub(crate) name: ObjectName,
}

/// Bytes 8 to 224 of a row.
type Image = [u8; CRC - CREATOR];

impl Entry {
    fn to_image(self) -> Image {
        let creator = self.creator.map_or(0, ParticipantId::to_bits);
        let pair = |low: u32, high: u32| low as u64 | (high as u64) << 32;
        let head = [
            creator,
            pair(self.kind.0, self.layout_version),
            pair(self.tag.size, self.tag.align),
            self.tag.name_hash,
            self.offset,
            self.size,
            self.created,
        ];
        let mut image = [0; CRC - CREATOR];
        for (to, word) in image.chunks_mut(8).zip(head.iter().chain(&self.params.0)) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        image[NAME - CREATOR..].copy_from_slice(&self.name.raw);
        image
    }

    fn from_image(image: &Image) -> Option<Entry> {
        let (words, _) = image.as_chunks::<8>();
        let word = |at: usize| u64::from_le_bytes(words[at / 8 - 1]);
        let name = image[NAME - CREATOR..].try_into().ok()?;
        Some(Entry {
            creator: ParticipantId::from_bits(word(CREATOR)),
            kind: KindId(word(16) as u32),
            layout_version: (word(16) >> 32) as u32,
            tag: TypeTag {
                size: word(24) as u32,
                align: (word(24) >> 32) as u32,
                name_hash: word(32),
            },
            offset: word(OFFSET),
            size: word(SIZE),
            created: word(56),
            params: Params(core::array::from_fn(|i| word(64 + 8 * i))),
            name: ObjectName::from_raw(name)?,
        })
    }
}

fn checksum(generation: u64, image: &Image) -> u32 {
    Crc::new().update(&generation.to_le_bytes()).update(image).value()
}

/// A view of one row.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    mem: Mem<'a>,
    participants: u32,
}

impl<'a> Row<'a> {
    pub(crate) fn new(mem: Mem<'a>, participants: u32) -> Row<'a> {
        Row { mem, participants }
    }

    fn state_word(&self) -> &'a Shared64 {
        self.mem.word64(STATE)
    }

    pub(crate) fn state(&self, order: Ordering) -> StateWord {
        StateWord(self.state_word().load(order))
    }

    /// Writes the state: the store that commits a step of the object's life.
    pub(crate) fn set_state(&self, state: StateWord, order: Ordering) {
        self.state_word().store(state.0, order);
    }

    /// Writes the state if it is still `from`.
    pub(crate) fn change_state(&self, from: StateWord, to: StateWord) -> bool {
        // Release: an opener that reads LIVE (Acquire or SeqCst) sees the formatted object.
        self.state_word().compare_exchange(from.0, to.0, AcqRel).is_ok()
    }

    /// Who creates the object; `None` if that one gave up.
    pub(crate) fn creator(&self) -> Option<ParticipantId> {
        // Acquire: with the Release in `give_up`.
        ParticipantId::from_bits(self.mem.word64(CREATOR).load(Acquire))
    }

    /// The living creator lets any locker undo the creation.
    pub(crate) fn give_up(&self) {
        // Release: with the Acquire in `creator`; the creator's last stores come before.
        self.mem.word64(CREATOR).store(0, Release);
    }

    /// Describes the object of a row that is still free, all but its place and checksum.
    pub(crate) fn describe(&self, entry: &Entry) {
        // With the Acquire fence in `entry`: a reader that copies any of this reads a
        // newer state afterwards than the one it began with.
        fence(Release);
        self.mem.copy_in(CREATOR, &entry.to_image());
    }

    /// Completes the description with the object's place; then it can become LIVE.
    pub(crate) fn place(&self, state: StateWord, entry: &Entry) {
        // Relaxed: the LIVE exchange publishes them.
        self.mem.word64(OFFSET).store(entry.offset, Relaxed);
        let crc = checksum(state.generation(), &entry.to_image());
        self.mem.word32(CRC).store(crc, Relaxed);
    }

    /// Whether the row's name is `name`; before the row is held, a hint.
    pub(crate) fn is_named(&self, name: &ObjectName) -> bool {
        let mut raw = [0; 96];
        self.mem.copy_out(NAME, &mut raw);
        raw == name.raw
    }

    /// The description of the object whose state was read as `state`, LIVE or later.
    /// `None` if the row went on meanwhile; an error if it did not and does not check.
    pub(crate) fn entry(&self, state: StateWord) -> Result<Option<Entry>> {
        let mut image = [0; CRC - CREATOR];
        self.mem.copy_out(CREATOR, &mut image);
        let stored = self.mem.word32(CRC).load(Relaxed);
        // With the Release fence in `describe`.
        fence(Acquire);
        if self.state(Relaxed).generation() != state.generation() {
            return Ok(None);
        }
        let crc = checksum(state.generation(), &image);
        match Entry::from_image(&image) {
            Some(entry) if crc == stored => Ok(Some(entry)),
            _ => fail!(Corrupt, "checksum is {crc:#010x}, the row says {stored:#010x}"),
        }
    }

    /// Who has the object open.
    pub(crate) fn mask(&self) -> Mask<'a> {
        Mask { mem: self.mem, participants: self.participants }
    }
}

/// A row's holder mask. Bits are only ever set and cleared one at a time by exchanges: a
/// late opener may still undo its own when the row has gone on to another object.
///
/// Everything here is SeqCst. An opener sets its bit and then reads the state; a remover
/// writes REMOVED and then reads the mask: in the one order of all these, either the opener
/// sees REMOVED or the remover sees the bit. Likewise of two holders that clear the last
/// bits, in two words, at least one sees the mask empty.
#[derive(Clone, Copy)]
pub(crate) struct Mask<'a> {
    mem: Mem<'a>,
    participants: u32,
}

impl<'a> Mask<'a> {
    fn word(&self, index: usize) -> &'a Shared64 {
        self.mem.word64(MASK + 8 * index)
    }

    fn place(&self, participant: u16) -> (&'a Shared64, u64) {
        (self.word(participant as usize / 64), 1 << (participant % 64))
    }

    /// The bits of a word that name a participant.
    fn valid(&self, index: usize) -> u64 {
        match (self.participants as usize).saturating_sub(64 * index) {
            0 => 0,
            count if count < 64 => (1 << count) - 1,
            _ => u64::MAX,
        }
    }

    pub(crate) fn set(&self, participant: u16) {
        let (word, bit) = self.place(participant);
        word.fetch_or(bit, SeqCst);
    }

    pub(crate) fn clear(&self, participant: u16) {
        let (word, bit) = self.place(participant);
        word.fetch_and(!bit, SeqCst);
    }

    pub(crate) fn contains(&self, participant: u16) -> bool {
        let (word, bit) = self.place(participant);
        word.load(SeqCst) & bit != 0
    }

    /// Whether no participant is in it. Bits that name nobody do not count.
    pub(crate) fn is_empty(&self) -> bool {
        let words = (self.participants as usize).div_ceil(64);
        (0..words).all(|i| self.word(i).load(SeqCst) & self.valid(i) == 0)
    }

    /// Clears the bits that name nobody.
    pub(crate) fn clear_stray(&self) {
        for i in 0..MASK_WORDS {
            if self.word(i).load(SeqCst) & !self.valid(i) != 0 {
                self.word(i).fetch_and(self.valid(i), SeqCst);
            }
        }
    }

    /// How many participants are in it.
    pub(crate) fn count(&self) -> u32 {
        (0..MASK_WORDS).map(|i| (self.word(i).load(SeqCst) & self.valid(i)).count_ones()).sum()
    }

    /// A bit that names nobody, if there is one.
    pub(crate) fn stray(&self) -> Option<usize> {
        (0..MASK_WORDS).find_map(|i| {
            let stray = self.word(i).load(SeqCst) & !self.valid(i);
            (stray != 0).then(|| 64 * i + stray.trailing_zeros() as usize)
        })
    }
}

const _: () = assert!(MASK_WORDS == 16 && MASK.is_multiple_of(8) && CRC + 4 <= MASK);

//! A region whose first words say what is in it, and which change was the last.
//!
//! ```text
//! 0     8      16     24       32      40       48
//! kind  sizes  limit  version  length  evicted  0, 0 | the rest
//! ```
//! All zero is the state before the first change: nothing in it. A change writes its parts of
//! the rest and these words in one commit. The version is that commit's epoch, which no other
//! had: a reader that meets the same words before and after has read what is of one commit.

use crate::provider::Provider;
use crate::status::{Result, Status, fail};
use crate::sync::plain::{bytes_of_all, bytes_of_all_mut};
use crate::verified::seeded::{Bug, seeded};
use crate::verified::{Ask, Region, RegionParams, Transaction};

/// Where the rest begins.
pub(super) const BYTES: u64 = size_of::<[u64; 8]>() as u64;

/// How often a reader looks again when writers overtake it.
const LOOKS: u32 = 1_000;

/// Bytes cleared at once: whole blocks, whatever their size.
const CLEARED: usize = RegionParams::MAX_BLOCK as usize;

/// What is in the region: it never changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Made {
    /// Which layout, of which version.
    pub(super) kind: u64,
    pub(super) sizes: u64,
    /// The length at most.
    pub(super) limit: u64,
}

/// What changes; `length <= limit` once checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) version: u64,
    pub(super) length: u64,
    pub(super) evicted: u64,
}

impl Words {
    /// A change begins.
    pub(super) fn next(&mut self, transaction: &Transaction<'_>) {
        self.version = transaction.epoch();
    }
}

pub(super) struct Headed<P> {
    pub(super) region: Region<P>,
    made: Made,
}

impl<P: Provider> Headed<P> {
    pub(super) fn format(provider: P, params: &RegionParams, made: Made) -> Result<Self> {
        let region = Region::format(provider, params)?;
        let headed = Headed { region, made };
        let words = Words { version: 0, length: 0, evicted: 0 };
        headed.region.write(0, bytes_of_all(&headed.encoded(&words)))?;
        Ok(headed)
    }

    pub(super) fn open(provider: P, params: &RegionParams, made: Made) -> Result<Self> {
        let headed = Headed { region: Region::open(provider, params)?, made };
        let mut words = [0; 6];
        headed.region.read(0, bytes_of_all_mut(&mut words))?;
        let [kind, sizes, limit, ..] = words;
        if words != [0; 6] && kind != made.kind {
            fail!(Layout, "collection: kind {kind:#018x}, not {:#018x}", made.kind);
        }
        if words != [0; 6] && [sizes, limit] != [made.sizes, made.limit] {
            fail!(
                Mismatch,
                "collection: made with sizes {sizes:#x}, limit {limit}, asked for {:#x}, {}",
                made.sizes,
                made.limit
            );
        }
        headed.checked(words)?;
        Ok(headed)
    }

    fn encoded(&self, words: &Words) -> [u64; 6] {
        let Made { kind, sizes, limit } = self.made;
        [kind, sizes, limit, words.version, words.length, words.evicted]
    }

    fn checked(&self, words: [u64; 6]) -> Result<Words> {
        let [kind, sizes, limit, version, length, evicted] = words;
        let made = Made { kind, sizes, limit };
        if words != [0; 6] && (made != self.made || length > limit) {
            fail!(
                Corrupt,
                "collection: kind {kind:#x}, sizes {sizes:#x}, length {length} of {limit}: it is \
                 {:#x}, {:#x} and holds {}",
                self.made.kind,
                self.made.sizes,
                self.made.limit
            );
        }
        Ok(Words { version, length, evicted })
    }

    pub(super) fn words(&self) -> Result<Words> {
        let mut words = [0; 6];
        self.region.read(0, bytes_of_all_mut(&mut words))?;
        self.checked(words)
    }

    /// `read`, of one commit.
    pub(super) fn look<V>(&self, mut read: impl FnMut(&Words) -> Result<V>) -> Result<V> {
        for _ in 0..LOOKS {
            let words = self.words()?;
            let value = read(&words);
            if seeded(Bug::WordsReadOnce) || self.words()? == words {
                return value;
            }
        }
        fail!(Busy, "collection: writers overtook {LOOKS} looks")
    }

    /// One commit of what `change` writes, and of the words as it leaves them, of the
    /// [`next`](Words::next) version. Nothing, if it leaves them as they were.
    pub(super) fn change<V>(
        &self,
        ask: &Ask,
        change: impl FnOnce(&mut Transaction<'_>, &mut Words) -> Result<V>,
    ) -> Result<V> {
        self.region.update(ask, |transaction| {
            let mut words = [0; 6];
            transaction.read(0, bytes_of_all_mut(&mut words))?;
            let before = self.checked(words)?;
            let mut words = before;
            let value = change(transaction, &mut words)?;
            if words != before {
                transaction.write(0, bytes_of_all(&self.encoded(&words)))?;
            }
            Ok(value)
        })
    }

    /// Makes all the rest zero, and the length. Writes whole blocks, so that damage does not
    /// hinder it and is gone.
    pub(super) fn clear(&self, ask: &Ask) -> Result<()> {
        self.region.update(ask, |transaction| {
            let mut words = [0; 6];
            let read = transaction.read(0, bytes_of_all_mut(&mut words));
            // Of damaged words nothing is kept.
            let found = read.and_then(|()| self.checked(words));
            let evicted = found.map_or(0, |words| words.evicted);
            let words = Words { version: transaction.epoch(), length: 0, evicted };
            let end = transaction.len();
            for at in (0..end).step_by(CLEARED) {
                let len = (end - at).min(CLEARED as u64) as usize;
                transaction.write(at, &[0; CLEARED][..len])?;
            }
            transaction.write(0, bytes_of_all(&self.encoded(&words)))
        })
    }

    /// Whether every block checks and `check` finds sense in what one commit left.
    pub(super) fn verify(&self, check: impl FnMut(&Words) -> Result<()>) -> Result<bool> {
        if !self.region.verify_all(&mut |_| {})?.is_sound() {
            return Ok(false);
        }
        match self.look(check) {
            Ok(()) => Ok(true),
            Err(error) if error.status() == Status::Corrupt => Ok(false),
            Err(error) => Err(error),
        }
    }
}

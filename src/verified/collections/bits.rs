//! Bits.
//!
//! ```text
//! words (head: the length is how many are 1) | 64 bits | 64 bits | …
//! ```

use super::head::{BYTES, Headed, Made, Words};
use crate::provider::Provider;
use crate::status::{Result, fail};
use crate::sync::plain::{bytes_of_all, bytes_of_all_mut};
use crate::verified::{Ask, Region, RegionParams, Transaction, VerificationLevel};

/// `wrtbits`, version 1.
const KIND: u64 = u64::from_le_bytes(*b"wrtbits\x01");

/// Words looked at at once.
const PART: u64 = 64;

/// Bits in a region, as many as are told at run time.
pub(crate) struct Bits<P> {
    head: Headed<P>,
    bits: u64,
}

/// What to do with a bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    On,
    Off,
    Over,
}

impl<P: Provider> Bits<P> {
    /// The region that holds so many.
    pub(crate) fn params(bits: u64, level: VerificationLevel) -> Result<RegionParams> {
        if bits == 0 {
            fail!(Invalid, "bit set: of no bits");
        }
        RegionParams::new(BYTES + 8 * bits.div_ceil(64), level)
    }

    fn made(bits: u64) -> Made {
        Made { kind: KIND, sizes: 1, limit: bits }
    }

    /// Makes one of zeros in memory that nobody else uses yet.
    pub(crate) fn format(provider: P, bits: u64, level: VerificationLevel) -> Result<Self> {
        let params = Self::params(bits, level)?;
        Ok(Bits { head: Headed::format(provider, &params, Self::made(bits))?, bits })
    }

    /// Opens the one in this memory, made with as many. Reads only.
    pub(crate) fn open(provider: P, bits: u64, level: VerificationLevel) -> Result<Self> {
        let params = Self::params(bits, level)?;
        Ok(Bits { head: Headed::open(provider, &params, Self::made(bits))?, bits })
    }

    pub(crate) fn region(&self) -> &Region<P> {
        &self.head.region
    }

    pub(crate) fn capacity(&self) -> u64 {
        self.bits
    }

    /// How many are 1.
    pub(crate) fn count(&self) -> Result<u64> {
        Ok(self.head.words()?.length)
    }

    /// Where the word of a bit lies, and the bit in it.
    fn place(&self, bit: u64) -> Result<(u64, u64)> {
        if bit >= self.bits {
            fail!(Invalid, "bit set: bit {bit} of {}", self.bits);
        }
        Ok((BYTES + bit / 64 * 8, 1 << (bit % 64)))
    }

    pub(crate) fn test(&self, bit: u64) -> Result<bool> {
        let (at, mask) = self.place(bit)?;
        let mut word = [0];
        self.region().read(at, bytes_of_all_mut(&mut word))?;
        Ok(word[0] & mask != 0)
    }

    /// Turns a bit; answers what it was.
    pub(crate) fn turn(&self, ask: &Ask, bit: u64, turn: Turn) -> Result<bool> {
        let (at, mask) = self.place(bit)?;
        self.head.change(ask, |transaction, words| {
            let mut word = [0_u64];
            transaction.read(at, bytes_of_all_mut(&mut word))?;
            let old = word[0];
            let new = match turn {
                Turn::On => old | mask,
                Turn::Off => old & !mask,
                Turn::Over => old ^ mask,
            };
            if new != old {
                words.next(transaction);
                self.recount(words, old, new)?;
                transaction.write(at, bytes_of_all(&[new]))?;
            }
            Ok(old & mask != 0)
        })
    }

    /// Counts that `new` takes the place of `old`.
    fn recount(&self, words: &mut Words, old: u64, new: u64) -> Result<()> {
        let more = words.length + new.count_ones() as u64;
        match more.checked_sub(old.count_ones() as u64) {
            Some(length) if length <= self.bits => words.length = length,
            _ => fail!(Corrupt, "bit set: {} of its {} bits are not 1", words.length, self.bits),
        }
        Ok(())
    }

    /// The bits of word `index` that there are.
    fn mask(&self, index: u64) -> u64 {
        match self.bits - index * 64 {
            rest @ ..64 => (1 << rest) - 1,
            _ => u64::MAX,
        }
    }

    /// As `index`, below the words that there are.
    pub(crate) fn word_range(&self, first: u64, count: usize) -> Result<()> {
        let all = self.bits.div_ceil(64);
        if first > all || count as u64 > all - first {
            fail!(Invalid, "bit set: {count} words from {first} on, of {all}");
        }
        Ok(())
    }

    fn checked(&self, index: u64, word: u64) -> Result<u64> {
        if word & !self.mask(index) != 0 {
            fail!(Corrupt, "bit set: {word:#x} in word {index} of {} bits", self.bits);
        }
        Ok(word)
    }

    /// Copies words, 64 bits each, from word `first` on, of one commit.
    pub(crate) fn read_words(&self, first: u64, out: &mut [u64]) -> Result<()> {
        self.word_range(first, out.len())?;
        self.region().read(BYTES + 8 * first, bytes_of_all_mut(out))?;
        for (index, word) in (first..).zip(out) {
            self.checked(index, *word)?;
        }
        Ok(())
    }

    /// Writes words from word `first` on, in one commit. `Invalid` for a bit that there is not.
    pub(crate) fn write_words(&self, ask: &Ask, first: u64, new: &[u64]) -> Result<()> {
        self.word_range(first, new.len())?;
        for (index, word) in (first..).zip(new) {
            if word & !self.mask(index) != 0 {
                fail!(Invalid, "bit set: {word:#x} for word {index} of {} bits", self.bits);
            }
        }
        self.head.change(ask, |transaction, words| {
            for (index, new) in (first..).zip(new) {
                self.put(transaction, words, index, *new)?;
            }
            Ok(())
        })
    }

    fn put(
        &self,
        transaction: &mut Transaction<'_>,
        words: &mut Words,
        index: u64,
        new: u64,
    ) -> Result<()> {
        let (at, mut old) = (BYTES + 8 * index, [0]);
        transaction.read(at, bytes_of_all_mut(&mut old))?;
        if old[0] != new {
            words.next(transaction);
            self.recount(words, self.checked(index, old[0])?, new)?;
            transaction.write(at, bytes_of_all(&[new]))?;
        }
        Ok(())
    }

    /// The first bit that is 1, from `from` on, of one commit.
    pub(crate) fn next(&self, from: u64) -> Result<Option<u64>> {
        if from >= self.bits {
            return Ok(None);
        }
        self.head.look(|_| {
            let mut found = None;
            self.each_word(from / 64, &mut |index, word| {
                let skipped = if index == from / 64 { from % 64 } else { 0 };
                let rest = word >> skipped << skipped;
                if rest != 0 {
                    found = Some(index * 64 + rest.trailing_zeros() as u64);
                }
                Ok(rest == 0)
            })?;
            Ok(found)
        })
    }

    /// Every word from `first` on, as long as `act` wants.
    fn each_word(&self, first: u64, act: &mut dyn FnMut(u64, u64) -> Result<bool>) -> Result<()> {
        let (mut part, all) = ([0_u64; PART as usize], self.bits.div_ceil(64));
        for start in (first..all).step_by(PART as usize) {
            let part = &mut part[..PART.min(all - start) as usize];
            self.region().read(BYTES + 8 * start, bytes_of_all_mut(part))?;
            for (index, word) in (start..).zip(part) {
                if !act(index, self.checked(index, *word)?)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Makes all 0. Writes every block anew, so that damage is gone too.
    pub(crate) fn clear_all(&self, ask: &Ask) -> Result<()> {
        self.head.clear(ask)
    }

    /// Whether every block checks, and as many bits are 1 as the words say. `Busy` if writers
    /// overtook it a thousand times.
    pub(crate) fn verify(&self) -> Result<bool> {
        self.head.verify(|words| {
            let mut count = 0;
            self.each_word(0, &mut |_, word| {
                count += word.count_ones() as u64;
                Ok(true)
            })?;
            if count != words.length {
                fail!(Corrupt, "bit set: {count} bits are 1, not {}", words.length);
            }
            Ok(())
        })
    }
}

/// A set of numbers below `N`, a bit for each.
///
/// A handle that threads and processes may share. Each change is one commit, and none if it
/// changes nothing; a read is of one commit, `Busy` if writers overtook it a thousand times,
/// `Corrupt` if damaged. A bit from `N` on is `Invalid`.
pub struct BoundedBitSet<const N: usize, P>(Bits<P>);

impl<const N: usize, P: Provider> BoundedBitSet<N, P> {
    /// Parameters of the region that holds it, to create its object in a segment.
    pub fn params(level: VerificationLevel) -> Result<RegionParams> {
        Bits::<P>::params(N as u64, level)
    }

    /// Bytes of memory it needs. `Invalid` if it would hold nothing or too much.
    pub fn required_size(level: VerificationLevel) -> Result<usize> {
        Self::params(level)?.required_size()
    }

    /// Makes an empty one in memory that nobody else uses yet.
    pub fn format(provider: P, level: VerificationLevel) -> Result<Self> {
        Bits::format(provider, N as u64, level).map(Self)
    }

    /// Opens the one in this memory, made with the same `N`; zeros are an empty one. Reads
    /// only. `Mismatch` or `Layout` if something else is in the region.
    pub fn open(provider: P, level: VerificationLevel) -> Result<Self> {
        Bits::open(provider, N as u64, level).map(Self)
    }

    /// The region that holds it, for levels, statistics and scrubbing.
    pub fn region(&self) -> &Region<P> {
        self.0.region()
    }

    /// `N`.
    pub fn capacity(&self) -> usize {
        self.0.capacity() as usize
    }

    /// How many are in it.
    pub fn count(&self) -> Result<usize> {
        Ok(self.0.count()? as usize)
    }

    /// Whether none is in it.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.count()? == 0)
    }

    /// Whether `bit` is in it.
    pub fn test(&self, bit: usize) -> Result<bool> {
        self.0.test(bit as u64)
    }

    /// Puts `bit` in; answers whether it was.
    pub fn set(&self, bit: usize) -> Result<bool> {
        self.0.turn(&Ask::default(), bit as u64, Turn::On)
    }

    /// Takes `bit` out; answers whether it was in it.
    pub fn clear(&self, bit: usize) -> Result<bool> {
        self.0.turn(&Ask::default(), bit as u64, Turn::Off)
    }

    /// Puts `bit` in or takes it out; answers whether it was in it.
    pub fn toggle(&self, bit: usize) -> Result<bool> {
        self.0.turn(&Ask::default(), bit as u64, Turn::Over)
    }

    /// The first in it.
    pub fn first(&self) -> Result<Option<usize>> {
        self.next(0)
    }

    /// The first in it from `from` on.
    pub fn next(&self, from: usize) -> Result<Option<usize>> {
        Ok(self.0.next(from as u64)?.map(|bit| bit as usize))
    }

    /// Copies 64 bits each, from those of word `first` on, of one commit. `Invalid` if there are
    /// not as many.
    pub fn read_words(&self, first: usize, out: &mut [u64]) -> Result<()> {
        self.0.read_words(first as u64, out)
    }

    /// Writes 64 bits each, from those of word `first` on, in one commit. `Invalid` if there are
    /// not as many, or for a bit from `N` on.
    pub fn write_words(&self, first: usize, words: &[u64]) -> Result<()> {
        self.0.write_words(&Ask::default(), first as u64, words)
    }

    /// Takes all out, and any damage.
    pub fn clear_all(&self) -> Result<()> {
        self.0.clear_all(&Ask::default())
    }

    /// Whether nothing in it is damaged, and as many are in it as [`count`](Self::count) says.
    pub fn verify(&self) -> Result<bool> {
        self.0.verify()
    }
}

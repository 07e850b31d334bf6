//! Where everything lies in a table, and the tags of its slots.

use crate::status::{Result, fail};
use crate::verified::collections::head::{BYTES, Made};
use crate::verified::{RegionParams, VerificationLevel};

/// `wrtable`, version 1.
const KIND: u64 = u64::from_le_bytes(*b"wrtable\x01");

/// Most slots of a bucket, and most in all of a table with one bucket.
pub(super) const MOST_WAYS: usize = 16;
/// Slots of a bucket where there are several.
const WAYS: u64 = 8;
/// How many of them are in use on average in a table at its limit, if it evicts nothing.
const USED: u64 = 4;

/// What a table is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TableParams {
    /// Bytes of a key, at least 1.
    pub(crate) key: u32,
    /// Bytes of a value.
    pub(crate) value: u32,
    /// How many entries, at least 1.
    pub(crate) capacity: u64,
    /// Whether a new entry takes the place of the oldest if there is no other.
    pub(crate) evict: bool,
}

/// Where everything lies, in private memory.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) params: TableParams,
    pub(super) ways: u64,
    pub(super) buckets: u64,
    /// The length at most.
    pub(super) limit: u64,
}

/// A slot, by its bucket and its place in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) bucket: u64,
    pub(super) way: u64,
}

impl TableParams {
    pub(super) fn shape(&self) -> Result<Shape> {
        let TableParams { key, value, capacity, evict } = *self;
        // More are refused for their bytes in any case.
        let is_size = (1..1 << 31).contains(&key);
        if !is_size || capacity == 0 || capacity > u32::MAX as u64 {
            fail!(Invalid, "table: {capacity} entries of {key} and {value} bytes");
        }
        let (ways, buckets) = match capacity {
            ..=16 => (capacity, 1),
            _ if evict => (WAYS, capacity.div_ceil(WAYS)),
            _ => (WAYS, capacity.div_ceil(USED)),
        };
        let limit = if evict { ways * buckets } else { capacity };
        Ok(Shape { params: *self, ways, buckets, limit })
    }

    /// The region that holds it.
    pub(crate) fn region(&self, level: VerificationLevel) -> Result<RegionParams> {
        let shape = self.shape()?;
        match shape.buckets.checked_mul(shape.stride()).and_then(|bytes| bytes.checked_add(BYTES)) {
            Some(bytes) => RegionParams::new(bytes, level),
            None => fail!(Invalid, "table: {} entries are too large", self.capacity),
        }
    }

    /// What tells it from others.
    pub(super) fn made(&self, limit: u64) -> Made {
        let sizes = (self.evict as u64) << 63 | (self.key as u64) << 32 | self.value as u64;
        Made { kind: KIND, sizes, limit }
    }
}

impl Shape {
    /// Bytes of an entry.
    pub(super) fn entry(&self) -> u64 {
        self.params.key as u64 + self.params.value as u64
    }

    /// Bytes of a bucket: at most `16 * (8 + 2^33)`.
    pub(super) fn stride(&self) -> u64 {
        self.ways * (8 + self.entry())
    }

    pub(super) fn bucket_at(&self, bucket: u64) -> u64 {
        BYTES + bucket * self.stride()
    }

    pub(super) fn tag_at(&self, slot: Slot) -> u64 {
        self.bucket_at(slot.bucket) + 8 * slot.way
    }

    pub(super) fn key_at(&self, slot: Slot) -> u64 {
        self.bucket_at(slot.bucket) + 8 * self.ways + slot.way * self.entry()
    }

    pub(super) fn value_at(&self, slot: Slot) -> u64 {
        self.key_at(slot) + self.params.key as u64
    }

    /// The buckets where a key of this hash may be.
    pub(super) fn window(&self, hash: u64) -> impl Iterator<Item = u64> {
        // `buckets` is below 2^32, so the products are below 2^64.
        let share = |bits: u64, of: u64| (bits * of) >> 32;
        let first = share(hash >> 32, self.buckets);
        let second = match self.buckets {
            1 => None,
            buckets => {
                let away = 1 + share(hash & u32::MAX as u64, buckets - 1);
                Some((first + away) % buckets)
            }
        };
        [Some(first), second].into_iter().flatten()
    }
}

/// What stands for a slot in use.
#[derive(Clone, Copy)]
pub(super) struct Tag(pub(super) u64);

impl Tag {
    /// Of no entry.
    pub(super) const FREE: u64 = 0;
    const PRINT: u64 = 0xFFFE;

    pub(super) const fn new(version: u64, hash: u64) -> Tag {
        Tag(version << 16 | hash & Tag::PRINT | 1)
    }

    /// `None` if the slot is free.
    pub(super) fn of(word: u64) -> Result<Option<Tag>> {
        match word {
            Tag::FREE => Ok(None),
            word if word & 1 == 1 => Ok(Some(Tag(word))),
            _ => fail!(Corrupt, "table: tag {word:#018x}"),
        }
    }

    pub(super) fn has_print(self, hash: u64) -> bool {
        self.0 & Tag::PRINT == hash & Tag::PRINT
    }

    /// How many commits ago it was written, in 48 bits.
    pub(super) const fn age(self, version: u64) -> u64 {
        version.wrapping_sub(self.0 >> 16) << 16
    }
}

/// The stamp's 48 bits may come to their end.
const _: () = {
    let last = Tag::new((1 << 48) - 1, 0);
    assert!(last.age((1 << 48) + 1) == 2 << 16);
    assert!(Tag::new(1 << 48, 0).age((1 << 48) + 1) == 1 << 16);
};

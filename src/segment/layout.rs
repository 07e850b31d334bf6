//! Where everything lies in a segment, computed from five counts.
//!
//! ```text
//! 0        header, copy A        written once before the segment is published
//! 2048     header, copy B
//! 4096     control               lock words, event counts, hints: see `control`
//! 8192     participants          128 bytes a row, one row more than asked for
//!          thread slots          64 bytes a row, one row more than asked for
//!          directory             384 bytes a row
//!          page table            8 bytes a page
//!          pages                 4096 bytes each
//! ```
//! Each table starts at a multiple of 4096. The layout is computed by whoever opens the
//! segment from the counts in its header, compared with the header's own places, and kept
//! in private memory: nothing in the segment bounds an access afterwards.

use crate::status::{Result, fail};

/// Bytes in a page of the arena.
pub const PAGE_SIZE: usize = 4096;
/// Bytes in a participant row.
pub const PARTICIPANT_SIZE: usize = 128;
/// Bytes in a thread slot.
pub const SLOT_SIZE: usize = 64;
/// Bytes in a directory row.
pub const DIRECTORY_ROW_SIZE: usize = 384;
/// Offset of the control page.
pub const CONTROL: usize = 4096;

/// Most participants a segment can have.
pub const MAX_PARTICIPANTS: u32 = 1023;
/// Most thread slots.
pub const MAX_SLOTS: u32 = 65_535;
/// Most directory rows: their index must fit a page's holder.
pub const MAX_DIRECTORY_ROWS: u32 = 4_095;
/// Most pages: their index must fit a page word.
pub const MAX_PAGES: u64 = (1 << 28) - 1;
/// The smallest segment: the tables and one page.
pub const MIN_PAGES: u64 = 1;

/// The words of the control page, by offset from its start. Each has a cache line pair.
pub mod control {
    /// Owner lock of the page table (32-bit word).
    pub const ARENA_LOCK: usize = 0;
    /// Page where the next search for free pages starts (a hint; 64-bit word).
    pub const ARENA_HINT: usize = 8;
    /// Owner lock of the directory (32-bit word).
    pub const DIRECTORY_LOCK: usize = 128;
    /// Event count of the directory: an object became live, or went.
    pub const DIRECTORY_EVENT: usize = 256;
    /// Participants cleaned up after since creation (64-bit word).
    pub const REAPED: usize = 384;
    /// When somebody last looked for the dead while waiting (a hint; 64-bit word,
    /// nanoseconds of CLOCK_MONOTONIC).
    pub const TENDED: usize = 512;
}

/// What determines a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Participants that can be attached at once.
    pub participants: u32,
    /// Threads that can hold a slot at once.
    pub slots: u32,
    /// Objects that can exist at once.
    pub directory_rows: u32,
    /// Bytes of the whole segment.
    pub total_size: u64,
}

/// Places and sizes, in private memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The counts it was computed from.
    pub counts: Counts,
    /// Offset of the participant table.
    pub participants: usize,
    /// Offset of the thread slots.
    pub slots: usize,
    /// Offset of the directory.
    pub directory: usize,
    /// Offset of the page table.
    pub page_table: usize,
    /// Offset of the first page.
    pub pages: usize,
    /// Number of pages.
    pub page_count: usize,
}

const fn up(value: u64) -> u64 {
    value.div_ceil(PAGE_SIZE as u64) * PAGE_SIZE as u64
}

impl Layout {
    /// Lays out a segment of `counts`. The size is used as it is; what does not fill a page
    /// at the end stays unused.
    pub fn new(counts: Counts) -> Result<Layout> {
        let total = counts.total_size;
        let limit = |name: &str, value: u32, most: u32| {
            if value == 0 || value > most {
                fail!(Invalid, "{name}: {value} is outside 1..={most}");
            }
            Ok(())
        };
        limit("participants", counts.participants, MAX_PARTICIPANTS)?;
        limit("thread slots", counts.slots, MAX_SLOTS)?;
        limit("directory rows", counts.directory_rows, MAX_DIRECTORY_ROWS)?;
        let participants = CONTROL as u64 + PAGE_SIZE as u64;
        let slots = participants + up((counts.participants as u64 + 1) * PARTICIPANT_SIZE as u64);
        let directory = slots + up((counts.slots as u64 + 1) * SLOT_SIZE as u64);
        let table = directory + up(counts.directory_rows as u64 * DIRECTORY_ROW_SIZE as u64);
        let least = table + PAGE_SIZE as u64 + MIN_PAGES * PAGE_SIZE as u64;
        if total < least {
            fail!(Invalid, "segment size: {total} bytes is below {least}, what its tables need");
        }
        // The largest n with table + up(8 n) + 4096 n <= total.
        let mut pages = (total - table) / (PAGE_SIZE as u64 + 8);
        if pages > MAX_PAGES {
            fail!(Invalid, "segment size: {total} bytes is above {MAX_PAGES} pages of 4096");
        }
        while table + up(8 * pages) + PAGE_SIZE as u64 * pages > total {
            pages -= 1;
        }
        Ok(Layout {
            counts,
            participants: participants as usize,
            slots: slots as usize,
            directory: directory as usize,
            page_table: table as usize,
            pages: (table + up(8 * pages)) as usize,
            page_count: pages as usize,
        })
    }

    /// The layout with room for at least `bytes` of pages.
    pub fn for_payload(participants: u32, slots: u32, rows: u32, bytes: u64) -> Result<Layout> {
        let pages = bytes.div_ceil(PAGE_SIZE as u64).max(MIN_PAGES);
        if pages > MAX_PAGES {
            fail!(Invalid, "segment size: {bytes} bytes is above {MAX_PAGES} pages of 4096");
        }
        let counts = |total_size| Counts { participants, slots, directory_rows: rows, total_size };
        let tables = Layout::new(counts(1 << 40))?.page_table as u64;
        Layout::new(counts(tables + up(8 * pages) + pages * PAGE_SIZE as u64))
    }

    /// Offset of a participant row; the row after the last is the reserved one.
    pub fn participant(&self, row: usize) -> usize {
        assert!(row <= self.counts.participants as usize, "participant row outside");
        self.participants + row * PARTICIPANT_SIZE
    }

    /// The reserved participant row, used by an attach that must clean up first.
    pub fn reserved_row(&self) -> usize {
        self.counts.participants as usize
    }

    /// Offset of a thread slot; the one after the last is shared by those who find none.
    pub fn slot(&self, index: usize) -> usize {
        assert!(index <= self.counts.slots as usize, "slot outside");
        self.slots + index * SLOT_SIZE
    }

    /// Offset of a directory row.
    pub fn directory_row(&self, row: usize) -> usize {
        assert!(row < self.counts.directory_rows as usize, "directory row outside");
        self.directory + row * DIRECTORY_ROW_SIZE
    }

    /// Offset of a page's word.
    pub fn page_word(&self, page: usize) -> usize {
        assert!(page < self.page_count, "page outside");
        self.page_table + 8 * page
    }

    /// Offset of a page.
    pub fn page(&self, page: usize) -> usize {
        assert!(page <= self.page_count, "page outside");
        self.pages + page * PAGE_SIZE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_never_overlap_and_end_inside() {
        for (participants, slots, rows) in [(1, 1, 1), (64, 256, 256), (1023, 65_535, 4_095)] {
            for extra in [0, 1, 4095, 4096, 1 << 20, 1 << 33] {
                let least = Layout::for_payload(participants, slots, rows, 1).unwrap();
                let total_size = least.counts.total_size + extra;
                let l = Layout::new(Counts { total_size, ..least.counts }).unwrap();
                assert!(l.participant(l.reserved_row()) + PARTICIPANT_SIZE <= l.slots);
                assert!(l.slot(slots as usize) + SLOT_SIZE <= l.directory);
                assert!(l.directory_row(rows as usize - 1) + DIRECTORY_ROW_SIZE <= l.page_table);
                assert!(l.page_word(l.page_count - 1) + 8 <= l.pages);
                assert!(l.page(l.page_count) as u64 <= total_size);
                assert!(total_size - (l.page(l.page_count) as u64) < 3 * PAGE_SIZE as u64);
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_limit() {
        let counts = Counts { participants: 64, slots: 1, directory_rows: 1, total_size: 4096 };
        let error = Layout::new(counts).unwrap_err().to_string();
        assert!(error.contains("4096 bytes is below"), "{error}");
        let error = Layout::new(Counts { participants: 1024, ..counts }).unwrap_err().to_string();
        assert_eq!(error, "participants: 1024 is outside 1..=1023");
        assert!(Layout::for_payload(1, 1, 1, u64::MAX).is_err());
        for total_size in [u64::MAX, u64::MAX - 4095, 1 << 63, isize::MAX as u64] {
            let counts = Counts { participants: 1, slots: 1, directory_rows: 1, total_size };
            let error = Layout::new(counts).unwrap_err().to_string();
            assert!(error.contains("is above"), "{error}");
        }
    }

    #[test]
    fn payload_size_is_met() {
        for bytes in [1, 4096, 4097, 10 << 20] {
            let l = Layout::for_payload(64, 256, 256, bytes).unwrap();
            assert!((l.page_count * PAGE_SIZE) as u64 >= bytes);
        }
    }
}

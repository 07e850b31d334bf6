//! The one word that decides what a page is.

use core::fmt;

/// Who a run of pages belongs to, and whose end frees it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// The participant in this row of the participant table.
    Participant(u16),
    /// The object in this row of the directory.
    Object(u16),
}

impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Holder::Participant(row) => write!(f, "participant {row}"),
            Holder::Object(row) => write!(f, "object {row}"),
        }
    }
}

/// What a page word says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PageState {
    /// Free, unless the tables are corrupt.
    Free,
    /// First page of a run of `count`.
    Run { holder: Holder, count: u32 },
    /// Was made part of the run that starts at page `head`; is part of it only if that
    /// page's word still covers this one.
    Tail { head: u32 },
    /// First page of `count` that belong to a heap for good: no holder, no sweep frees it.
    Sector { count: u32 },
}

/// A page's word: `state 2 | holder kind 1 | holder index 12 | length or head 28 |
/// generation 13 | check 8`. Fields that a state does not use are 0.
///
/// The generation counts the runs that began at this page and were freed. It stays when the
/// page becomes a tail, and wraps after 8192 runs: it detects a stale name for a run, it
/// does not prove a fresh one.
///
/// The check is a CRC-8 of the rest with the polynomial 0x12F, under which words of up to
/// 119 bits differ in four or more (Koopman and Chakravarty, "Cyclic Redundancy Code
/// Polynomial Selection For Embedded Networks", 2004). So a word with up to three flipped
/// bits means nothing, and what one flipped bit has made of it can be undone. The check of
/// 0 is 0: a new table is free.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageWord(u64);

impl PageWord {
    const CHECK_BITS: u32 = 8;
    const GENERATION_BITS: u32 = 13;
    const LENGTH_BITS: u32 = 28;
    const INDEX_BITS: u32 = 12;
    const GENERATION_SHIFT: u32 = Self::CHECK_BITS;
    const LENGTH_SHIFT: u32 = Self::GENERATION_SHIFT + Self::GENERATION_BITS;
    const INDEX_SHIFT: u32 = Self::LENGTH_SHIFT + Self::LENGTH_BITS;
    const KIND_SHIFT: u32 = Self::INDEX_SHIFT + Self::INDEX_BITS;
    const STATE_SHIFT: u32 = Self::KIND_SHIFT + 1;

    const FREE: u64 = 0;
    const RUN: u64 = 1;
    const TAIL: u64 = 2;
    const SECTOR: u64 = 3;

    /// The largest generation.
    pub(crate) const GENERATION: u32 = (1 << Self::GENERATION_BITS) - 1;
    const LENGTH: u64 = (1 << Self::LENGTH_BITS) - 1;
    const INDEX: u64 = (1 << Self::INDEX_BITS) - 1;

    /// Packs. Values wider than their field are a caller's error, cut off here.
    pub(crate) const fn new(state: PageState, generation: u32) -> PageWord {
        let (state, kind, index, length) = match state {
            PageState::Free => (Self::FREE, 0, 0, 0),
            PageState::Run { holder: Holder::Participant(row), count } => {
                (Self::RUN, 0, row as u64, count as u64)
            }
            PageState::Run { holder: Holder::Object(row), count } => {
                (Self::RUN, 1, row as u64, count as u64)
            }
            PageState::Tail { head } => (Self::TAIL, 0, 0, head as u64),
            PageState::Sector { count } => (Self::SECTOR, 0, 0, count as u64),
        };
        let rest = state << Self::STATE_SHIFT
            | kind << Self::KIND_SHIFT
            | (index & Self::INDEX) << Self::INDEX_SHIFT
            | (length & Self::LENGTH) << Self::LENGTH_SHIFT
            | ((generation & Self::GENERATION) as u64) << Self::GENERATION_SHIFT;
        PageWord(rest | crc8(rest) as u64)
    }

    /// The word as it was read.
    pub(crate) const fn from_bits(bits: u64) -> PageWord {
        PageWord(bits)
    }

    /// The word to be written.
    pub(crate) const fn to_bits(self) -> u64 {
        self.0
    }

    /// How many runs that began here were freed, cut to the field.
    pub(crate) const fn generation(self) -> u32 {
        (self.0 >> Self::GENERATION_SHIFT) as u32 & Self::GENERATION
    }

    /// What the word says; `None` for what no page word packs to.
    pub(crate) const fn state(self) -> Option<PageState> {
        let length = (self.0 >> Self::LENGTH_SHIFT & Self::LENGTH) as u32;
        let row = (self.0 >> Self::INDEX_SHIFT & Self::INDEX) as u16;
        let object = self.0 >> Self::KIND_SHIFT & 1 == 1;
        let state = match self.0 >> Self::STATE_SHIFT {
            Self::FREE => PageState::Free,
            Self::RUN if object => PageState::Run { holder: Holder::Object(row), count: length },
            Self::RUN => PageState::Run { holder: Holder::Participant(row), count: length },
            Self::TAIL => PageState::Tail { head: length },
            _ => PageState::Sector { count: length },
        };
        let empty =
            matches!(state, PageState::Run { .. } | PageState::Sector { .. }) && length == 0;
        if Self::new(state, self.generation()).0 == self.0 && !empty { Some(state) } else { None }
    }

    /// The word that this one was before one bit flipped; itself if it means something, or
    /// if more than one did.
    pub(crate) fn mended(self) -> PageWord {
        if self.state().is_some() {
            return self;
        }
        let mut flips = (0..64).map(|bit| PageWord(self.0 ^ 1 << bit));
        // At most one: no two words are only two flips apart.
        flips.find(|word| word.state().is_some()).unwrap_or(self)
    }

    /// Whether this may be, or with one bit flipped may have been, the first word of a run
    /// of `holder`: cheaper to ask than [`mended`](Self::mended).
    pub(crate) const fn resembles_run_of(self, holder: Holder) -> bool {
        let run = Self::new(PageState::Run { holder, count: 1 }, 0);
        ((self.0 ^ run.0) >> Self::INDEX_SHIFT).count_ones() <= 1
    }
}

/// The CRC-8 of the upper seven bytes of a word, one table for each, so that the look-ups do
/// not wait for each other.
const fn crc8(rest: u64) -> u8 {
    const TABLES: [[u8; 256]; 7] = {
        let mut tables = [[0; 256]; 7];
        let mut i = 0;
        while i < 256 {
            let (mut value, mut table) = (i as u8, 0);
            while table < 7 {
                let mut bit = 0;
                while bit < 8 {
                    value = value << 1 ^ if value & 0x80 != 0 { 0x2F } else { 0 };
                    bit += 1;
                }
                tables[table][i] = value;
                table += 1;
            }
            i += 1;
        }
        tables
    };
    let (bytes, mut crc, mut i) = (rest.to_le_bytes(), 0, 0);
    while i < 7 {
        crc ^= TABLES[i][bytes[i + 1] as usize];
        i += 1;
    }
    crc
}

const _: () = {
    let words = [
        (PageState::Free, 7),
        (PageState::Free, PageWord::GENERATION),
        (PageState::Run { holder: Holder::Object(4095), count: (1 << 28) - 1 }, 8191),
        (PageState::Tail { head: 5 }, 1),
        (PageState::Sector { count: 256 }, 0),
    ];
    let mut i = 0;
    while i < words.len() {
        let (state, generation) = words[i];
        let word = PageWord::new(state, generation);
        assert!(word.generation() == generation);
        let Some(back) = PageWord::from_bits(word.to_bits()).state() else { panic!("nothing") };
        assert!(PageWord::new(back, generation).0 == word.0);
        i += 1;
    }
    let run = PageState::Run { holder: Holder::Participant(3), count: 2 };
    let back = PageWord::new(run, 0).state();
    assert!(matches!(back, Some(PageState::Run { holder: Holder::Participant(3), count: 2 })));
    assert!(PageWord::new(PageState::Free, 0).0 == 0);
    // What no state packs to, though the check is right: a free page with a length, a run
    // of none, a tail with a holder.
    let wrong: [u64; 3] = [1 << 21, 1 << 62, 2 << 62 | 1 << 61];
    let mut i = 0;
    while i < wrong.len() {
        assert!(PageWord::from_bits(wrong[i] | crc8(wrong[i]) as u64).state().is_none());
        i += 1;
    }
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Linear: if no such pattern is a word's check, no two words differ by it.
    #[test]
    fn words_differ_in_four_bits() {
        let wrong = |flips: u64| crc8(flips & !0xFF) != flips as u8;
        for a in 0..64 {
            assert!(wrong(1 << a));
            for b in a + 1..64 {
                assert!(wrong(1 << a | 1 << b));
                assert!((b + 1..64).all(|c| wrong(1 << a | 1 << b | 1 << c)), "{a} {b}");
            }
        }
    }

    #[test]
    fn one_flipped_bit_is_undone_and_two_are_not() {
        for state in [
            PageState::Free,
            PageState::Run { holder: Holder::Participant(1), count: 3 },
            PageState::Run { holder: Holder::Object(2), count: 1 },
            PageState::Tail { head: 9 },
            PageState::Sector { count: 256 },
        ] {
            let word = PageWord::new(state, 5);
            for a in 0..64 {
                let flipped = PageWord(word.0 ^ 1 << a);
                assert!(flipped.state().is_none() && flipped.mended() == word);
                if let PageState::Run { holder, .. } = state {
                    assert!(flipped.resembles_run_of(holder));
                }
                for b in 0..a {
                    let twice = PageWord(flipped.0 ^ 1 << b);
                    assert!(twice.state().is_none() && twice.mended() == twice);
                }
            }
        }
    }
}

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
/// generation 21`. Fields that a state does not use are 0, so most scribbles are noticed.
///
/// The generation counts the runs that began at this page and were freed. It stays when the
/// page becomes a tail, and wraps after two million runs: it detects a stale name for a
/// run, it does not prove a fresh one.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageWord(u64);

impl PageWord {
    const GENERATION_BITS: u32 = 21;
    const LENGTH_BITS: u32 = 28;
    const INDEX_BITS: u32 = 12;
    const LENGTH_SHIFT: u32 = Self::GENERATION_BITS;
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
        PageWord(
            state << Self::STATE_SHIFT
                | kind << Self::KIND_SHIFT
                | (index & Self::INDEX) << Self::INDEX_SHIFT
                | (length & Self::LENGTH) << Self::LENGTH_SHIFT
                | (generation & Self::GENERATION) as u64,
        )
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
        self.0 as u32 & Self::GENERATION
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
}

const _: () = {
    let words: [(PageState, u32, u64); 5] = [
        (PageState::Free, 7, 7),
        (PageState::Free, PageWord::GENERATION, (1 << 21) - 1),
        (
            PageState::Run { holder: Holder::Object(4095), count: (1 << 28) - 1 },
            PageWord::GENERATION,
            0x7FFF_FFFF_FFFF_FFFF,
        ),
        (PageState::Tail { head: 5 }, 1, 2 << 62 | 5 << 21 | 1),
        (PageState::Sector { count: 256 }, 0, 3 << 62 | 256 << 21),
    ];
    let mut i = 0;
    while i < words.len() {
        let (state, generation, bits) = words[i];
        let word = PageWord::new(state, generation);
        assert!(word.to_bits() == bits && word.generation() == generation);
        let Some(back) = PageWord::from_bits(bits).state() else { panic!("reads back as nothing") };
        assert!(PageWord::new(back, generation).0 == bits);
        i += 1;
    }
    let run = PageState::Run { holder: Holder::Participant(3), count: 2 };
    let back = PageWord::new(run, 0).state();
    assert!(matches!(back, Some(PageState::Run { holder: Holder::Participant(3), count: 2 })));
    // What no state packs to: a free page with a length, a run of none, a tail with a holder.
    assert!(PageWord::from_bits(1 << 21).state().is_none());
    assert!(PageWord::from_bits(1 << 62).state().is_none());
    assert!(PageWord::from_bits(2 << 62 | 1 << 61).state().is_none());
};

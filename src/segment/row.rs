//! A participant's row: 128 bytes.
//!
//! | offset | bytes | field | written by |
//! |---|---|---|---|
//! | 0 | 8 | state: the word that decides | attach, close, reaper |
//! | 8 | 8 | process id | attach, before the state |
//! | 16 | 8 | start time of the process, clock ticks since boot | attach |
//! | 24 | 8 | time of the attach, nanoseconds since 1970 UTC | attach |
//! | 32 | 32 | program name, zero padded | attach |
//! | 64 | 64 | reserved | |
//!
//! Only the state counts; the rest is for messages and for waking when the process ends.

use super::View;
use crate::os;
use crate::sync::checksum::with_check;
use crate::sync::{Ordering::*, ParticipantId, Shared64};

/// What a row is.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody's.
    Free = 0,
    /// Attached, as long as the kernel has the row's byte locked.
    Live = 1,
    /// Proven dead; not yet cleaned up after.
    Dead = 2,
}

/// The state word: `check 24 | generation 32 | state 8`. The check is taken from a CRC32C of
/// the rest, so that a flipped bit does not make a living participant a dead one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct StateWord(pub(super) u64);

impl StateWord {
    pub(super) const fn new(state: State, generation: u32) -> StateWord {
        StateWord(with_check((generation as u64) << 8 | state as u64))
    }

    /// Whether it is a word that somebody stored as such.
    pub(super) const fn is_valid(self) -> bool {
        with_check(self.0) == self.0 && self.0 as u8 <= 2
    }

    /// A scribbled word reads as dead: it is cleaned up after as soon as the kernel says
    /// that nobody holds the row.
    pub(super) const fn state(self) -> State {
        match self.0 as u8 {
            0 if self.is_valid() => State::Free,
            1 if self.is_valid() => State::Live,
            _ => State::Dead,
        }
    }

    pub(super) const fn generation(self) -> u32 {
        (self.0 >> 8) as u32
    }

    /// What the word was before one bit of it flipped; itself if that makes no word either.
    pub(super) fn mended(self) -> StateWord {
        let flip = |bit: u32| StateWord(if bit < 64 { self.0 ^ (1 << bit) } else { self.0 });
        // Itself first, of the others at most one: no two words are only two flips apart.
        (0..=64).rev().map(flip).find(|word| word.is_valid()).unwrap_or(self)
    }
}

const _: () = {
    let word = StateWord::new(State::Dead, u32::MAX);
    assert!(matches!(word.state(), State::Dead) && word.generation() == u32::MAX);
    assert!(StateWord::new(State::Free, 0).0 == 0);
    let mut bit = 0;
    while bit < 64 {
        assert!(!StateWord(word.0 ^ 1 << bit).is_valid());
        bit += 1;
    }
};

/// A row seen from a process.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    view: View<'a>,
    index: usize,
}

impl<'a> Row<'a> {
    pub(super) fn at(view: View<'a>, index: usize) -> Row<'a> {
        Row { view, index }
    }

    fn word(&self, offset: usize) -> &'a Shared64 {
        self.view.mem.word64(self.view.layout.participant(self.index) + offset)
    }

    /// Reads the state. Acquire: with the Release in `publish` and `set`.
    pub(super) fn state(&self) -> StateWord {
        StateWord(self.word(0).load(Acquire))
    }

    /// Stores the state; the caller has the right to, by the kernel's lock on this row.
    pub(super) fn set(&self, state: State, generation: u32) {
        // Release: what was cleaned up before is visible with it.
        self.word(0).store(StateWord::new(state, generation).0, Release);
    }

    /// Says that the owner is dead, if the row still is what it was when the kernel was asked.
    pub(super) fn bury(&self, word: StateWord) -> bool {
        let dead = StateWord::new(State::Dead, word.mended().generation());
        // AcqRel: with the stores of `set` and `publish`.
        self.word(0).compare_exchange(word.0, dead.0, AcqRel).is_ok()
    }

    /// Fills a free row in and makes it live, in one store.
    pub(super) fn publish(&self, generation: u32) -> ParticipantId {
        let pid = os::process::id();
        self.word(8).store(pid as u64, Relaxed);
        self.word(16).store(os::process::start_time(pid), Relaxed);
        self.word(24).store(os::clock::wall_nanos(), Relaxed);
        let mut name = [0u8; 32];
        let told = os::process::name();
        let len = told.len().min(name.len());
        name[..len].copy_from_slice(&told.as_bytes()[..len]);
        self.view.mem.copy_in(self.view.layout.participant(self.index) + 32, &name);
        self.set(State::Live, generation);
        ParticipantId { row: self.index as u16, generation }
    }

    /// Process id and start time, as the row has them.
    pub(super) fn process(&self) -> (u32, u64) {
        (self.word(8).load(Relaxed) as u32, self.word(16).load(Relaxed))
    }

    /// Nanoseconds since 1970 UTC of the attach.
    pub(super) fn attached(&self) -> u64 {
        self.word(24).load(Relaxed)
    }

    /// The program's name.
    pub(super) fn name(&self) -> String {
        let mut name = [0u8; 32];
        self.view.mem.copy_out(self.view.layout.participant(self.index) + 32, &mut name);
        let len = name.iter().position(|b| *b == 0).unwrap_or(name.len());
        String::from_utf8_lossy(&name[..len]).into_owned()
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn one_flipped_bit_hides_neither_generation_nor_state() {
        for generation in [0, 1, 2, 0x8123_4567, u32::MAX] {
            for state in [State::Free, State::Live, State::Dead] {
                let word = StateWord::new(state, generation);
                assert_eq!(word.mended(), word);
                for bit in 0..64 {
                    assert_eq!(StateWord(word.0 ^ 1 << bit).mended(), word);
                }
            }
        }
        assert!(!StateWord(u64::MAX).mended().is_valid());
    }
}

//! How long a side that has caught up with the other lets it run ahead.
//!
//! Two sides in full flow that work on neighbouring slots take cache lines from each other: the
//! one that looks for more takes the index that the other is about to store, and its processor
//! fetches ahead the very lines that the other is writing. Then each message costs several
//! transfers in a row, where they could overlap: 50 ns instead of 8 for one of 64 bytes. So a
//! side that again and again finds something, but little, waits before it looks again: twice as
//! long each time, until it finds enough to be out of the other's way.
//!
//! One that looks in vain, as when messages come singly or an answer is awaited, never waits
//! here. Nor does one for long that finds no more by waiting: it stops that for a while, and
//! for longer each time.

/// How long the next look waits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    /// Pauses before the next look: a power of two, or none.
    pauses: u16,
    /// So many more times it may find little before it waits.
    rest: u16,
    /// What it found when it had not waited yet.
    unwaited: u16,
    /// How often in a row it waited longest and found less than twice as much.
    tries: u16,
    /// What `rest` was after it last waited for nothing.
    rested: u16,
}

/// Bytes between two sides that are out of each other's way: processors fetch ahead within a
/// page of 4 KiB, and some into the next.
const APART: u64 = 8192;
/// Pauses before a look, at most: between a third of a microsecond and two.
const MOST: u16 = 32;
/// How often in a row a side waits so long before that counts as for nothing: the other takes
/// a while to come into flow.
const TRIES: u16 = 8;
/// How often a side that waited for nothing finds little before it waits again.
const REST: (u16, u16) = (256, 8192);

impl Pace {
    /// What is enough to find in a ring of `capacity` slots of `bytes` each; 0 in one that is
    /// too small to keep apart in.
    #[inline]
    pub(super) const fn enough(capacity: u64, bytes: usize) -> u64 {
        let half = capacity / 2;
        let apart = APART / bytes as u64;
        let enough = if apart < half { apart } else { half };
        if enough < 16 { 0 } else { enough }
    }

    /// Whether [`wait`](Self::wait) would.
    #[inline(always)]
    pub(super) fn waits(&self) -> bool {
        self.pauses > 0
    }

    /// Before a look at the other side's index.
    #[inline]
    pub(super) fn wait(&self) {
        for _ in 0..self.pauses {
            core::hint::spin_loop();
        }
    }

    /// The look found so many slots.
    #[inline]
    pub(super) fn found(&mut self, slots: u64, enough: u64) {
        if slots == 0 {
            (self.pauses, self.rest) = (0, self.rest.max(1));
        } else if slots >= enough {
            (self.pauses, self.rested) = (self.pauses / 2, 0);
        } else if self.rest > 0 {
            self.rest -= 1;
        } else if self.pauses < MOST {
            if self.pauses == 0 {
                (self.unwaited, self.tries) = (slots.min(u16::MAX as u64) as u16, 0);
            }
            self.pauses = (2 * self.pauses).max(1);
        } else if slots >= 2 * self.unwaited as u64 {
            self.tries = 0;
        } else if self.tries < TRIES {
            self.tries += 1;
        } else {
            let (first, last) = REST;
            self.rested = (2 * self.rested).clamp(first, last);
            (self.pauses, self.rest) = (0, self.rested);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENOUGH: u64 = 128;

    /// Pauses before each of so many looks, when each finds what `find` makes of the pauses.
    fn pauses(looks: usize, find: impl Fn(usize, u16) -> u64) -> Vec<u16> {
        let mut pace = Pace::default();
        let look = |at| {
            let pauses = pace.pauses;
            pace.found(find(at, pauses), ENOUGH);
            pauses
        };
        (0..looks).map(look).collect()
    }

    #[test]
    fn single_messages_never_wait() {
        // In vain, one message, in vain, …: a round trip, or a receiver that is faster.
        assert!(pauses(10_000, |at, _| at as u64 % 2).iter().all(|pauses| *pauses == 0));
        // A side that always finds enough.
        assert!(pauses(10_000, |_, _| ENOUGH).iter().all(|pauses| *pauses == 0));
    }

    #[test]
    fn full_flow_waits_until_it_finds_enough() {
        // The other side is 8 slots further after each pause.
        let waits = pauses(1000, |_, pauses| 1 + 8 * pauses as u64);
        assert_eq!(waits[..6], [0, 1, 2, 4, 8, 16]);
        assert!(waits[6..].iter().all(|pauses| (8..=16).contains(pauses)), "{:?}", &waits[..40]);
        assert!(waits[6..].contains(&8), "once there is enough, a shorter wait is tried");
        // And after a look in vain it does not.
        let waits = pauses(100, |at, pauses| if at == 50 { 0 } else { 1 + 8 * pauses as u64 });
        assert_eq!((waits[50] > 0, waits[51], waits[52]), (true, 0, 0));
    }

    #[test]
    fn who_waits_for_nothing_stops_it() {
        // One thread that sends and receives by turns: there are always as many.
        for there in [1, 32, ENOUGH - 1] {
            let looks = 1_000_000;
            let waits = pauses(looks, |_, _| there);
            assert!(waits.contains(&MOST));
            let all: u64 = waits.iter().map(|pauses| *pauses as u64).sum();
            assert!(all < looks as u64 / 10, "{there}: {all} pauses in {looks} looks");
        }
    }

    #[test]
    fn small_rings_do_not_pace() {
        assert_eq!(Pace::enough(16, 64), 0);
        assert_eq!(Pace::enough(64, 64), 32);
        assert_eq!(Pace::enough(1 << 16, 64), 128);
        assert_eq!(Pace::enough(1 << 16, 1 << 20), 0);
        let mut pace = Pace::default();
        (0..100).for_each(|_| pace.found(1, 0));
        assert_eq!(pace.pauses, 0);
    }
}

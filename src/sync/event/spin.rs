//! Looking again and again, while the peer is probably running on another processor.

use core::cell::Cell;

use crate::os;
use crate::status::Result;

/// Looks at least this often, more than a microsecond: so that a thread notices that its peers are
/// quick again.
const LEAST: u32 = 128;
/// And at most this often: some 40 µs, about what sleeping and being woken takes.
const MOST: u32 = 1024;

/// So many of the first looks come without a pause, which takes as long as a peer that answers
/// at once.
const BARE: u32 = 100;

thread_local! {
    /// How often this thread looks before it gives up spinning: more after waits that a look
    /// ended, less after those that it did not.
    static PATIENCE: Cell<u32> = const { Cell::new(256) };
}

/// The patience after a wait that took `looks` looks, or in vain all of them.
fn adapted(patience: u32, looks: Option<u32>) -> u32 {
    match looks {
        None => (patience / 2).max(LEAST),
        // It was close.
        Some(looks) if looks > patience / 4 => (patience * 2).min(MOST),
        Some(_) => patience,
    }
}

/// Calls `look` until it answers or the thread's patience ends. With one processor, spinning
/// only keeps the peer from running.
pub(super) fn spin<T>(look: &mut impl FnMut() -> Result<Option<T>>) -> Result<Option<T>> {
    if !os::cpu::more_than_one() {
        return Ok(None);
    }
    let patience = PATIENCE.get();
    for looks in 0..patience {
        if looks >= BARE {
            core::hint::spin_loop();
        }
        if let Some(value) = look()? {
            PATIENCE.set(adapted(patience, Some(looks)));
            return Ok(Some(value));
        }
    }
    PATIENCE.set(adapted(patience, None));
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_follows_what_it_brings_within_bounds() {
        let wait = |patience, looks| adapted(patience, looks);
        assert_eq!((wait(256, None), wait(LEAST, None)), (128, LEAST));
        assert_eq!(
            (wait(256, Some(3)), wait(256, Some(200)), wait(MOST, Some(900))),
            (256, 512, MOST)
        );
        // From the least it comes back.
        assert_eq!(wait(LEAST, Some(LEAST - 1)), 2 * LEAST);
    }

    #[test]
    fn a_thread_that_waits_in_vain_looks_less_often_each_time() {
        let looks = |answer_after: u32| {
            let mut count = 0;
            let seen = spin(&mut || {
                count += 1;
                Ok((count > answer_after).then_some(()))
            });
            assert_eq!(seen.unwrap().is_some(), count > answer_after);
            count
        };
        if !os::cpu::more_than_one() {
            assert_eq!(looks(0), 0);
            return;
        }
        let before = looks(u32::MAX);
        assert_eq!(looks(u32::MAX), (before / 2).max(LEAST));
        for _ in 0..8 {
            looks(u32::MAX);
        }
        assert_eq!(looks(u32::MAX), LEAST);
        assert_eq!(looks(LEAST / 2), LEAST / 2 + 1);
        assert_eq!(looks(u32::MAX), 2 * LEAST);
    }
}

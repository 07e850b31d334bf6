//! Record and replay: a crash at every store, at every store of the recovery from it, and
//! with the stores between two releases missing in part.

use super::Store;

/// What a replay went through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Crash points: prefixes of the operation, with and without parts missing.
    pub points: u64,
    /// Crash points inside the recovery from one of those.
    pub nested: u64,
}

impl core::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.points += other.points;
        self.nested += other.nested;
    }
}

/// Stores of one operation and the memory they were made in.
pub struct Recorded<'a> {
    /// First byte of the memory under test.
    pub base: *mut u8,
    /// Its content before the operation.
    pub before: &'a [u8],
    /// What the operation stored.
    pub stores: &'a [Store],
}

impl Recorded<'_> {
    fn restore(&self) {
        // SAFETY: `base` is valid for `before.len()` bytes: the tests took `before` from it.
        unsafe {
            core::ptr::copy_nonoverlapping(self.before.as_ptr(), self.base, self.before.len());
        }
    }

    fn apply<'s>(&self, stores: impl IntoIterator<Item = &'s Store>) {
        for store in stores {
            let offset = store.address.wrapping_sub(self.base as usize);
            assert!(
                offset.saturating_add(store.bytes.len()) <= self.before.len(),
                "a store outside the memory: {} bytes {offset} from {:p}, of {}",
                store.bytes.len(),
                self.base,
                self.before.len()
            );
            // SAFETY: inside the memory, by the assertion above.
            unsafe {
                let to = self.base.add(offset);
                core::ptr::copy_nonoverlapping(store.bytes.as_ptr(), to, store.bytes.len());
            }
        }
    }

    /// Program order is what a killed process leaves behind only if the compiler kept it: a
    /// plain store may pass its neighbours up to the next release. So besides each prefix of
    /// length `k`, the same with single earlier stores of its last stretch not yet made.
    fn variants(&self, k: usize) -> Vec<Option<usize>> {
        let mut all = vec![None];
        for i in (0..k.saturating_sub(1)).rev().take(64) {
            if self.stores[i + 1].release || self.stores[i].release {
                break;
            }
            all.push(Some(i));
        }
        all
    }
}

/// Calls `recover`, then `check`, for every crash point of the recorded operation; and for
/// every crash point of that recovery, recovers once more and checks again. `check` is told
/// how many of the operation's stores had been made.
pub fn replay(
    recorded: &Recorded<'_>,
    mut recover: impl FnMut(),
    mut check: impl FnMut(usize),
) -> Count {
    let mut count = Count::default();
    for k in 0..=recorded.stores.len() {
        for missing in recorded.variants(k) {
            let made = || {
                let present = recorded.stores[..k].iter().enumerate();
                present.filter(|(i, _)| Some(*i) != missing).map(|(_, store)| store)
            };
            recorded.restore();
            recorded.apply(made());
            let ((), recovery) = super::record(&mut recover);
            check(k);
            count.points += 1;
            for j in 0..recovery.len() {
                recorded.restore();
                recorded.apply(made());
                recorded.apply(&recovery[..j]);
                recover();
                check(k);
                count.nested += 1;
            }
        }
    }
    count
}

/// Runs `operation` on `memory` and returns what it stored, for [`replay`].
pub fn points<T>(memory: &[u8], operation: impl FnOnce() -> T) -> (Vec<u8>, Vec<Store>, T) {
    // The process's own word, which its first wake would store to in the middle of it.
    crate::os::membarrier::register();
    let before = memory.to_vec();
    let (value, stores) = super::record(operation);
    (before, stores, value)
}

/// Prints one row of the crash table and fails below the stated minimum. `scripts/test`
/// collects the rows and asks that none is missing.
pub fn report(operation: &str, engine: &str, points: u64, nested: u64, minimum: u64) {
    println!("crash-table | {operation} | {engine} | {points} | {nested} | {minimum}");
    assert!(points >= minimum, "{operation}: {points} crash points by {engine}, below {minimum}");
}

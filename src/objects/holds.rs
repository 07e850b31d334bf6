//! How often one handle of a segment has each object open.

use super::row::StateWord;
use super::seeded::{Bug, seeded};
use crate::sync::WrtMutex;

/// The in-process half of the holder masks: one count per directory row, for one attach to
/// the segment. Its mutex covers setting the mask bit, reading the state again and undoing,
/// so that two threads of one participant cannot clear each other's bit.
#[derive(Debug)]
pub struct Holds {
    rows: WrtMutex<Box<[Hold]>>,
}

/// One row's count, and the object it counts.
#[derive(Clone, Copy, Debug, Default)]
struct Hold {
    generation: u64,
    count: u64,
}

impl Holds {
    /// For a directory of `rows` rows; nothing is open.
    pub fn new(rows: u32) -> Holds {
        Holds { rows: WrtMutex::new(vec![Hold::default(); rows as usize].into()) }
    }

    /// How many handles this attach has open on the object in `row`.
    pub fn count(&self, row: u16) -> u64 {
        self.rows.lock().get(row as usize).map_or(0, |hold| hold.count)
    }

    /// Counts one more. `set` is called for the first: it sets the mask bit. `is_current`
    /// then says whether the object is still what it was; if not, nothing is counted and
    /// `clear` undoes the bit.
    pub(super) fn take(
        &self,
        row: usize,
        state: StateWord,
        set: impl FnOnce(),
        is_current: impl FnOnce() -> bool,
        clear: impl FnOnce(),
    ) -> bool {
        let mut rows = self.rows.lock();
        let hold = &mut rows[row];
        let first = hold.count == 0 || hold.generation != state.generation();
        if first {
            set();
        }
        let current = is_current();
        match (current, first) {
            (true, true) => *hold = Hold { generation: state.generation(), count: 1 },
            (true, false) => hold.count += 1,
            // While the caller looked, the row may have got another object and a thread of
            // this handle opened that: then the bit is that one's.
            (false, true) if hold.count == 0 || seeded(Bug::UndoOthersBit) => clear(),
            (false, _) => {}
        }
        current
    }

    /// Counts one less, calling `clear` after the last. `None` if the object was not open.
    pub(super) fn drop_one(
        &self,
        row: usize,
        generation: u64,
        clear: impl FnOnce(),
    ) -> Option<bool> {
        let mut rows = self.rows.lock();
        let hold = rows.get_mut(row)?;
        if hold.count == 0 || hold.generation != generation {
            return None;
        }
        hold.count -= 1;
        if hold.count == 0 {
            clear();
        }
        Some(hold.count == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Stage;
    use super::*;

    #[test]
    fn a_look_that_comes_too_late_leaves_the_bit_of_the_next_object() {
        let holds = Holds::new(1);
        let (old, new) = (StateWord::new(Stage::Live, 1), StateWord::new(Stage::Live, 2));
        assert!(holds.take(0, new, || {}, || true, || panic!("it is held")));
        // Another thread read the row before the object in it changed.
        assert!(!holds.take(0, old, || {}, || false, || panic!("the bit of the new object")));
        assert_eq!(holds.count(0), 1);
        let mut cleared = false;
        assert_eq!(holds.drop_one(0, 2, || cleared = true), Some(true));
        assert!(cleared);
        cleared = false;
        assert!(!holds.take(0, old, || {}, || false, || cleared = true));
        assert!(cleared, "nobody else had it open");
    }
}

//! The one word that decides a row: what it is and how far it has come.

/// What a row is.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never taken.
    Vacant = 0,
    /// A founder's place: waited for though nobody has come yet.
    Expected = 1,
    /// A participant's.
    Live = 2,
    /// A participant that is proven dead and, by `Fail`, still waited for.
    Lost = 3,
    /// Its participant left.
    Left = 4,
    /// Its participant died; nobody waits for it.
    Dead = 5,
    /// Its participant was put out and may be alive, stopped perhaps.
    Evicted = 6,
}

impl Standing {
    /// Whether the others wait for it.
    pub const fn is_awaited(self) -> bool {
        matches!(self, Standing::Expected | Standing::Live | Standing::Lost)
    }
}

/// `epoch 61 | standing 3`.
///
/// The epoch is the last one the row has arrived at; a late joiner's is that before its
/// first. Once a row is not awaited its epoch stands still, and whoever takes the row next
/// begins beyond every epoch there is. So no row ever holds one word twice, and an exchange
/// that succeeds proves that nothing happened in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word(pub(super) u64);

/// Epochs end here: 73 years of a billion cycles a second.
pub(super) const LAST_EPOCH: u64 = (1 << 61) - 1;

impl Word {
    pub(super) const fn new(standing: Standing, epoch: u64) -> Word {
        Word(epoch << 3 | standing as u64)
    }

    pub(super) const fn epoch(self) -> u64 {
        self.0 >> 3
    }

    /// `None` for what nobody ever stored.
    pub(super) const fn standing(self) -> Option<Standing> {
        Some(match self.0 & 7 {
            0 => Standing::Vacant,
            1 => Standing::Expected,
            2 => Standing::Live,
            3 => Standing::Lost,
            4 => Standing::Left,
            5 => Standing::Dead,
            6 => Standing::Evicted,
            _ => return None,
        })
    }

    /// A scribbled word is waited for: the wait ends by an error, not by a wrong answer.
    pub(super) const fn is_awaited(self) -> bool {
        match self.standing() {
            Some(standing) => standing.is_awaited(),
            None => true,
        }
    }
}

const _: () = {
    let word = Word::new(Standing::Evicted, LAST_EPOCH);
    assert!(word.epoch() == LAST_EPOCH);
    assert!(matches!(word.standing(), Some(Standing::Evicted)) && !word.is_awaited());
    assert!(Word(7).standing().is_none() && Word(7).is_awaited());
};

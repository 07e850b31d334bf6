//! Whose a place in a ring is: a lane, a producer's place, a consumer's.

use core::fmt;

use super::seeded::{Bug, seeded};
use crate::status::{Error, Result, Status};
use crate::sync::{Liveness, Ordering::*, ParticipantId, Shared64};

/// The owner of one place of a ring, in one word that only a CAS changes.
///
/// ```text
/// bit  63      owned
/// bit  62      reserved: claimed once by its number, so never given to just anyone
/// bits 61..51  row of the owning participant
/// bits 50..19  generation of that row
/// bits 18..0   check
/// ```
/// A free word has no row and generation. All zero is free, never claimed.
///
/// The check makes it a word of the extended BCH code (64, 45, 8) (Bose, Ray-Chaudhuri, "On a
/// class of error correcting binary group codes", 1960): a word with one flipped bit is read
/// as what it was, and two to six are noticed. A word that nothing explains counts as that of
/// a living owner: the place is `Busy` until the owner stores its word again, which it does
/// whenever it looks after its words ([`restore`](Owner::restore)) or leaves. If there is no
/// owner any more, the place stays `Busy`: a second owner would do more harm.
///
/// No word tells apart two claims of one place by one participant, and none has to: a claim
/// learns what it needs after its CAS, so it makes no difference what came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    /// As it is in memory.
    raw: u64,
    /// What it means; `None` if it is damaged beyond that.
    word: Option<u64>,
}

const OWNED: u64 = 1 << 63;
const RESERVED: u64 = 1 << 62;
const ROW_SHIFT: u32 = 51;
const ROW: u64 = (1 << 11) - 1;
const GENERATION_SHIFT: u32 = 19;
const CHECK: u64 = (1 << GENERATION_SHIFT) - 1;

/// The generator of the BCH code (63, 45, 7); Lin, Costello, "Error Control Coding", table of
/// generators: 1701317 in octal.
const GENERATOR: u64 = 0o1701317;
const GENERATOR_DEGREE: u32 = 18;

/// 0 for a word of the code. Linear: that of a damaged word is that of the flipped bits.
const fn syndrome(word: u64) -> u32 {
    let mut rest = word >> 1;
    let mut bit = 63;
    while bit > GENERATOR_DEGREE {
        bit -= 1;
        if rest >> bit & 1 != 0 {
            rest ^= GENERATOR << (bit - GENERATOR_DEGREE);
        }
    }
    (rest as u32) << 1 | word.count_ones() & 1
}

/// `data` with its check in the lowest bits, which are empty.
const fn encode(data: u64) -> u64 {
    let with_remainder = data | (syndrome(data) as u64 & !1);
    with_remainder | with_remainder.count_ones() as u64 & 1
}

/// The word of the code that is `raw`, or differs from it in one bit.
const fn decode(raw: u64) -> Option<u64> {
    let wrong = syndrome(raw);
    let mut bit = 0;
    while wrong != 0 && bit < 64 {
        if syndrome(1 << bit) == wrong {
            return Some(raw ^ 1 << bit);
        }
        bit += 1;
    }
    if wrong == 0 { Some(raw) } else { None }
}

/// The process on the other side, as a ring's words and the kernel tell it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// Nobody: never claimed, or closed.
    None,
    /// Attached, running or stopped; or its word is damaged, so that nobody can tell.
    Alive(ParticipantId),
    /// Died without closing.
    Dead(ParticipantId),
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Peer::None => f.write_str("nobody"),
            Peer::Alive(who) => write!(f, "{who:?}, alive"),
            Peer::Dead(who) => write!(f, "{who:?}, dead"),
        }
    }
}

impl Owner {
    pub(super) const fn from_bits(raw: u64) -> Owner {
        Owner { raw, word: decode(raw) }
    }

    const fn new(who: ParticipantId, reserved: bool) -> Owner {
        Owner::from_bits(encode(
            OWNED
                | if reserved { RESERVED } else { 0 }
                | (who.row as u64 & ROW) << ROW_SHIFT
                | (who.generation as u64) << GENERATION_SHIFT,
        ))
    }

    /// What it means; if nothing is known, what it reads as.
    pub(super) const fn to_bits(self) -> u64 {
        match self.word {
            Some(word) => word,
            None => self.raw,
        }
    }

    /// As it is in memory.
    #[cfg(all(feature = "std", not(any(loom, shuttle))))]
    pub(super) const fn raw(self) -> u64 {
        self.raw
    }

    pub(super) const fn is_reserved(self) -> bool {
        self.to_bits() & RESERVED != 0
    }

    pub(super) const fn is_owned(self) -> bool {
        self.word.is_none() || self.to_bits() & OWNED != 0
    }

    /// Whether an owner or a close can have stored this word.
    #[cfg(all(feature = "std", not(any(loom, shuttle))))]
    pub(super) const fn is_valid(self) -> bool {
        syndrome(self.raw) == 0 && (self.is_owned() || self.closed().raw == self.raw)
    }

    const fn participant(self) -> Option<ParticipantId> {
        if !self.is_owned() {
            return None;
        }
        let bits = self.to_bits();
        let row = (bits >> ROW_SHIFT & ROW) as u16;
        Some(ParticipantId { row, generation: (bits >> GENERATION_SHIFT) as u32 })
    }

    /// Who that is, and whether it lives. Asks the kernel.
    pub(super) fn peer(self, live: &dyn Liveness) -> Peer {
        match self.participant() {
            None => Peer::None,
            Some(who) if self.word.is_some() && live.is_dead(who) => Peer::Dead(who),
            Some(who) => Peer::Alive(who),
        }
    }

    /// This word after a clean close.
    const fn closed(self) -> Owner {
        Owner::from_bits(encode(self.to_bits() & RESERVED))
    }

    pub(super) fn load(word: &Shared64) -> Owner {
        // Acquire: with the Release of the CAS in `release`, so that a successor sees all that
        // its predecessor stored. What a dead one stored is visible since it is proven dead.
        Owner::from_bits(word.load(Acquire))
    }

    /// Takes the place if it is still `self`, which the caller found free or dead.
    pub(super) fn claim(
        self,
        word: &Shared64,
        live: &dyn Liveness,
        reserve: bool,
    ) -> core::result::Result<Owner, Status> {
        let mine = Owner::new(live.me(), reserve || self.is_reserved());
        // AcqRel: as in `load`; and the claim is ordered before the owner's first store, so
        // whoever sees that store also finds the place owned.
        match word.compare_exchange(self.raw, mine.raw, AcqRel) {
            Ok(_) => Ok(mine),
            Err(_) => Err(Status::Busy),
        }
    }

    /// Takes the place of `word`, named for messages, from nobody or from the dead. `Busy`
    /// while its owner lives, unless a test has `rob` planted.
    pub(super) fn take(
        word: &Shared64,
        live: &dyn Liveness,
        place: &str,
        rob: bool,
    ) -> Result<Owner> {
        let owner = Owner::load(word);
        let busy = |who: ParticipantId| {
            Error::with_detail(
                Status::Busy,
                format_args!("{place}'s place belongs to {who:?}, who lives"),
            )
        };
        match owner.peer(live) {
            Peer::Alive(who) if !rob => Err(busy(who)),
            _ => owner.claim(word, live, false).map_err(|_| busy(live.me())),
        }
    }

    /// Puts `new` in the place of this owner's word, damaged or not. Nothing happens if it
    /// names somebody else or nobody.
    fn replace(self, word: &Shared64, new: Owner) {
        let found = Owner::load(word);
        let mine = found.word.is_none() || found.participant() == self.participant();
        if mine && found.raw != new.raw && !seeded(Bug::OwnerNotRestored) {
            // Release: with the Acquire in `load` of the next owner. If the word changed since,
            // somebody scribbles; the next look after it sees that.
            let _ = word.compare_exchange(found.raw, new.raw, Release);
        }
    }

    /// Stores this owner's word again if it was damaged.
    pub(super) fn restore(self, word: &Shared64) {
        self.replace(word, self);
    }

    /// Gives the place back, unless somebody else already has it.
    pub(super) fn release(self, word: &Shared64) {
        // Release: with the Acquire in `load` of the next owner.
        if word.compare_exchange(self.raw, self.closed().raw, Release).is_err() {
            self.replace(word, self.closed());
        }
    }
}

const _: () = {
    // Every row of a segment: at most 1023 participants.
    let who = ParticipantId { row: 2047, generation: u32::MAX };
    let owner = Owner::new(who, true);
    assert!(matches!(owner.participant(), Some(back)
        if back.row == who.row && back.generation == who.generation));
    assert!(owner.is_reserved() && owner.raw & CHECK == owner.to_bits() & CHECK);
    assert!(owner.closed().participant().is_none() && owner.closed().is_reserved());
    assert!(
        Owner::new(who, false).closed().raw == 0 && Owner::from_bits(0).participant().is_none()
    );
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Every two words of the code differ in eight bits: all syndromes of up to three flipped
    /// bits are different, and no word of odd weight belongs to the code.
    #[test]
    fn the_check_corrects_one_bit_and_notices_six() {
        let single: Vec<u32> = (0..64).map(|bit| syndrome(1 << bit)).collect();
        let mut all = vec![0];
        for a in 0..64 {
            all.push(single[a]);
            for b in 0..a {
                all.push(single[a] ^ single[b]);
                all.extend((0..b).map(|c| single[a] ^ single[b] ^ single[c]));
            }
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!((count, all.len()), (43_745, 43_745));
        assert!(single.iter().all(|one| one & 1 == 1));
        let who = ParticipantId { row: 1022, generation: 0x8123_4567 };
        for word in [0, Owner::new(who, true).raw, Owner::new(who, false).raw] {
            assert_eq!(syndrome(word), 0);
            for bit in 0..64 {
                assert_eq!(decode(word ^ 1 << bit), Some(word), "bit {bit}");
                for other in 0..bit {
                    assert_eq!(decode(word ^ 1 << bit ^ 1 << other), None);
                }
            }
        }
    }
}

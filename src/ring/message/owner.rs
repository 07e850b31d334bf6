//! Whose a lane, or the receiver's place, is.

use core::fmt;

use crate::status::Status;
use crate::sync::{Liveness, Ordering::*, ParticipantId, Shared64};

/// The owner of a lane or of the receiver's place, in one word that only a CAS changes.
///
/// ```text
/// bit  63      owned
/// bit  62      reserved: claimed once by its number, so never given to just anyone
/// bits 59..48  row of the owning participant
/// bits 47..32  epoch: how often the place was claimed, so that no word comes back
/// bits 31..0   generation of that row
/// ```
/// A free word has no row and generation. All zero is free, never claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner(u64);

const OWNED: u64 = 1 << 63;
const RESERVED: u64 = 1 << 62;
const ROW_SHIFT: u32 = 48;
const ROW: u64 = (1 << ParticipantId::ROW_BITS) - 1;
const EPOCH_SHIFT: u32 = 32;

/// The process on the other side, as a ring's words and the kernel tell it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// Nobody: never claimed, or closed.
    None,
    /// Attached, running or stopped.
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
    #[cfg(feature = "std")]
    pub(super) const fn to_bits(self) -> u64 {
        self.0
    }

    pub(super) const fn from_bits(bits: u64) -> Owner {
        Owner(bits)
    }

    const fn new(who: ParticipantId, epoch: u16, reserved: bool) -> Owner {
        Owner(
            OWNED
                | if reserved { RESERVED } else { 0 }
                | (who.row as u64 & ROW) << ROW_SHIFT
                | (epoch as u64) << EPOCH_SHIFT
                | who.generation as u64,
        )
    }

    const fn epoch(self) -> u16 {
        (self.0 >> EPOCH_SHIFT) as u16
    }

    pub(super) const fn is_reserved(self) -> bool {
        self.0 & RESERVED != 0
    }

    pub(super) const fn is_owned(self) -> bool {
        self.0 & OWNED != 0
    }

    /// Whether an owner or a close can have stored this word.
    #[cfg(all(feature = "std", not(any(loom, shuttle))))]
    pub(super) const fn is_valid(self) -> bool {
        let unused = 0b11 << 60;
        self.0 & unused == 0 && (self.is_owned() || self.closed().0 == self.0)
    }

    const fn participant(self) -> Option<ParticipantId> {
        if !self.is_owned() {
            return None;
        }
        Some(ParticipantId { row: (self.0 >> ROW_SHIFT & ROW) as u16, generation: self.0 as u32 })
    }

    /// Who that is, and whether it lives. Asks the kernel.
    pub(super) fn peer(self, live: &dyn Liveness) -> Peer {
        match self.participant() {
            None => Peer::None,
            Some(who) if live.is_dead(who) => Peer::Dead(who),
            Some(who) => Peer::Alive(who),
        }
    }

    /// The word of `who` as this owner's successor.
    const fn claimed_by(self, who: ParticipantId, reserve: bool) -> Owner {
        Owner::new(who, self.epoch().wrapping_add(1), reserve || self.is_reserved())
    }

    /// This word after a clean close.
    const fn closed(self) -> Owner {
        Owner(self.0 & (RESERVED | (u16::MAX as u64) << EPOCH_SHIFT))
    }

    pub(super) fn load(word: &Shared64) -> Owner {
        // Acquire: with the Release of the CAS in `release`, so that a successor sees all that
        // its predecessor stored. What a dead one stored is visible since it is proven dead.
        Owner(word.load(Acquire))
    }

    /// Takes the place if it is still `self`, which the caller found free or dead.
    pub(super) fn claim(
        self,
        word: &Shared64,
        live: &dyn Liveness,
        reserve: bool,
    ) -> core::result::Result<Owner, Status> {
        let mine = self.claimed_by(live.me(), reserve);
        // AcqRel: as in `load`; and the claim is ordered before the owner's first store, so
        // whoever sees that store also finds the place owned.
        match word.compare_exchange(self.0, mine.0, AcqRel) {
            Ok(_) => Ok(mine),
            Err(_) => Err(Status::Busy),
        }
    }

    /// Gives the place back, unless somebody else already has it.
    pub(super) fn release(self, word: &Shared64) {
        // Release: with the Acquire in `load` of the next owner.
        let _ = word.compare_exchange(self.0, self.closed().0, Release);
    }
}

const _: () = {
    let who = ParticipantId { row: 4095, generation: u32::MAX };
    let owner = Owner::new(who, u16::MAX, true);
    assert!(matches!(owner.participant(), Some(back)
        if back.row == who.row && back.generation == who.generation));
    assert!(owner.epoch() == u16::MAX && owner.is_reserved());
    let next = owner.claimed_by(ParticipantId { row: 0, generation: 1 }, false);
    assert!(next.epoch() == 0 && next.is_reserved());
    assert!(next.closed().participant().is_none() && next.closed().is_reserved());
    let epoch_kept = Owner::new(who, 7, false).closed();
    assert!(epoch_kept.epoch() == 7 && !epoch_kept.is_reserved());
    assert!(Owner::from_bits(0).participant().is_none());
};

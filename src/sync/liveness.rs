//! Who holds what, and whether the kernel says it is dead.

use core::fmt;

/// One attach of one process: a row of the participant table and the row's generation.
///
/// Packed into 64 bits as `generation 32 | row 12`, with bit 63 set so that no
/// participant packs to 0. Generations start at 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ParticipantId {
    /// Index of the row.
    pub row: u16,
    /// How often the row has been taken.
    pub generation: u32,
}

impl ParticipantId {
    /// Rows fit in this many bits.
    pub const ROW_BITS: u32 = 12;
    const PRESENT: u64 = 1 << 63;

    /// Packs; never 0.
    pub const fn to_bits(self) -> u64 {
        Self::PRESENT | (self.row as u64) << 32 | self.generation as u64
    }

    /// Unpacks; `None` for 0 or anything that no participant packs to.
    pub const fn from_bits(bits: u64) -> Option<ParticipantId> {
        let id = ParticipantId { row: (bits >> 32) as u16, generation: bits as u32 };
        if id.to_bits() == bits && (id.row >> Self::ROW_BITS) == 0 { Some(id) } else { None }
    }
}

const _: () = {
    let id = ParticipantId { row: 4095, generation: u32::MAX };
    assert!(matches!(ParticipantId::from_bits(id.to_bits()), Some(back)
        if back.row == id.row && back.generation == id.generation));
    assert!(ParticipantId::from_bits(0).is_none());
    assert!(ParticipantId::from_bits(ParticipantId::PRESENT | 4096 << 32).is_none());
};

impl fmt::Debug for ParticipantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "participant {} (generation {})", self.row, self.generation)
    }
}

/// What a structure in shared memory asks about the processes that share it.
///
/// A segment answers with kernel locks, private memory with "never dead", the crash tests
/// with a script.
pub trait Liveness: Sync {
    /// The participant that this handle acts as.
    fn me(&self) -> ParticipantId;

    /// True only if it is proven that `who` has ended: its process died or closed the
    /// segment. A stopped process, a zombie's parent or a doubt is `false`.
    fn is_dead(&self, who: ParticipantId) -> bool;

    /// As [`is_dead`](Self::is_dead), for a lock word that has room for the low `bits` of
    /// the generation only.
    fn is_dead_truncated(&self, row: u16, generation: u32, bits: u32) -> bool;

    /// Cleans up after the dead, if anything can be. Never called under a shared lock.
    fn tend(&self) {}
}

/// The liveness of memory that one process keeps to itself: nobody else can die.
#[derive(Clone, Copy, Debug, Default)]
pub struct Never;

impl Liveness for Never {
    fn me(&self) -> ParticipantId {
        ParticipantId { row: 0, generation: 1 }
    }

    fn is_dead(&self, who: ParticipantId) -> bool {
        // A row or generation that was never handed out names nobody.
        who != self.me()
    }

    fn is_dead_truncated(&self, row: u16, generation: u32, _bits: u32) -> bool {
        self.is_dead(ParticipantId { row, generation })
    }
}

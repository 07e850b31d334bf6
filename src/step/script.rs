//! Liveness by script: a test says who lives.

use crate::sync::{Liveness, ParticipantId, WrtMutex};

/// Every participant row and the generation that lives in it, if one does.
#[derive(Debug, Default)]
pub struct World {
    rows: WrtMutex<Vec<(u32, bool)>>,
}

/// The liveness of one participant of a [`World`].
#[derive(Debug)]
pub struct Member<'w> {
    world: &'w World,
    me: ParticipantId,
}

impl World {
    /// Nobody has joined yet.
    pub const fn new() -> World {
        World { rows: WrtMutex::new(Vec::new()) }
    }

    /// A new participant in `row`; whoever was there before is dead.
    pub fn join(&self, row: u16) -> Member<'_> {
        let mut rows = self.rows.lock();
        if rows.len() <= row as usize {
            rows.resize(row as usize + 1, (0, false));
        }
        let (generation, alive) = &mut rows[row as usize];
        *generation += 1;
        *alive = true;
        Member { world: self, me: ParticipantId { row, generation: *generation } }
    }

    /// Whoever is in `row` dies.
    pub fn kill(&self, row: u16) {
        self.rows.lock()[row as usize].1 = false;
    }

    fn alive(&self, row: u16) -> Option<u32> {
        self.rows.lock().get(row as usize).filter(|(_, alive)| *alive).map(|(g, _)| *g)
    }
}

impl Liveness for Member<'_> {
    fn me(&self) -> ParticipantId {
        self.me
    }

    fn is_dead(&self, who: ParticipantId) -> bool {
        self.world.alive(who.row) != Some(who.generation)
    }

    fn is_dead_truncated(&self, row: u16, generation: u32, bits: u32) -> bool {
        let low = (1u32 << bits) - 1;
        self.world.alive(row).is_none_or(|alive| alive & low != generation & low)
    }
}

//! What a segment says of itself: to people, to monitors, to tests.

use super::handle::{Bytes, Role};
use super::header::{COPIES, Header, SIZE, VERSION};
use super::layout::{CONTROL, control};
use super::row::{Row, State};
use super::{Finding, Segment, slots};
use crate::status::{Result, Status, fail};
use crate::sync::{Liveness, Ordering::*, ParticipantId};

/// A segment's identity, sizes and present use.
#[derive(Clone, Debug)]
pub struct SegmentInfo {
    /// The file, or `(private)`.
    pub path: String,
    /// Identity of this very segment.
    pub uuid: [u8; 16],
    /// Layout version.
    pub layout_version: u32,
    /// What this handle is.
    pub role: Role,
    /// This handle's row; `None` for observers.
    pub me: Option<ParticipantId>,
    /// Bytes of the file or memory.
    pub total_size: u64,
    /// Pages for objects, 4096 bytes each.
    pub pages: u64,
    /// Rows of the participant table, and how many are live and dead.
    pub participants: u32,
    /// Attached now, as far as the table says.
    pub live: u32,
    /// Proven dead and not yet cleaned up after.
    pub dead: u32,
    /// Thread slots, and how many are taken.
    pub slots: u32,
    /// Thread slots taken.
    pub slots_taken: u32,
    /// Rows of the directory.
    pub directory_rows: u32,
    /// Participants cleaned up after since creation.
    pub reaped: u64,
    /// Nanoseconds since 1970 UTC.
    pub created: u64,
    /// The creator's process id.
    pub creator_pid: u32,
    /// The creator's program name.
    pub creator: String,
    /// A copy of the header was found damaged when this handle was opened.
    pub header_was_damaged: bool,
}

/// One row of the participant table.
#[derive(Clone, Debug)]
pub struct ParticipantInfo {
    /// The row and its generation.
    pub id: ParticipantId,
    /// What the row says. A live row whose process has died reads as dead here.
    pub state: State,
    /// Process id, in the namespace of that process.
    pub pid: u32,
    /// Nanoseconds since 1970 UTC of the attach.
    pub attached: u64,
    /// Program name.
    pub name: String,
}

impl Segment {
    /// Identity, sizes and use.
    pub fn info(&self) -> Result<SegmentInfo> {
        let inner = self.inner();
        let view = inner.readable()?;
        let rows = 0..inner.layout.reserved_row();
        let states: Vec<State> = rows.map(|i| Row::at(view, i).state().state()).collect();
        let count = |state| states.iter().filter(|s| **s == state).count() as u32;
        let header = &inner.header;
        Ok(SegmentInfo {
            path: inner.name(),
            uuid: header.uuid,
            layout_version: VERSION,
            role: inner.role,
            me: (inner.role != Role::Observer).then(|| inner.me()),
            total_size: inner.layout.counts.total_size,
            pages: inner.layout.page_count as u64,
            participants: inner.layout.counts.participants,
            live: count(State::Live),
            dead: count(State::Dead),
            slots: inner.layout.counts.slots,
            slots_taken: slots::taken(view),
            directory_rows: inner.layout.counts.directory_rows,
            reaped: view.mem.word64(CONTROL + control::REAPED).load(Relaxed),
            created: header.created,
            creator_pid: header.creator_pid,
            creator: header.creator.clone(),
            header_was_damaged: inner.header_damaged,
        })
    }

    /// One row of the participant table; `NotFound` if it is free.
    pub fn participant(&self, row: u32) -> Result<ParticipantInfo> {
        let inner = self.inner();
        let view = inner.readable()?;
        if row >= inner.layout.counts.participants {
            let most = inner.layout.counts.participants;
            fail!(Invalid, "participant row {row}: the table has {most}");
        }
        let entry = Row::at(view, row as usize);
        let word = entry.state();
        let id = ParticipantId { row: row as u16, generation: word.generation() };
        let state = match word.state() {
            State::Free => return Err(Status::NotFound.into()),
            State::Live if inner.is_dead(id) => State::Dead,
            state => state,
        };
        let (pid, _) = entry.process();
        Ok(ParticipantInfo { id, state, pid, attached: entry.attached(), name: entry.name() })
    }

    /// Checks everything that can be checked without stopping anybody, and reports what does
    /// not hold.
    pub fn verify(&self, report: &mut dyn FnMut(Finding)) -> Result<()> {
        let inner = self.inner();
        let view = inner.readable()?;
        let mut say = |place: &str, problem: String| {
            report(Finding { place: place.into(), problem });
        };
        let good = &inner.header_bytes;
        for (copy, at) in Header::read(view.mem).iter().zip(COPIES) {
            if let Some(byte) = (0..SIZE).find(|i| copy[*i] != good[*i]) {
                say("header", format!("byte {byte} of the copy at {at} has changed"));
            }
        }
        if let Bytes::File(map) = &inner.bytes {
            match map.file().file_size() {
                None => say("descriptor", "closed behind the library's back".into()),
                Some(size) if size != inner.layout.counts.total_size => {
                    let total = inner.layout.counts.total_size;
                    say("file", format!("has {size} bytes, should have {total}"));
                    return Ok(()); // reading on could mean SIGBUS
                }
                Some(_) => {}
            }
        }
        for index in 0..=inner.layout.reserved_row() {
            let word = Row::at(view, index).state();
            if !word.is_valid() {
                say("participants", format!("row {index}: {:#x} is no state word", word.0));
            }
        }
        for index in 0..inner.layout.counts.slots as usize {
            let owner = view.mem.word64(view.layout.slot(index)).load(Relaxed);
            let named = ParticipantId::from_bits(owner);
            if owner != 0 && named.is_none_or(|id| id.row as usize >= inner.layout.reserved_row()) {
                say("thread slots", format!("slot {index}: {owner:#x} names no participant"));
            }
        }
        inner.recovery().verify(view, report);
        Ok(())
    }
}

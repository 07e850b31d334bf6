//! Creating and opening: what comes into being is seen whole or not at all.

use core::time::Duration;
use std::ptr::NonNull;
use std::sync::Arc;

use super::handle::{Bytes, Inner, Role};
use super::header::{Header, SIZE};
use super::layout::{Counts, Layout, PAGE_SIZE};
use super::seeded::{Bug, seeded};
use super::{Options, Recovery, Segment};
use crate::os;
use crate::os::file::{self, SegmentPath};
use crate::os::map::{Access, MappedFile};
use crate::provider::{ALIGNMENT, HeapProvider};
use crate::status::{Error, Result, Status, fail};
use crate::sync::Deadline;
use crate::sync::checksum::crc32c_const;

/// How long an attach waits for another that cleans up in its way.
const ATTACH: Duration = Duration::from_secs(5);
/// How long `open_or_create` believes that a full file system is full of others like itself.
const CROWD: Duration = Duration::from_secs(2);
/// How often a waiting open looks.
const LOOK: Duration = Duration::from_millis(1);

type Table = &'static dyn Recovery;

pub(crate) fn create(name: &str, options: &Options, recovery: Table) -> Result<Segment> {
    let path = SegmentPath::new(&options.dir, name)?;
    let layout = options.layout()?;
    let file = file::create_unnamed(&path, layout.counts.total_size, options.mode)?;
    let access = Access::ReadWrite { prefault: options.prefault };
    let map = MappedFile::new(file, layout.counts.total_size as usize, access)?;
    let header = new_header(layout);
    let role = Role::Participant;
    let mut inner = Inner::new(Bytes::File(map), header, Some(path.clone()), role, recovery);
    if seeded(Bug::NameBeforeContent) {
        file::publish(inner.mapped_file(), &path)?;
    }
    // A new file reads as zeros, and zeros are the initial state of every table.
    inner.header.write(inner.view().mem);
    inner.attach(Deadline::after(ATTACH))?;
    if !seeded(Bug::NameBeforeContent) {
        file::publish(inner.mapped_file(), &path)?;
    }
    Ok(Segment::from(inner))
}

pub(crate) fn open(name: &str, options: &Options, role: Role, recovery: Table) -> Result<Segment> {
    let path = SegmentPath::new(&options.dir, name)?;
    let write = role == Role::Participant;
    let (file, size) = file::open_checked(&path, write, options.mode)?;
    let Some(len) = usize::try_from(size).ok().filter(|len| *len >= 2 * PAGE_SIZE) else {
        fail!(Layout, "{path}: {size} bytes is too short for a segment");
    };
    let access = match role {
        Role::Observer => Access::ReadOnly,
        _ => Access::ReadWrite { prefault: options.prefault },
    };
    let map = MappedFile::new(file, len, access)?;
    let name_it = |error: Error| {
        Error::with_detail(error.status(), format_args!("{path}: {}", error.detail()))
    };
    // SAFETY: the mapping has `len` bytes, is page-aligned and outlives this use.
    let mem = unsafe { crate::provider::Mem::new(map.base(), len, &crate::sync::Never) };
    let copies = Header::read(mem);
    let header = Header::decode(&copies, size).map_err(name_it)?;
    let sound = Header::sound(&copies);
    if write {
        Header::repair(mem, &copies, sound);
    }
    let header = (header, copies[!sound[0] as usize], sound != [true; 2]);
    let mut inner = Inner::new(Bytes::File(map), header, Some(path.clone()), role, recovery);
    if write {
        inner.attach(Deadline::after(ATTACH))?;
        // A watcher that the opening of the file has woken may have found no row yet.
        inner.mapped_file().touch();
        // Whoever comes looks after the dead. If that fails, the next one does it.
        let _ = inner.recover();
    }
    Ok(Segment::from(inner))
}

/// [`open`], again until there is something to open.
pub(crate) fn open_by(
    name: &str,
    options: &Options,
    role: Role,
    deadline: Deadline,
    recovery: Table,
) -> Result<Segment> {
    loop {
        match open(name, options, role, recovery) {
            Err(error) if error.status() == Status::NotFound => {
                if deadline == Deadline::POLL {
                    return Err(error);
                }
                if deadline.is_over() {
                    fail!(Timeout, "segment {name:?}: did not appear in {}", options.dir.display());
                }
                std::thread::sleep(LOOK.min(Duration::from_nanos(deadline.left())));
            }
            other => return other,
        }
    }
}

/// Opens, or creates if there is none. However many do this at once, one creates.
pub(crate) fn open_or_create(
    name: &str,
    options: &Options,
    recovery: Table,
) -> Result<(Segment, bool)> {
    // Who has no room may only have been in the way of the others who start at the same time:
    // each makes a whole file, and all but one vanish. So it gives way, for a random while.
    let crowded = Deadline::after(CROWD);
    // Each further round means that somebody created or removed the name in between.
    for round in 0..10_000u64 {
        match open(name, options, Role::Participant, recovery) {
            Err(error) if error.status() == Status::NotFound => {}
            other => return other.map(|segment| (segment, false)),
        }
        match create(name, options, recovery) {
            Err(error) if error.status() == Status::Exists => {}
            Err(error) if error.status() == Status::NoSpace && !crowded.is_over() => {
                let (me, now) = (os::process::id() as u64, os::clock::monotonic_nanos());
                let draw = crc32c_const(me << 40 ^ round << 32 ^ now) as u64;
                std::thread::sleep(Duration::from_micros(200 + draw % 20_000));
            }
            other => return other.map(|segment| (segment, true)),
        }
    }
    fail!(Busy, "segment {name:?}: created and removed 10,000 times while it was being opened")
}

pub(crate) fn create_private(options: &Options, recovery: Table) -> Result<Segment> {
    let layout = options.layout()?;
    let heap = HeapProvider::try_new(layout.counts.total_size as usize)?;
    private(Bytes::Heap(heap), layout, recovery)
}

/// # Safety
/// `memory` is valid for reads and writes of `len` bytes until the segment is closed, and
/// nothing else touches it.
pub(crate) unsafe fn create_in(
    memory: NonNull<u8>,
    len: usize,
    options: &Options,
    recovery: Table,
) -> Result<Segment> {
    let address = memory.as_ptr() as usize;
    if !address.is_multiple_of(ALIGNMENT) {
        fail!(Invalid, "caller's memory at {address:#x}: not a multiple of {ALIGNMENT}");
    }
    let layout = Layout::new(Counts { total_size: len as u64, ..options.layout()?.counts })?;
    // SAFETY: the caller's promise; zeros are the initial state of every table.
    unsafe { core::ptr::write_bytes(memory.as_ptr(), 0, layout.pages) };
    private(Bytes::Caller(memory, len), layout, recovery)
}

fn new_header(layout: Layout) -> (Header, [u8; SIZE], bool) {
    let header = Header::new(layout);
    let bytes = header.encode();
    (header, bytes, false)
}

fn private(bytes: Bytes, layout: Layout, recovery: Table) -> Result<Segment> {
    let header = new_header(layout);
    let mut inner = Inner::new(bytes, header, None, Role::Private, recovery);
    inner.header.write(inner.view().mem);
    inner.attach(Deadline::POLL)?;
    Ok(Segment::from(inner))
}

impl From<Inner> for Segment {
    fn from(inner: Inner) -> Segment {
        Segment { inner: Arc::new(inner) }
    }
}

//! The header: what a segment is, written once before anybody sees it.
//!
//! 256 bytes, twice, each with its own CRC32C. An open copies one to private memory, checks
//! it, and computes the layout from it; nothing in the segment bounds an access afterwards.
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 8 | magic |
//! | 8 | 4 | layout version |
//! | 12 | 4 | oldest version that can use this layout |
//! | 16 | 4 | byte order tag |
//! | 20 | 4 | bits of a machine word |
//! | 24 | 16 | segment uuid (version 4) |
//! | 40 | 16 | boot id |
//! | 56 | 8 | total size |
//! | 64 | 4 × 4 | participants, thread slots, directory rows, reserved (0) |
//! | 80 | 5 × 8 | offsets: participants, slots, directory, page table, pages |
//! | 120 | 8 | page count |
//! | 128 | 8 | creation time, nanoseconds since 1970 UTC |
//! | 136 | 4 + 4 | creator's pid, reserved (0) |
//! | 144 | 64 | creator's name, zero padded |
//! | 208 | 44 | reserved (0) |
//! | 252 | 4 | CRC32C of the bytes before |

use super::layout::{Counts, Layout};
use crate::os;
use crate::provider::Mem;
use crate::status::{Error, Result, Status, fail};
use crate::sync::checksum::crc32c;

/// Bytes of one copy.
pub const SIZE: usize = 256;
/// Where the copies lie.
pub const COPIES: [usize; 2] = [0, 2048];

/// The layout this version writes. 2: lock words of 31 bits in a code.
pub const VERSION: u32 = 2;
/// The oldest library that can use what this version writes.
pub const COMPATIBLE: u32 = 2;

const MAGIC: [u8; 8] = *b"WRTMEM\r\n";
const BYTE_ORDER: u32 = 0x0102_0304;
const WORD_BITS: u32 = 64;

/// The header's content, in private memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Identity of this very segment.
    pub uuid: [u8; 16],
    /// The boot it was made in.
    pub boot_id: [u8; 16],
    /// Nanoseconds since 1970 UTC.
    pub created: u64,
    /// The creator's process id.
    pub creator_pid: u32,
    /// The creator's program name.
    pub creator: String,
    /// Places and sizes.
    pub layout: Layout,
}

impl Header {
    /// A header for a new segment of this process.
    pub(super) fn new(layout: Layout) -> Header {
        Header {
            uuid: uuid::Uuid::new_v4().into_bytes(),
            boot_id: os::process::boot_id(),
            created: os::clock::wall_nanos(),
            creator_pid: os::process::id(),
            creator: os::process::name(),
            layout,
        }
    }

    /// The bytes of one copy.
    pub fn encode(&self) -> [u8; SIZE] {
        let mut bytes = [0; SIZE];
        let mut put = |at: usize, field: &[u8]| bytes[at..at + field.len()].copy_from_slice(field);
        put(0, &MAGIC);
        for (i, value) in [VERSION, COMPATIBLE, BYTE_ORDER, WORD_BITS].into_iter().enumerate() {
            put(8 + 4 * i, &value.to_le_bytes());
        }
        put(24, &self.uuid);
        put(40, &self.boot_id);
        let counts = self.layout.counts;
        put(56, &counts.total_size.to_le_bytes());
        put(64, &counts.participants.to_le_bytes());
        put(68, &counts.slots.to_le_bytes());
        put(72, &counts.directory_rows.to_le_bytes());
        for (i, place) in places(&self.layout).into_iter().enumerate() {
            put(80 + 8 * i, &place.to_le_bytes());
        }
        put(128, &self.created.to_le_bytes());
        put(136, &self.creator_pid.to_le_bytes());
        let name = &self.creator.as_bytes()[..self.creator.len().min(64)];
        put(144, name);
        let crc = crc32c(&bytes[..SIZE - 4]);
        bytes[SIZE - 4..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Which of the copies passes its checksum; the first that does is the one to read.
    pub(super) fn sound(copies: &[[u8; SIZE]; 2]) -> [bool; 2] {
        copies.each_ref().map(|copy| crc32c(&copy[..SIZE - 4]) == u32_at(copy, 252))
    }

    /// Reads and checks the two copies. `size` is the file's.
    pub(super) fn decode(copies: &[[u8; SIZE]; 2], size: u64) -> Result<Header> {
        let sound = Header::sound(copies);
        let bytes = &copies[if sound[0] { 0 } else { sound[1] as usize }];
        // The specific message first: a copy of another version or byte order may well have
        // a checksum this version computes otherwise.
        if bytes[..8] != MAGIC {
            fail!(Layout, "not a segment: it does not start with the magic bytes");
        }
        let tag = u32_at(bytes, 16);
        if tag == BYTE_ORDER.swap_bytes() {
            fail!(Layout, "made on a machine of the other byte order");
        }
        let (version, compatible) = (u32_at(bytes, 8), u32_at(bytes, 12));
        if compatible > VERSION || version < COMPATIBLE {
            fail!(
                Layout,
                "layout version {version} (usable from version {compatible} on); \
                 this library knows {COMPATIBLE} to {VERSION}"
            );
        }
        if !sound[0] && !sound[1] {
            fail!(Corrupt, "both copies of the header fail their checksum");
        }
        if tag != BYTE_ORDER || u32_at(bytes, 20) != WORD_BITS {
            let bits = u32_at(bytes, 20);
            fail!(Layout, "byte order tag {tag:#x}, {bits}-bit words: not made for this machine");
        }
        let total_size = u64_at(bytes, 56);
        if total_size != size {
            fail!(Layout, "the file has {size} bytes, its header says {total_size}");
        }
        let counts = Counts {
            participants: u32_at(bytes, 64),
            slots: u32_at(bytes, 68),
            directory_rows: u32_at(bytes, 72),
            total_size,
        };
        // What is no argument of the caller's is the file's fault.
        let layout = Layout::new(counts)
            .map_err(|error| Error::with_detail(Status::Layout, format_args!("{error}")))?;
        let told: [u64; 6] = core::array::from_fn(|i| u64_at(bytes, 80 + 8 * i));
        if told != places(&layout) {
            fail!(Layout, "tables at {told:?}, where this layout has {:?}", places(&layout));
        }
        let name = &bytes[144..208];
        let name = &name[..name.iter().position(|b| *b == 0).unwrap_or(name.len())];
        let header = Header {
            uuid: bytes[24..40].try_into().expect("16 bytes"),
            boot_id: bytes[40..56].try_into().expect("16 bytes"),
            created: u64_at(bytes, 128),
            creator_pid: u32_at(bytes, 136),
            creator: String::from_utf8_lossy(name).into_owned(),
            layout,
        };
        Ok(header)
    }

    /// Writes both copies.
    pub(super) fn write(&self, mem: Mem<'_>) {
        let bytes = self.encode();
        COPIES.into_iter().for_each(|at| mem.copy_in(at, &bytes));
    }

    /// Writes the sound copy, as it is, over the damaged one. Everybody who does so writes
    /// the same bytes. A later version's fields survive.
    pub(super) fn repair(mem: Mem<'_>, copies: &[[u8; SIZE]; 2], sound: [bool; 2]) {
        match sound {
            [true, false] => mem.copy_in(COPIES[1], &copies[0]),
            [false, true] => mem.copy_in(COPIES[0], &copies[1]),
            _ => {}
        }
    }

    /// Reads both copies into private memory.
    pub(super) fn read(mem: Mem<'_>) -> [[u8; SIZE]; 2] {
        COPIES.map(|at| {
            let mut copy = [0; SIZE];
            mem.copy_out(at, &mut copy);
            copy
        })
    }
}

fn places(layout: &Layout) -> [u64; 6] {
    let Layout { participants, slots, directory, page_table, pages, page_count, .. } = *layout;
    [participants, slots, directory, page_table, pages, page_count].map(|place| place as u64)
}

fn u32_at(bytes: &[u8; SIZE], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("4 bytes"))
}

fn u64_at(bytes: &[u8; SIZE], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("8 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> (Header, u64) {
        let layout = Layout::for_payload(64, 256, 256, 1 << 20).unwrap();
        (Header::new(layout), layout.counts.total_size)
    }

    /// `bytes` with a field changed and the checksum made right again.
    fn forged(mut bytes: [u8; SIZE], at: usize, value: u32) -> [u8; SIZE] {
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        let crc = crc32c(&bytes[..SIZE - 4]);
        bytes[SIZE - 4..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    #[test]
    fn comes_back_whole_and_survives_any_flip_in_one_copy() {
        let (header, size) = header();
        let good = header.encode();
        assert_eq!(Header::decode(&[good; 2], size).unwrap(), header);
        for bit in 0..8 * SIZE {
            let mut bad = good;
            bad[bit / 8] ^= 1 << (bit % 8);
            for copies in [[bad, good], [good, bad]] {
                assert_eq!(Header::decode(&copies, size).unwrap(), header);
                assert_eq!(Header::sound(&copies), copies.map(|copy| copy == good));
            }
            assert!(Header::decode(&[bad; 2], size).is_err(), "flip of bit {bit} in both copies");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let (header, size) = header();
        let good = header.encode();
        let says = |bytes: [u8; SIZE], size: u64, status: Status, text: &str| {
            let error = Header::decode(&[bytes; 2], size).unwrap_err();
            assert_eq!(error.status(), status, "{error}");
            assert!(error.to_string().contains(text), "{error}");
        };
        says([0; SIZE], size, Status::Layout, "not a segment");
        says(good, size - 1, Status::Layout, &format!("the file has {} bytes", size - 1));
        says(forged(good, 12, 9), size, Status::Layout, "usable from version 9 on");
        says(forged(good, 8, 0), size, Status::Layout, "layout version 0");
        says(forged(good, 16, BYTE_ORDER.swap_bytes()), size, Status::Layout, "other byte order");
        says(forged(good, 20, 32), size, Status::Layout, "32-bit");
        says(forged(good, 64, 165), size, Status::Layout, "tables at");
        says(forged(good, 64, 0), size, Status::Layout, "participants: 0");
        let mut bad = good;
        bad[60] ^= 1;
        says(bad, size, Status::Corrupt, "both copies");
    }
}

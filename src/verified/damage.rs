//! What was found damaged, and where.

use core::fmt;

/// What does not check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[non_exhaustive]
pub enum Place {
    /// The bytes of a block, or their checksum.
    Data = 1,
    /// An epoch word: it does not check, or is above the commit with no write under way.
    Epoch = 2,
    /// A length, or a flag beside it.
    Summary = 3,
    /// A block written without a checksum, where every block has one.
    Unsummed = 4,
    /// The committed epoch.
    Committed = 5,
    /// The intent of a writer.
    Intent = 6,
    /// The header.
    Header = 7,
    /// At `Critical`, the slot that does not serve.
    Spare = 8,
    /// Neither slot holds anything.
    NoSlot = 9,
    /// What was written did not read back.
    ReadBack = 10,
}

impl Place {
    const ALL: [Place; 10] = [
        Place::Data,
        Place::Epoch,
        Place::Summary,
        Place::Unsummed,
        Place::Committed,
        Place::Intent,
        Place::Header,
        Place::Spare,
        Place::NoSlot,
        Place::ReadBack,
    ];

    /// The place of this number.
    pub(super) fn from_number(number: u64) -> Option<Place> {
        Place::ALL.into_iter().find(|place| *place as u64 == number)
    }
}

/// One damaged place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// What does not check.
    pub place: Place,
    /// Of which block; 0 where it is of none.
    pub block: u32,
    /// The epoch that was looked at.
    pub epoch: u64,
    /// The checksum that was stored; 0 where there is none.
    pub want: u32,
    /// The checksum that was found.
    pub got: u32,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Damage { block, epoch, want, got, .. } = *self;
        match self.place {
            Place::Data | Place::ReadBack | Place::Spare => {
                let which = match self.place {
                    Place::Data => "",
                    Place::Spare => "the spare slot of ",
                    _ => "read back, ",
                };
                write!(f, "{which}block {block}, epoch {epoch}: sum {got:#010x}, not {want:#010x}")
            }
            Place::Epoch => write!(f, "block {block}: an epoch does not check"),
            Place::Summary => write!(f, "block {block}, epoch {epoch}: the length does not check"),
            Place::Unsummed => write!(f, "block {block}, epoch {epoch}: it has no checksum"),
            Place::NoSlot => write!(f, "block {block}: neither slot holds data of epoch {epoch}"),
            Place::Committed => f.write_str("the committed epoch does not check"),
            Place::Intent => f.write_str("the writer's intent does not check"),
            Place::Header => f.write_str("the header is not what it was made"),
        }
    }
}

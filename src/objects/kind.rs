//! What a kind of object has to provide, and the numbers of the kinds.

use core::fmt;

use crate::provider::Mem;
use crate::status::Result;
use crate::sync::ParticipantId;

/// The number of a kind of object, as stored in its directory row. Never reused.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KindId(pub u32);

macro_rules! kinds {
    ($($(#[$doc:meta])+ $NAME:ident = $id:literal, $text:literal;)+) => {
        impl KindId {
            $($(#[$doc])+ pub const $NAME: KindId = KindId($id);)+

            /// The kind's name for people; `"unknown"` for a number of a later version.
            pub const fn name(self) -> &'static str {
                match self.0 { $($id => $text,)+ _ => "unknown" }
            }
        }
    };
}

kinds! {
    /// Plain bytes: a page run with a name.
    BYTES = 1, "bytes";
    /// Message ring with one lane per sender.
    MESSAGE = 2, "message";
    /// Message ring with one order for all senders.
    MESSAGE_ORDERED = 3, "message-ordered";
    /// Single-producer, single-consumer ring.
    SPSC = 4, "spsc";
    /// Multi-producer, multi-consumer ring.
    MPMC = 5, "mpmc";
    /// One writer, many readers.
    BROADCAST = 6, "broadcast";
    /// Latest value.
    MAILBOX = 7, "mailbox";
    /// Verified cell.
    CELL = 8, "cell";
    /// Verified region.
    REGION = 9, "region";
    /// Synced memory.
    SYNCED = 10, "synced";
    /// Counter.
    COUNTER = 11, "counter";
    /// Flag.
    FLAG = 12, "flag";
    /// Statistics.
    STATS = 13, "stats";
    /// Histogram.
    HISTOGRAM = 14, "histogram";
    /// Progress of a long task.
    PROGRESS = 15, "progress";
}

impl fmt::Debug for KindId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name(), self.0)
    }
}

/// The creation parameters of an object, 64 bytes in its directory row. What each word
/// means is the kind's; unused words are 0. Two processes that name one object must agree
/// on all of them, or get an error with both sides' values.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Params(pub [u64; 8]);

/// What the elements of an object are, so that two programs built apart notice when they
/// do not mean the same. All zero: untyped bytes, which matches everything.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct TypeTag {
    /// `sizeof` the element.
    pub size: u32,
    /// `alignof` the element.
    pub align: u32,
    /// CRC32C of the type's name, in the low half; the high half is reserved.
    pub name_hash: u64,
}

impl TypeTag {
    /// Whether an opener that says `other` may use an object created with `self`.
    pub fn accepts(&self, other: &TypeTag) -> bool {
        *self == TypeTag::default() || *other == TypeTag::default() || self == other
    }
}

pub use crate::arena::QueuedBlock;

/// A kind of object: how its bytes are formatted, checked, recovered and verified.
///
/// A kind is a view over the object's [`Mem`]; it keeps nothing in the process. Each method
/// may meet bytes that somebody scribbled over: it answers an error, in bounded steps.
pub trait Kind: Sync {
    /// Its number.
    fn id(&self) -> KindId;

    /// The version of its layout in memory; objects with another one are refused.
    fn layout_version(&self) -> u32;

    /// Bytes an object with these parameters takes, or what is wrong with them.
    fn required_size(&self, params: &Params) -> Result<usize>;

    /// Makes an object of `mem`, whose bytes are arbitrary. Nobody else sees them yet.
    fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()>;

    /// Checks what an attach relies on. Reads only.
    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()>;

    /// Cleans up after `dead`, which never stores again. May be killed at any store and run
    /// again from the start; may run while others use the object.
    fn recover(&self, mem: Mem<'_>, params: &Params, dead: ParticipantId);

    /// Called once nobody has the object open, before its bytes go back to the arena: lets
    /// go of what it lists elsewhere. May be killed and run again.
    fn release(&self, _mem: Mem<'_>, _params: &Params) {}

    /// Visits every block of the arena that the object has queued, and answers whether
    /// objects of this kind ever do. Bounded by the object's size; may run while others use
    /// it, and visit a block that has just been taken.
    fn blocks(&self, _mem: Mem<'_>, _params: &Params, _visit: &mut dyn FnMut(QueuedBlock)) -> bool {
        false
    }

    /// Reports what does not hold. Reads only, and may run while others use the object, so
    /// it reports only what no interleaving of live users explains.
    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String));
}

//! One file of shared bytes: header, participants, thread slots, directory, pages.

pub mod layout;

use crate::provider::Mem;
use layout::Layout;

/// The bytes of a whole segment and where everything lies in them: what the rooms above
/// build their tables on.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// All bytes, from the header on.
    pub mem: Mem<'a>,
    /// The places, from private memory.
    pub layout: &'a Layout,
}

//! As much of a segment as the models of the arena need: where everything lies.

#[path = "layout.rs"]
pub mod layout;

use crate::provider::Mem;
use layout::Layout;

/// See the real one.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// All words.
    pub mem: Mem<'a>,
    /// The places, from private memory.
    pub layout: &'a Layout,
}

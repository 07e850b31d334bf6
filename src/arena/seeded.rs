//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// The head of a run is written before its tails.
    HeadFirst,
    /// A tail counts as used whatever its head says.
    TailNotChecked,
    /// A tail counts as free if its head's word means nothing.
    HeadNotChecked,
    /// Nobody undoes a flipped bit.
    NotMended,
    /// A block is given back whatever its word says.
    AckTwice,
    /// A sweep stores a block's word instead of exchanging it.
    SweepStores,
    /// A sweep does not tell the owner of blocks that it finds acked.
    AckedForgotten,
    /// A sector's dirty bit is set before the bit of the block.
    DirtyFirst,
    /// Recovery frees words inside other blocks too.
    CoveredKept,
    /// The owner frees every candidate, acked or not.
    CandidateTrusted,
    /// A slab's words start over when its class changes.
    GenerationsRestart,
    /// A split changes the left word first.
    LeftFirst,
    /// A search starts at the bin of the size itself.
    SearchNotRounded,
    /// Joining takes the first block of the neighbour's bin from the list.
    JoinPopsHead,
    /// A moved block is given back before the new one is held.
    OldFreedFirst,
    /// A sector belongs to the heaps before it is formatted.
    SectorFirst,
}

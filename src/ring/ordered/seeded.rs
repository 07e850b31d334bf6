//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// The record is committed before it is written.
    CommitBeforeRecord,
    /// The head moves before the payload is copied.
    HeadBeforeCopy,
    /// Senders go by the head, though what is before it is not clean yet.
    RoomByHead,
    /// A new receiver does not go on with cleaning.
    CleaningForgotten,
    /// Whoever is in the way counts as dead.
    PadTheLiving,
    /// Nobody asks after the dead.
    NeverAsked,
    /// Payloads are delivered without looking at their checksum.
    NoChecksum,
}

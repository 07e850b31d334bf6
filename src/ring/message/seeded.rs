//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// The tail moves before the record is written.
    TailBeforeRecord,
    /// The tail moves by a Relaxed store.
    TailRelaxed,
    /// A successor believes the sender's sequence word instead of the tail.
    LearnFromSequenceWord,
    /// The head moves before the payload is copied.
    HeadBeforeCopy,
    /// Losses are counted by one store, before the head passes them.
    LossCountedAtOnce,
    /// A lane is given to anyone, whoever has it.
    TakeFromLiving,
    /// A length that is damaged is looked for in its first form only.
    OneLength,
    /// Payloads are delivered without looking at their checksum.
    NoChecksum,
    /// The upper half of a number is that of the receiver's word, not the record's.
    NumberFromWord,
    /// A side does not look after the words it alone stores.
    WordsNotMended,
    /// A tail that makes no sense is not looked into.
    NonsenseBelieved,
    /// The shared word alone says how many lanes were claimed.
    ClaimedForgotten,
    /// The merge starts at the lane just served.
    Unfair,
    /// A look at a lane reads the counts after the places they belong to.
    CountsAfterPlaces,
    /// The receiver's head moves before the block in the message is claimed.
    HeadBeforeClaim,
}

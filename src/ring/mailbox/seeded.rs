//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// The writer overwrites the newer value, not the older.
    OverwriteNewer,
    /// The sequence is stored before the value.
    SequenceBeforeValue,
    /// A slot's sequence is not taken away while its value changes.
    SequenceKept,
    /// A reader does not look at the sequence again after its copy.
    NoSecondLook,
    /// A reader looks at each slot once, at different times.
    LooksApart,
    /// The writer's fence between taking the sequence away and the value is missing.
    NoFence,
    /// A place is given to anyone, whoever has it.
    TakeFromLiving,
    /// A write does not wake who waits for a value.
    NoWake,
}

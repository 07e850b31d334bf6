//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// An opener does not read the row again after setting its bit.
    OpenWithoutSecondLook,
    /// A creator does not hold what it creates.
    NoOwnBit,
    /// An object goes live before it is formatted.
    LiveBeforeFormat,
    /// Nobody frees a removed object that its last holder left.
    NobodyFinishes,
    /// An object lets go of what it has before its row says so.
    FreeBeforeFreeing,
    /// A row is freed before its pages.
    RowBeforeRuns,
    /// A reaper looks at removed rows only, once it has the lock.
    RecoverRemovedOnly,
    /// A late opener undoes its bit outside of the mutex of its attach.
    UndoOutsideMutex,
    /// A late opener undoes the bit although another thread of its attach counts on it.
    UndoOthersBit,
    /// Nobody undoes a flipped bit in a row's state.
    NotMended,
    /// A row whose description does not check stays for ever.
    KeepBroken,
    /// Every removal sweeps the page table.
    AlwaysSweep,
    /// Nobody finishes what is left to be freed before there is no space.
    NoSpaceAtOnce,
    /// A dead one's bit stays in the objects it had open.
    KeepBit,
    /// A dead one's pages stay its own.
    KeepPages,
    /// A dead sender's queued blocks are not kept for the receiver.
    QueuedSwept,
}

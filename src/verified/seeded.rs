//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// A slot keeps its epoch while its bytes are overwritten.
    NoZeroing,
    /// An intent is finished only by one who took the lock from the dead.
    RepairByLock,
    /// At CRITICAL any slot that checks stands in for a damaged one, of whatever epoch.
    StaleServedAsGood,
    /// A partial write sums the old bytes anew.
    Launder,
    /// An epoch word that does not check is taken for "absent".
    BrokenIsAbsent,
    /// The commit is stored before the descriptors.
    CommitFirst,
    /// The second copy of the committed epoch counts whatever the intent says.
    CopyBelievedDuringWrite,
    /// A reader does not look at the descriptor again after the copy.
    NoSecondLook,
    /// After a commit at CRITICAL the other slot stays as it was.
    NoMirror,
    /// Each block of a read is taken at the newest commit of its moment.
    NoSnapshot,
    /// Nobody is told that a slot was put back to the epoch it had.
    SettledUntold,
    /// The level is stored before the blocks are ready for it.
    LevelFirst,
    /// A collection commits elements before the words that belong to them.
    ElementsApart,
    /// A table commits a slot before the words that belong to it.
    SlotApart,
    /// A reader of a table does not look at its words again after the slots.
    WordsReadOnce,
    /// A new entry in a table that evicts takes the newest's place.
    EvictNewest,
    /// A typed value's length that goes past the end is cut short.
    LengthCutShort,
    /// Bytes behind the end of a typed value are let pass.
    TrailingBytes,
    /// A typed value's NaN keeps its bits.
    NanAsGiven,
}

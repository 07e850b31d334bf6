//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// The file gets its name before its content.
    NameBeforeContent,
    /// A dead one's row is freed before what it held.
    RowBeforeContent,
    /// A row goes live before its byte is locked.
    LiveBeforeLock,
    /// A row that was free before the lock is taken for free after it.
    NoSecondLook,
    /// The descriptor is trusted without looking whether it still is this handle's.
    TrustDescriptor,
    /// Two threads of one handle may clean up after the same row.
    NoMark,
    /// A reaper locks the byte that stands for the owner's life.
    ReapByOwnersByte,
    /// A dead one's thread slots stay taken.
    KeepSlots,
}

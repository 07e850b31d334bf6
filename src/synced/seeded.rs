//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// One buffer for all epochs, as if the barrier alone kept them apart.
    OneBuffer,
    /// The wake word is read after the sleeper has announced itself and looked.
    LateWakeWord,
    /// All sleep on one word, which is also what announces them.
    OneWakeWord,
    /// A sleep has no end but its wake.
    UnboundedSleep,
    /// A joiner does not look again after it has published its row.
    JoinUnchecked,
    /// A joiner that moves further on wakes nobody who waited for it.
    MoveUnheard,
    /// The dead are left out at once, without a look at whether they had arrived.
    DeadNeverArrived,
    /// An evicted participant arrives all the same.
    ArriveEvicted,
    /// A row is taken again while others still look at its last epoch.
    ReuseAtOnce,
}

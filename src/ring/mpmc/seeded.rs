//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// The slot says full before the element is written.
    FullBeforeElement,
    /// The slot says full by a Relaxed store.
    FullRelaxed,
    /// The slot says empty before the element is copied out.
    EmptyBeforeCopy,
    /// Whoever is in the way counts as dead.
    BuryTheLiving,
    /// A death is counted after the slot was freed.
    TollAfterWord,
    /// A death is counted by everybody who meets it.
    TollTwice,
    /// A pad is delivered.
    PadIsElement,
    /// What a dead producer left is an element.
    PadIsFull,
    /// Recovery looks at producers only.
    RecoverProducersOnly,
    /// A hint that leads nowhere is not looked into.
    HintBelieved,
    /// A flipped word is read right, and left as it is.
    FlipStays,
    /// A flipped word is a free place.
    FlipIsEmpty,
    /// A flipped word is put back by a store.
    FlipMendedByStore,
    /// Nobody asks after the dead but the one who waits.
    NeverAsked,
}

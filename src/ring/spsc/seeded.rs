//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// The tail moves before the elements are written.
    TailBeforeElements,
    /// The tail moves by a Relaxed store.
    TailRelaxed,
    /// The head moves before the elements are read.
    HeadBeforeElements,
    /// A place is given to anyone, whoever has it.
    TakeFromLiving,
    /// A distance between the indices is believed, whatever it is.
    DistanceBelieved,
    /// A side does not look after the index that it alone stores.
    IndexNotMended,
    /// The second part of a span lies behind the first, across the ring's end.
    NoWrap,
    /// A push does not wake who waits for elements.
    NoWake,
}

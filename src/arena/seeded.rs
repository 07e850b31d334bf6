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
}

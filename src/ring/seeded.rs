//! Defects that the tests plant in what the rings share.

crate::step::defects! {
    /// An owner does not look after its word.
    OwnerNotRestored,
}

//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// The shared row is added to without an atomic addition.
    SharedAsOwn,
    /// A line's number is not taken away before its fields change.
    NumberStays,
    /// A line gets its number before its fields.
    NumberFirst,
    /// A reader does not look whether the line's number is still the same.
    NoSecondLook,
    /// Fields may be written before the line's number is taken away.
    NoFence,
    /// A snapshot reads its fields from both lines, as separate atomics would be read.
    FieldsApart,
    /// A slot's next owner starts from zero.
    StartFromZero,
    /// A value is counted in the next bucket.
    WrongBucket,
    /// The row of a worker says who it is before it says what it starts from.
    OwnerBeforeBase,
}

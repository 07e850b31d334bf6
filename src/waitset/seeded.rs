//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// Every report starts with the first end.
    TurnForgotten,
    /// The descriptor stays readable when no end is ready.
    StaysReadable,
    /// Trouble that was told is told again.
    TroubleAgain,
}

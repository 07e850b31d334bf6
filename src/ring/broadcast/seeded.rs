//! Defects that the tests plant to show that their checks can fail.

crate::step::defects! {
    /// The slot keeps its old word while the element is written.
    NotMarkedBefore,
    /// The slot says that the element is there before it is.
    ThereBeforeElement,
    /// A reader does not look at the slot's word again after its copy.
    NoSecondLook,
    /// A writer that takes over believes the tail.
    TailBelieved,
    /// A reader that was lapped goes on at the very place that is written next.
    ResumeTooEarly,
    /// The writer's fence between taking the element away and the new one is missing.
    NoFence,
    /// A write does not wake who waits for an element.
    NoWake,
    /// A place is given to anyone, whoever has it.
    TakeFromLiving,
}

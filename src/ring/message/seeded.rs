//! Defects that the tests plant to show that their checks can fail.

/// One planted defect; each is consulted at the one place it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bug {
    /// The tail moves before the record is written.
    TailBeforeRecord,
    /// The tail moves by a Relaxed store.
    TailRelaxed,
    /// A successor believes the sender's sequence word instead of the tail.
    LearnFromSequenceWord,
    /// The head moves before the payload is copied.
    HeadBeforeCopy,
    /// Losses are counted by one store, before the head passes them.
    LossCountedAtOnce,
    /// A lane is given to anyone, whoever has it.
    TakeFromLiving,
    /// A length that is damaged is looked for in its first form only.
    OneLength,
    /// Payloads are delivered without looking at their checksum.
    NoChecksum,
    /// The merge starts at the lane just served.
    Unfair,
}

#[cfg(test)]
thread_local! {
    static SEEDED: std::cell::Cell<Option<Bug>> = const { std::cell::Cell::new(None) };
}

/// Whether `bug` is planted in this thread. Never outside of tests.
#[inline(always)]
pub(super) fn seeded(bug: Bug) -> bool {
    #[cfg(test)]
    return SEEDED.get() == Some(bug);
    #[cfg(not(test))]
    {
        let _ = bug;
        false
    }
}

/// Runs `body` with `bug` planted in this thread.
#[cfg(test)]
pub(super) fn with<T>(bug: Option<Bug>, body: impl FnOnce() -> T) -> T {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            SEEDED.set(None);
        }
    }
    let _reset = Reset;
    SEEDED.set(bug);
    body()
}

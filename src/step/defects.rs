//! Defects that a room's tests can plant, to show that their checks can fail.

/// Declares a room's defects: an enumeration `Bug`, `seeded(bug)` for the one place that
/// each of them breaks, and for tests `with(Some(bug), body)`. Outside of tests `seeded` is
/// `false` for the compiler too.
macro_rules! defects {
    ($($(#[$doc:meta])+ $Variant:ident,)+) => {
        /// One planted defect; each is consulted at the one place it breaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Bug { $($(#[$doc])+ $Variant,)+ }

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

        /// Plants `bug` in this thread, or takes the last one out.
        #[cfg(test)]
        #[allow(dead_code)]
        pub(super) fn plant(bug: Option<Bug>) {
            SEEDED.set(bug);
        }

        /// Runs `body` with `bug` planted in this thread.
        #[cfg(test)]
        #[allow(dead_code)]
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
    };
}
pub(crate) use defects;

//! Defects that a room's tests can plant, to show that their checks can fail.

/// Declares a room's defects: an enumeration `Bug`, `seeded(bug)` for the one place that
/// each of them breaks, and for tests `with(Some(bug), body)`. With `crash-points`, tests of
/// whole processes [`plant`] one for all threads. Otherwise `seeded` is `false` for the
/// compiler too.
macro_rules! defects {
    ($($(#[$doc:meta])+ $Variant:ident,)+) => {
        /// One planted defect; each is consulted at the one place it breaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Bug { $($(#[$doc])+ $Variant,)+ }

        #[cfg(test)]
        thread_local! {
            static SEEDED: std::cell::Cell<Option<Bug>> = const { std::cell::Cell::new(None) };
        }

        /// Whether `bug` is planted. Never outside of tests.
        #[inline(always)]
        pub(super) fn seeded(bug: Bug) -> bool {
            #[cfg(test)]
            return SEEDED.get() == Some(bug);
            #[cfg(all(not(test), feature = "crash-points"))]
            return match bug {
                $(Bug::$Variant => crate::step::is_planted(module_path!(), stringify!($Variant)),)+
            };
            #[cfg(not(any(test, feature = "crash-points")))]
            {
                let _ = bug;
                false
            }
        }

        /// What is planted in this thread, for threads that it starts.
        #[cfg(test)]
        #[allow(dead_code)]
        pub(super) fn current() -> Option<Bug> {
            SEEDED.get()
        }

        /// Plants `bug` in this thread, or takes the last one out.
        #[cfg(test)]
        #[allow(dead_code)]
        pub(super) fn plant(bug: Option<Bug>) {
            SEEDED.set(bug);
        }

        /// What is planted in this thread: for the threads it starts.
        #[cfg(test)]
        #[allow(dead_code)]
        pub(super) fn planted() -> Option<Bug> {
            SEEDED.get()
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

#[cfg(feature = "crash-points")]
static PLANTED: std::sync::OnceLock<(&str, &str)> = std::sync::OnceLock::new();

/// Plants a defect, by its room (`"ring"`) and its name, in this process and whatever it
/// forks, for good.
#[cfg(feature = "crash-points")]
pub fn plant(room: &'static str, defect: &'static str) {
    PLANTED.set((room, defect)).expect("one defect is enough");
}

/// Whether the defect of that name, declared in the module `path`, was planted.
#[cfg(all(not(test), feature = "crash-points"))]
pub(crate) fn is_planted(path: &str, defect: &str) -> bool {
    let planted = PLANTED.get();
    planted.is_some_and(|(room, name)| *name == defect && path.split("::").nth(1) == Some(room))
}

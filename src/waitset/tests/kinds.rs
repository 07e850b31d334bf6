//! An end of each kind: when it is ready, when it is in trouble.

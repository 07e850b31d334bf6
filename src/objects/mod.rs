//! Named objects: the directory, who has them open, and how they end.

mod kind;

pub use kind::{Finding, Kind, KindId, Params, TypeTag};

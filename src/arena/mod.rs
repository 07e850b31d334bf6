//! The allocator in shared memory.

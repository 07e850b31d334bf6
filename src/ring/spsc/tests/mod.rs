//! What the guarantees of the ring are held to.

//! What the guarantees of the message ring are held to.

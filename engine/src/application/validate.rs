//! Whether values are of their types.

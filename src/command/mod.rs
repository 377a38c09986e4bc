//! What the program does when it is asked directly.

pub mod license;

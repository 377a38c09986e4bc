//! What the tests of whole runs share.

pub mod findings;
pub mod hub;
pub mod server;

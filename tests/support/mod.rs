//! What the tests of whole runs share.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]

pub mod findings;
pub mod hub;
pub mod layout;
pub mod memory;
pub mod repo;
pub mod server;

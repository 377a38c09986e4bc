//! The tests' stand-in for GitHub, as far as counting calls needs it.

#![allow(dead_code, unreachable_pub, reason = "the tests use the rest")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "made for tests")]

#[path = "../../tests/support/findings.rs"]
pub mod findings;
#[path = "../../tests/support/hub.rs"]
pub mod hub;
#[path = "../../tests/support/server.rs"]
pub mod server;

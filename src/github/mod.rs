//! The only place that knows GitHub.

pub mod client;
pub mod clock;
mod error;
pub mod ledger;
mod retry;
mod transport;

pub use client::{Call, Client};
pub use clock::Clock;
pub use error::{ForgeError, Refusal};
pub use ledger::Ledger;
pub use retry::Effect;
pub use transport::{Connection, Reply, Token, install_crypto};

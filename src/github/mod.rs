//! The only place that knows GitHub.

pub mod client;
pub mod clock;
pub mod command_files;
pub mod environment;
mod error;
pub mod event;
pub mod ledger;
mod retry;
mod transport;

pub use client::{Call, Client};
pub use clock::Clock;
pub use environment::{Drafts, Environment, Inputs};
pub use error::{ForgeError, Refusal};
pub use event::{Commits, Event, PullRequest, WorkflowRun};
pub use ledger::Ledger;
pub use retry::Effect;
pub use transport::{Connection, Reply, Token, install_crypto};

//! The only place that knows GitHub.

pub mod client;
pub mod clock;
pub mod command_files;
pub mod environment;
mod error;
pub mod event;
mod files;
pub mod ledger;
mod repository;
mod retry;
mod source;
mod transport;
mod tree;

pub use client::{Call, Client};
pub use clock::Clock;
pub use environment::{Drafts, Environment, Inputs};
pub use error::{ForgeError, Refusal};
pub use event::{Commits, Event, PullRequest, WorkflowRun};
pub use ledger::Ledger;
pub use repository::Repository;
pub use retry::Effect;
pub use source::ApiSource;
pub use transport::{Connection, Reply, Token, install_crypto};

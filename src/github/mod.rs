//! The only place that knows GitHub.

mod calls;
pub mod client;
pub mod clock;
pub mod command_files;
pub mod environment;
mod error;
pub mod event;
mod existing;
mod files;
pub mod ledger;
mod marker;
mod note;
mod outcome;
mod plan;
mod publish;
mod repository;
mod retry;
mod review;
mod source;
mod summary;
mod transport;
mod tree;
mod wire;

pub use client::{Call, Client};
pub use clock::Clock;
pub use environment::{Drafts, Environment, Inputs};
pub use error::{ForgeError, Refusal};
pub use event::{Commits, Event, PullRequest, WorkflowRun};
pub use ledger::Ledger;
pub use outcome::{Outcome, Posted, Published};
pub use plan::Options;
pub use publish::publish;
pub use repository::Repository;
pub use retry::Effect;
pub use source::ApiSource;
pub use transport::{Connection, Reply, Token, install_crypto};

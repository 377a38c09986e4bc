//! Modelward reviews pull requests of AI projects: what licenses, cards, provenance records, manifests and weights
//! *claim*, before and after a change.
//!
//! Data flows one way: event or arguments → [`change`] set → planned reads ([`source`]) → two trees → artifacts → claims
//! → [`finding`]s → [`report`] → placement → publishers. All I/O stands before or after the middle.

pub mod artifact;
pub mod change;
pub mod check;
pub mod claim;
pub mod cli;
pub mod command;
pub mod configuration;
pub mod control;
pub mod croissant;
pub mod engine;
pub mod finding;
pub mod github;
pub mod license;
pub mod limits;
pub mod mend;
pub mod mistake;
mod order;
pub mod policy;
pub mod report;
pub mod rule;
pub mod source;
pub mod tree;
pub mod visible;

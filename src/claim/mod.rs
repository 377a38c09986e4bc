//! What the project states about its models, data and code, from every file that states it.
//!
//! A subject is what a claim is about, with the directory it governs. Where the subject is ambiguous, no claim is made.

pub mod base;
pub mod columns;
mod license;
mod manifest;
pub mod prose;
pub mod provenance;
mod record;
pub mod recorded;
pub mod rows;
mod script;
mod shift;

pub use license::{LICENSED, LicenseClaim, Value, entries, license_of, licenses, licenses_of, stated, tag_of, tags_of};
pub use manifest::{Elsewhere, elsewhere, workspace};
pub use record::{models, registered};
pub use shift::license_shift;

use std::fmt;

/// Reads fingerprints, names and lexicon on threads of their own, so that they are there when a license is first asked for. What
/// a run does not need is dropped with it.
pub fn load_ahead() {
    std::thread::spawn(crate::license::load);
    std::thread::spawn(crate::license::load_names);
    std::thread::spawn(prose::load);
}

/// What a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    Model,
    Data,
    Code,
    Docs,
    /// Whatever is not spoken of otherwise: a plain `LICENSE`.
    Everything,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Model => "the model",
            Self::Data => "the data",
            Self::Code => "the code",
            Self::Docs => "the documentation",
            Self::Everything => "the work",
        })
    }
}

/// How a claim is known. A finding claims no more than its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A tag or a name in a text.
    Stated,
    /// A parsed field, or an identified text.
    Read,
}

//! Arguments of `modelward license`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Questions about licenses.
#[derive(Debug, Subcommand)]
pub enum License {
    /// Name the license of each file, and show what differs from it.
    Identify {
        /// License files.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// How to answer.
        #[arg(long, value_enum, default_value_t = LicenseFormat::Text)]
        format: LicenseFormat,
    },
    /// Say what changes from one license to another: ids, expressions or files.
    Diff(LicenseDiff),
    /// Show what is known of a license.
    Show {
        /// Any id or name.
        id: String,
        /// How to answer.
        #[arg(long, value_enum, default_value_t = LicenseFormat::Text)]
        format: LicenseFormat,
    },
}

/// What to compare.
#[derive(Debug, Args)]
pub struct LicenseDiff {
    /// The license before: an id, an expression or a file.
    pub old: String,
    /// The license after.
    pub new: String,
    /// What it is the license of.
    #[arg(long, value_enum, default_value_t = Of::Weights)]
    pub artifact: Of,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = LicenseFormat::Text)]
    pub format: LicenseFormat,
}

/// Lines to read, or JSON for scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the names say it")]
pub enum LicenseFormat {
    Text,
    Json,
}

/// What a license is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Of {
    Weights,
    Data,
    Code,
}

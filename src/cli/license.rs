//! Arguments of `modelward license`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

const IDENTIFY_STATUS: &str = "\
Exit status:
  0  every file is a known license, word for word
  1  a file is none, or differs
  2  a file cannot be read (the others are named), or the arguments are at fault";

/// Questions about licenses.
#[derive(Debug, Subcommand)]
pub enum License {
    /// Name the license of each file, and show what differs from it.
    #[command(after_help = IDENTIFY_STATUS)]
    Identify {
        /// License files; `-` is standard input.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// How to answer.
        #[arg(long, value_enum, default_value_t = LicenseFormat::Text)]
        format: LicenseFormat,
    },
    /// Say what changes from one license to another: ids, expressions or files.
    #[command(after_help = super::status::DONE)]
    Diff(LicenseDiff),
    /// Show what is known of a license.
    #[command(after_help = super::status::DONE)]
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

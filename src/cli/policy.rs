//! Arguments of the commands about the configuration.

use super::AnswerFormat;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Questions about the configuration.
#[derive(Debug, Subcommand)]
pub enum Policy {
    /// Show what holds: every policy that is built on, and what each rule weighs, with the place that says so
    #[command(after_help = super::status::DONE)]
    Show {
        /// The repository, or a folder without git
        #[arg(long, value_name = "DIR", default_value = ".")]
        repo: PathBuf,
        /// How to print it
        #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
        format: AnswerFormat,
    },
    /// Fetch the policies of other repositories that this one builds on, for the commands that work without network
    ///
    /// Asks the API at GITHUB_API_URL, or GitHub's own. A private repository needs GITHUB_TOKEN. A commit names its
    /// content, so what was fetched once is never fetched again.
    #[command(after_help = super::status::DONE)]
    Fetch {
        /// The repository, or a folder without git
        #[arg(long, value_name = "DIR", default_value = ".")]
        repo: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Waive {
    /// The rule whose findings are accepted, or all of a pack, as in weights/*
    #[arg(value_name = "RULE")]
    pub rule: String,
    /// The files, as a path or a pattern from the directory one is in, or that of --repo
    #[arg(value_name = "PATH")]
    pub path: String,
    /// Why it is accepted; shown with the finding. A waiver that is there keeps its reason where none is given
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The last day on which it holds, as in 2027-03-31; required unless the configuration says otherwise
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Who decided: a name, a team or an address. A waiver that is there keeps its owner where none is given
    #[arg(long, value_name = "WHO")]
    pub owner: Option<String>,
    /// The repository, or a folder without git
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub repo: PathBuf,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Baseline {
    /// The repository, or a folder without git
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub repo: PathBuf,
}

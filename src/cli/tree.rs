//! Arguments of the commands that look at a tree: why, fix, controls.

use super::{AnswerFormat, PageFormat};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Why {
    /// A file of the repository, or a line of it, as in README.md:3; paths count from the directory one is in, or that of --repo
    #[arg(value_name = "PATH[:LINE]")]
    pub place: String,
    /// The repository, or a folder without git
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub repo: PathBuf,
    /// The revision to look at [default: the working tree]
    #[arg(long, value_name = "REV")]
    pub head: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub format: AnswerFormat,
}

#[derive(Debug, Args)]
pub struct Fix {
    /// The repository; with --all also a folder without git
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub repo: PathBuf,
    /// Mend what is new since the merge base with this revision [default: the default branch]
    #[arg(long, value_name = "REV")]
    pub base: Option<String>,
    /// Mend everything that is there, not only what is new
    #[arg(long, conflicts_with = "base")]
    pub all: bool,
    /// Apply the suggestions of this rule, and of no other; may be given several times
    #[arg(long = "rule", value_name = "RULE")]
    pub rules: Vec<String>,
    /// Show the edits and make none
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Controls {
    /// The repository, or a folder without git
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub repo: PathBuf,
    /// The revision to look at [default: the working tree]
    #[arg(long, value_name = "REV")]
    pub head: Option<String>,
    /// Only the controls of this framework, as in iso42001, mof, eu-ai-act, nist-ai-rmf, osaid
    #[arg(long, value_name = "ID")]
    pub framework: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub format: PageFormat,
}

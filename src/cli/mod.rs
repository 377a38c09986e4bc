//! The command line: arguments and help texts, nothing else.

#![allow(clippy::doc_markdown, reason = "these comments are help texts for a terminal")]

mod format;
mod license;
mod policy;
mod rules;
mod status;
mod tree;

pub use format::{AnswerFormat, Format, PageFormat, Threshold, VerdictFormat};
pub use license::{License, LicenseDiff, LicenseFormat, Of};
pub use policy::{Baseline, Policy, Waive};
pub use rules::{Explain, NewRule, RuleDocs, Rules};
pub use tree::{Controls, Fix, Why};

use crate::croissant::Tier;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Reviews what licenses, cards, provenance records and weights claim, before and after a change.
///
/// Reads nothing but the repository, runs nothing from it, and needs no network.
#[derive(Debug, Parser)]
#[command(name = "modelward", version, styles = STYLES, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN", hide_possible_values = true, help = "When to use color: auto, always, never")]
    pub color: Colour,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Review a change in a local repository
    ///
    /// Compares the merge base of --base and the head with the head, or with the working tree as it is: staged, unstaged
    /// and untracked files included. Reads local objects only; a blob that a partial clone lacks is listed as skipped.
    #[command(after_help = status::REVIEW)]
    Check(Check),
    /// Review the pull request of the running GitHub Actions workflow, and comment on it
    ///
    /// Reads the event, the GITHUB_* variables and the action's INPUT_* variables. Works by GitHub's API alone. Where the
    /// token may not comment, the same report goes to the job summary and to annotations.
    #[command(after_help = status::REVIEW)]
    Review(Review),
    /// Post a report that an earlier workflow computed: the second stage for pull requests from forks
    ///
    /// Runs in a workflow_run workflow. The pull request is the one that has the head commit and the head repository of
    /// the event; a report about any other commit is refused.
    #[command(after_help = status::REVIEW)]
    Publish(Publish),
    /// Validate Croissant files
    ///
    /// Judges each file as mlcroissant 1.1.1 does, or as the specification asks. Reads the files alone: no context, schema
    /// or data is fetched.
    #[command(after_help = status::CROISSANT)]
    Croissant(Croissant),
    /// Say what a file is, what it claims, and what each rule concludes of it
    ///
    /// Judges the whole tree as `check --all` does and shows the part that is about one file, or about one line of it.
    #[command(after_help = status::DONE)]
    Why(Why),
    /// Apply the suggestions of a review to the working tree
    ///
    /// Takes those that say the same in the right form: the spelling of a field, the name of a file. What decides what is
    /// meant, such as a license or a digest, is listed, and applied only where its rule is named. Shows the edits as a
    /// diff, touches nothing else, and keeps line ends.
    #[command(after_help = status::FIX)]
    Fix(Fix),
    /// Show what the configuration comes to, or fetch the policies that it builds on
    #[command(subcommand)]
    Policy(Policy),
    /// Accept findings: write a waiver into the configuration
    ///
    /// Adds a waiver to .github/modelward.toml, or moves the end of the one that is there, and leaves the rest of the file
    /// as it is. A waived finding stays in the report, marked; once the waiver has ended the finding is back.
    #[command(after_help = status::DONE)]
    Waive(Waive),
    /// Record what the whole tree shows today, so that `check --all` counts only what is new
    ///
    /// Writes .github/modelward.baseline. Reviews of changes need none: they tell only what the change brings.
    #[command(after_help = status::DONE)]
    Baseline(Baseline),
    /// Say which controls of standards have evidence in this tree
    ///
    /// For each control: evidence found, evidence missing, or not assessed, and where. Titles are our own.
    #[command(after_help = status::DONE)]
    Controls(Controls),
    /// Review an example pull request that comes with this program
    #[command(after_help = status::DONE)]
    Demo(Demo),
    /// Say what a rule looks for, why, and how to live with it
    #[command(after_help = status::DONE)]
    Explain(Explain),
    /// List, test, begin and document rules
    #[command(subcommand)]
    Rules(Rules),
    /// Name a license text, compare two licenses, or show what is known of one
    #[command(subcommand)]
    License(License),
    /// Say what a repository holds, and write the workflow that reviews its pull requests
    ///
    /// Writes .github/workflows/modelward.yml, and .github/modelward.toml only where the repository needs one. Never
    /// overwrites a file.
    #[command(after_help = status::DONE)]
    Init(Init),
    /// Print the completion script of a shell
    #[command(after_help = status::DONE)]
    Completions {
        /// The shell.
        shell: Shell,
    },
}

#[derive(Debug, Args)]
pub struct Check {
    /// The repository: any directory inside it, or a bare repository
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub repo: PathBuf,
    /// Compare with the merge base of this revision [default: the default branch]
    #[arg(long, value_name = "REV")]
    pub base: Option<String>,
    /// The revision to review [default: the working tree]
    #[arg(long, value_name = "REV")]
    pub head: Option<String>,
    /// Judge everything that is there instead of a change; needs no repository
    #[arg(long, conflicts_with = "base")]
    pub all: bool,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// From which severity on findings fail the run [default: the configuration's `fail-on`, else error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<Threshold>,
    /// Also list what was there before
    #[arg(long, short)]
    pub verbose: bool,
}

#[derive(Debug, Args)]
pub struct Review {
    /// Print the calls that would be made, and make none that writes
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Publish {
    /// The JSON report of `modelward review`
    #[arg(long, value_name = "FILE")]
    pub report: PathBuf,
    /// Print the calls that would be made, and make none that writes
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Croissant {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// How strictly to judge
    #[arg(long, value_enum, default_value_t = Tier::Parity)]
    pub tier: Tier,
    /// How to print the verdicts
    #[arg(long, value_enum, default_value_t = VerdictFormat::Text)]
    pub format: VerdictFormat,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// How to print the report; without it, the review as its readers see it
    #[arg(long, value_enum)]
    pub format: Option<Format>,
}

#[derive(Debug, Args)]
pub struct Init {
    /// The repository
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub repo: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

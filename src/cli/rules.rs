//! Arguments of the commands about rules.

use super::status;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Explain {
    /// The rule, as in license/changed
    #[arg(value_name = "RULE")]
    pub rule: String,
    /// The repository whose own rules are known too, or a folder without git
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub repo: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Rules {
    /// List every rule with its severity, also a repository's own
    #[command(after_help = status::DONE)]
    List {
        /// The repository, or a folder without git
        #[arg(long, value_name = "DIR", default_value = ".")]
        repo: PathBuf,
    },
    /// Run the examples of rule files
    #[command(
        after_help = "Exit status:\n  0  every example says what it should\n  1  an example failed\n  2  a rule file has a mistake"
    )]
    Test {
        /// A rule file or a directory of them [default: the rules of this program]
        #[arg(value_name = "PATH")]
        path: Option<PathBuf>,
        /// Run again whenever a file changes, until Ctrl-C
        #[arg(long, requires = "path")]
        watch: bool,
    },
    /// Begin a rule: write a file with a check, its words and two examples
    ///
    /// Writes rules/PACK/NAME.toml in Modelward's own tree, .github/modelward/rules/PACK/NAME.toml in any other. Never
    /// overwrites a file.
    #[command(after_help = status::DONE)]
    New(NewRule),
    /// Write the reference of the rules, one page a rule
    #[command(after_help = status::DOCS)]
    Docs(RuleDocs),
}

#[derive(Debug, Args)]
pub struct NewRule {
    /// The rule's id, as in model-card/absolute-claim: lower-case letters, digits and hyphens
    #[arg(value_name = "PACK/NAME")]
    pub id: String,
    /// The repository
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub repo: PathBuf,
}

#[derive(Debug, Args)]
pub struct RuleDocs {
    /// Where to write the pages
    #[arg(long, value_name = "DIR", default_value = "docs/rules")]
    pub out: PathBuf,
    /// Write nothing, and say which pages are out of date
    #[arg(long)]
    pub check: bool,
}

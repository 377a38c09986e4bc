//! One file a command: from arguments to what is printed and the exit status.

mod baseline;
mod check;
mod controls;
mod croissant;
mod demo;
mod explain;
mod fix;
mod init;
mod license;
mod output;
mod place;
mod policy;
mod publish;
mod review;
mod rules;
mod telling;
mod tree;
mod waive;
mod why;

use crate::cli::{Cli, Command};
use clap::CommandFactory as _;
use output::Output;
use std::process::ExitCode;

/// What stops a command. The message says what to do.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Source(#[from] crate::source::SourceError),
    #[error(transparent)]
    Forge(#[from] crate::github::ForgeError),
    #[error("{0}")]
    Usage(String),
    #[error("cannot {action} {path}: {source}")]
    File { action: &'static str, path: String, source: std::io::Error },
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Well,
    /// Findings at or above the threshold, or a failed example.
    WithFindings,
    /// The configuration is at fault; the rest was done.
    WithMistakes,
}

/// Runs a command and gives the exit status.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let output = Output::new(cli.color);
    let ended = match cli.command {
        Command::Check(arguments) => check::run(&arguments, &output),
        Command::Review(arguments) => review::run(&arguments, &output),
        Command::Publish(arguments) => publish::run(&arguments, &output),
        Command::Croissant(arguments) => Ok(croissant::run(&arguments, &output)),
        Command::Why(arguments) => why::run(&arguments, &output),
        Command::Fix(arguments) => fix::run(&arguments, &output),
        Command::Policy(arguments) => policy::run(&arguments, &output),
        Command::Waive(arguments) => waive::run(&arguments, &output),
        Command::Baseline(arguments) => baseline::run(&arguments, &output),
        Command::Controls(arguments) => controls::run(&arguments, &output),
        Command::Demo(arguments) => demo::run(&arguments, &output),
        Command::Explain(arguments) => explain::run(&arguments, &output),
        Command::Rules(arguments) => rules::run(&arguments, &output),
        Command::License(arguments) => license::run(&arguments, &output),
        Command::Init(arguments) => init::run(&arguments, &output),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "modelward", &mut script);
            output.print(&String::from_utf8_lossy(&script));
            Ok(Ended::Well)
        }
    };
    match ended {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::WithFindings) => ExitCode::from(1),
        Ok(Ended::WithMistakes) => ExitCode::from(2),
        Err(failure) => {
            output.error(&failure.to_string());
            ExitCode::from(2)
        }
    }
}

/// Everything runs on one thread: there is nothing to wait for but a few calls.
fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|source| Failure::File { action: "start", path: "the runtime".into(), source })?;
    Ok(runtime.block_on(future))
}

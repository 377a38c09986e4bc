//! Parse, run, exit.

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    modelward::command::run(modelward::cli::Cli::parse())
}

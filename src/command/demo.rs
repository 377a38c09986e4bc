//! `modelward demo`: reviews an example pull request that is part of the program, and shows the review as its readers
//! see it.

use super::output::Output;
use super::{Ended, Failure, block_on, check};
use crate::cli::Demo;
use crate::engine;
use crate::report::{FailOn, conversation};
use crate::rule::{self, Example};

const PULL_REQUEST: &str = include_str!("demo.toml");

pub(super) fn run(arguments: &Demo, output: &Output) -> Result<Ended, Failure> {
    let example: Example = toml::from_str(PULL_REQUEST).map_err(|error| Failure::Usage(error.to_string()))?;
    let mut source = example.source();
    let review = block_on(engine::review(&mut source, rule::builtin()))??;
    output.print(&match arguments.format {
        Some(format) => check::rendered(&review, format, FailOn::Never, output.colour, false),
        None => conversation::render(&example.name, &review.report, &review.trees.change, &source, output.colour),
    });
    Ok(Ended::Well)
}

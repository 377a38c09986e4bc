//! `modelward rules`: lists, tests, documents and begins rules.

mod docs;
mod new;
mod page;
mod test;
mod watch;

use super::output::Output;
use super::{Ended, Failure, block_on, telling, tree};
use crate::cli::Rules;
use crate::engine;
use crate::rule::{self, Rule};
use std::fmt::Write as _;
use std::path::Path;

pub(super) fn run(arguments: &Rules, output: &Output) -> Result<Ended, Failure> {
    match arguments {
        Rules::List { repo } => list(repo, output),
        Rules::Test { path: None, .. } => test::run(rule::with_examples(), output),
        Rules::Test { path: Some(path), watch: false } => test::files(path, output),
        Rules::Test { path: Some(path), watch: true } => watch::run(path, output),
        Rules::New(arguments) => new::run(arguments, output),
        Rules::Docs(arguments) => docs::run(arguments, output),
    }
}

fn list(repo: &Path, output: &Output) -> Result<Ended, Failure> {
    let mut source = tree::open(repo, None)?;
    let (_, configuration) = block_on(engine::configuration(&mut source, rule::builtin()))??;
    let (builtin, own) = (rule::builtin(), &configuration.rules);
    let width = builtin.iter().chain(own).map(|rule| rule.id.len()).max().unwrap_or_default();
    let line = |rule: &Rule| format!("{:width$}  {:7}  {}\n", rule.id, rule.severity.to_string(), rule.title);
    let mut out: String = builtin.iter().map(line).collect();
    let mut of_its_own = String::new();
    if !own.is_empty() {
        out.push_str("\nRules of this repository:\n");
        out.extend(own.iter().map(line));
        of_its_own = format!(" and {} of this repository", own.len());
    }
    let _ = writeln!(out, "\n{} rules{of_its_own}. `modelward explain RULE` says more about one.", builtin.len());
    output.print(&out);
    Ok(telling::configuration(&configuration, output))
}

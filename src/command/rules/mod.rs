//! `modelward rules`: lists, tests, documents and begins rules.

mod docs;
mod new;
mod page;
mod test;

use super::output::Output;
use super::{Ended, Failure};
use crate::cli::Rules;
use crate::rule::{self, Rule};
use std::fmt::Write as _;

pub(super) fn run(arguments: &Rules, output: &Output) -> Result<Ended, Failure> {
    match arguments {
        Rules::List => {
            output.print(&list(rule::builtin()));
            Ok(Ended::Well)
        }
        Rules::Test { path: None } => test::run(rule::with_examples(), output),
        Rules::Test { path: Some(path) } => test::files(path, output),
        Rules::New(arguments) => new::run(arguments, output),
        Rules::Docs(arguments) => docs::run(arguments, output),
    }
}

fn list(rules: &[Rule]) -> String {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut out = String::new();
    for rule in rules {
        let _ = writeln!(out, "{:width$}  {:7}  {}", rule.id, rule.severity.to_string(), rule.title);
    }
    let _ = writeln!(out, "\n{} rules. `modelward explain RULE` says more about one.", rules.len());
    out
}

//! `modelward explain RULE`: what a rule looks for, why, one example of each kind, and how to live with it.

use super::output::Output;
use super::{Ended, Failure, block_on};
use crate::cli::Explain;
use crate::mistake::did_you_mean;
use crate::report::text;
use crate::rule::{self, Example, Rule};
use std::fmt::Write as _;

pub(super) fn run(arguments: &Explain, output: &Output) -> Result<Ended, Failure> {
    let rules = rule::with_examples();
    let Some(rule) = rules.iter().find(|rule| rule.id == arguments.rule) else {
        let near = did_you_mean(&arguments.rule, rules.iter().map(|rule| rule.id.as_str()));
        let help = if near.is_empty() { "`modelward rules list` shows them all".into() } else { near };
        return Err(Failure::Usage(format!("there is no rule {:?}; {help}", arguments.rule)));
    };
    output.print(&explanation(rule, output.colour)?);
    Ok(Ended::Well)
}

fn explanation(rule: &Rule, colour: bool) -> Result<String, Failure> {
    let mut out = String::new();
    let bold = |text: &str| if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let _ = writeln!(out, "{}  ({})\n{}\n", bold(&rule.id), rule.severity, rule.title);
    let _ = writeln!(out, "{}\n", rule.why.trim());
    if let Some(example) = rule.examples.iter().find(|example| !example.expect.is_empty()) {
        let review = block_on(crate::engine::review(&mut example.source(), std::slice::from_ref(rule)))??;
        let _ =
            writeln!(out, "{}: {}\n\n{}", bold("It speaks when"), example.name, text::findings(&review.report, colour));
    }
    let silent: Vec<&Example> = rule.examples.iter().filter(|example| example.expect.is_empty()).collect();
    if !silent.is_empty() {
        let _ = writeln!(out, "{}:", bold("It is silent about"));
        for example in silent {
            let _ = writeln!(out, "  - {}", example.name);
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{}:", bold("It is evidence for"));
    for control in &rule.controls {
        let _ = writeln!(out, "  - {}", crate::control::name(control));
    }
    let _ = writeln!(
        out,
        "\n{}, in .github/modelward.toml:\n\n  [rules]\n  \"{}\" = \"off\"   # or notice, warning, error",
        bold("To change its severity"),
        rule.id
    );
    Ok(out)
}

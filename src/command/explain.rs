//! `modelward explain RULE`: what a rule looks for, why, one example of each kind, and how to live with it.

use super::output::Output;
use super::{Ended, Failure, block_on, tree};
use crate::check::Mode;
use crate::cli::Explain;
use crate::engine;
use crate::mistake::which_rule;
use crate::report::text;
use crate::rule::{self, Example, Rule};
use std::fmt::Write as _;

pub(super) fn run(arguments: &Explain, output: &Output) -> Result<Ended, Failure> {
    let own = if is_builtin(&arguments.rule) { Vec::new() } else { own(arguments)? };
    let all: Vec<&Rule> = rule::with_examples().iter().chain(&own).collect();
    let found = all.iter().find(|rule| rule.id == arguments.rule).ok_or_else(|| unknown(&arguments.rule, &all))?;
    output.print(&explanation(found, output.colour)?);
    Ok(Ended::Well)
}

fn is_builtin(id: &str) -> bool {
    rule::builtin().iter().any(|rule| rule.id == id)
}

/// The rules of the repository, as they stand in the working tree.
fn own(arguments: &Explain) -> Result<Vec<Rule>, Failure> {
    let mut source = tree::open(&arguments.repo, None)?;
    Ok(block_on(engine::configuration(&mut source, &[]))??.1.rules)
}

/// There is no such rule, and what was meant.
pub(super) fn unknown(id: &str, rules: &[&Rule]) -> Failure {
    let help = which_rule(id, rules.iter().map(|rule| rule.id.as_str()));
    Failure::Usage(format!("there is no rule {id:?}; {help}"))
}

fn explanation(rule: &Rule, colour: bool) -> Result<String, Failure> {
    let mut out = String::new();
    let bold = |text: &str| if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let _ = writeln!(out, "{}  ({})\n{}\n", bold(&rule.id), rule.severity, rule.title);
    let _ = writeln!(out, "{}\n", rule.why.trim());
    if let Some(example) = rule.examples.iter().find(|example| !example.expect.is_empty()) {
        let review = block_on(engine::review(&mut example.source(), std::slice::from_ref(rule)))??;
        let _ = writeln!(
            out,
            "{}: {}\n\n{}\n",
            bold("It speaks when"),
            example.name,
            text::findings(&review.report, colour)
        );
    }
    let silent: Vec<&Example> = rule.examples.iter().filter(|example| example.expect.is_empty()).collect();
    if !silent.is_empty() {
        let _ = writeln!(out, "{}:", bold("It is silent about"));
        for example in silent {
            let _ = writeln!(out, "  - {}", example.name);
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{}: {}\n", bold("It looks at"), looks_at(rule));
    if let Some(how) = mends(rule) {
        let _ = writeln!(out, "{}: {how}\n", bold("Its suggestion"));
    }
    if let Some(how) = measured(rule) {
        let _ = writeln!(out, "{}: {how}\n", bold("On real cards"));
    }
    let _ = writeln!(out, "{}:", bold("It is evidence for"));
    for control in &rule.controls {
        let _ = writeln!(out, "  - {}", crate::control::titled(control));
    }
    let _ = writeln!(
        out,
        "\n{}, in .github/modelward.toml:\n\n  [rules]\n  \"{}\" = \"off\"   # or notice, warning, error",
        bold("To change its severity"),
        rule.id
    );
    let _ = writeln!(
        out,
        "\n{}:\n\n  modelward waive {} PATH --reason WHY --owner WHO --until YYYY-MM-DD",
        bold("To accept what it found"),
        rule.id
    );
    Ok(out)
}

/// How often it spoke on real inputs and was right, where that was counted.
pub(super) fn measured(rule: &Rule) -> Option<String> {
    let seen = rule.measured.as_ref()?;
    Some(format!(
        "of {} cards and changes of cards it spoke {} times; {} of these findings were read, and {} were right ({})",
        seen.cards, seen.fired, seen.read, seen.right, seen.date
    ))
}

/// The kinds of files, and which sides of a change.
pub(super) fn looks_at(rule: &Rule) -> String {
    let kinds: Vec<&str> = rule.check.looks_at().iter().map(|kind| kind.name()).collect();
    let how = match rule.check.mode() {
        Mode::State => "it judges both sides of a change, and tells what the base does not show already",
        Mode::Change => "it compares the two sides of a change",
    };
    format!("{}; {how}", kinds.join(", "))
}

/// How its suggestion is applied, where it makes one.
pub(super) fn mends(rule: &Rule) -> Option<String> {
    rule.fix.as_ref()?;
    Some(if rule.safe_fix {
        "`modelward fix` applies it".to_owned()
    } else {
        format!("it decides what is meant; `modelward fix --rule {}` applies it", rule.id)
    })
}

//! `modelward rules test`: runs the examples of rule files, and shows how what they find differs from what they expect.

use crate::change::Side;
use crate::command::output::Output;
use crate::command::{Ended, Failure, block_on};
use crate::engine::Outcome;
use crate::order;
use crate::report::escape::log_line;
use crate::rule::{self, Rule};
use crate::visible::visible;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub(super) fn files(path: &Path, output: &Output) -> Result<Ended, Failure> {
    let mut rules = Vec::new();
    let mut mistaken = false;
    for file in rule_files(path)? {
        let shown = file.display().to_string();
        let source = std::fs::read_to_string(&file).map_err(|source| Failure::File {
            action: "read",
            path: shown.clone(),
            source,
        })?;
        match rule::parse(&shown, &source) {
            Ok(rule) => rules.push(rule),
            Err(mistakes) => {
                output.mistakes(&mistakes);
                mistaken = true;
            }
        }
    }
    if rules.is_empty() && !mistaken {
        return Err(Failure::Usage(format!("there is no rule file (*.toml) in {}", path.display())));
    }
    let ended = run(&rules, output)?;
    Ok(if mistaken { Ended::WithMistakes } else { ended })
}

/// The file itself, or every `*.toml` below a directory, sorted.
pub(super) fn rule_files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failure = |source| Failure::File { action: "read", path: path.display().to_string(), source };
    if std::fs::metadata(path).map_err(failure)?.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failure)? {
        let entry = entry.map_err(failure)?;
        // links are not followed, so a directory cannot hold itself
        let kind = entry.file_type().map_err(failure)?;
        if kind.is_dir() {
            found.extend(rule_files(&entry.path())?);
        } else if entry.path().extension().is_some_and(|extension| extension == "toml") {
            found.push(entry.path());
        }
    }
    order::by(&mut found, Ord::cmp);
    Ok(found)
}

pub(super) fn run(rules: &[Rule], output: &Output) -> Result<Ended, Failure> {
    let (mut passed, mut failed) = (0, 0);
    let mut out = String::new();
    for rule in rules {
        for wanted in [true, false] {
            if !rule.examples.iter().any(|example| example.expect.is_empty() != wanted) {
                let which = if wanted { "in which it speaks" } else { "in which it is silent" };
                let _ = writeln!(out, "{}: there is no example {which}", rule.id);
                failed += 1;
            }
        }
        if rule.controls.is_empty() {
            let help = "name what it is evidence for, as in [\"mof:model-card\"]; `modelward controls` shows them all";
            let _ = writeln!(out, "{}: `controls` is empty: {help}", rule.id);
            failed += 1;
        }
        for example in &rule.examples {
            let outcome = block_on(crate::engine::run_example(rule, example))??;
            if outcome.passed() {
                passed += 1;
                continue;
            }
            failed += 1;
            out.push_str(&failure(rule, &example.name, &outcome, output.colour));
        }
    }
    // of files that are no rules, the mistakes tell
    if rules.is_empty() {
        return Ok(Ended::Well);
    }
    let examples = if passed == 1 { "example" } else { "examples" };
    let word = if rules.len() == 1 { "rule" } else { "rules" };
    let _ = writeln!(out, "{} {word}, {passed} {examples} passed, {failed} failed", rules.len());
    output.print(&out);
    Ok(if failed == 0 { Ended::Well } else { Ended::WithFindings })
}

/// A diff of expected and found, with the line that each place names.
fn failure(rule: &Rule, name: &str, outcome: &Outcome, colour: bool) -> String {
    let paint = |code: &str, text: String| if colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text };
    let mut out = format!("{}: {}\n", paint("1", rule.id.clone()), visible(name));
    let example = rule.examples.iter().find(|example| example.name == name);
    let quoted = |place: &str| {
        let (side, place) = place.strip_prefix("base:").map_or((Side::Head, place), |place| (Side::Base, place));
        let (path, line) = place.rsplit_once(':')?;
        let text = example?.text(side, path)?;
        let line = text.lines().nth(line.parse::<usize>().ok()?.checked_sub(1)?)?.trim();
        (!line.is_empty()).then(|| format!("    {}", log_line(line)))
    };
    let mut all: Vec<&String> = outcome.expected.iter().chain(&outcome.found).collect();
    order::by(&mut all, Ord::cmp);
    all.dedup();
    for place in all {
        let (expected, found) = (outcome.expected.contains(place), outcome.found.contains(place));
        let (sign, code, said) = match (expected, found) {
            (true, false) => ("-", "31", "  expected, not found"),
            (false, _) => ("+", "32", "  found, not expected"),
            (true, true) => (" ", "0", ""),
        };
        let _ = writeln!(out, "{}", paint(code, format!("  {sign} {}{said}", visible(place))));
        out.extend(quoted(place).map(|line| format!("  {line}\n")));
    }
    if outcome.found.is_empty() {
        out.push_str("  nothing was found\n");
    }
    out.push('\n');
    out
}

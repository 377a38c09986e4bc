//! `modelward rules`: lists the rules, and runs the examples of rule files.

use super::output::Output;
use super::{Ended, Failure, block_on};
use crate::cli::Rules;
use crate::rule::{self, Rule};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub(super) fn run(arguments: &Rules, output: &Output) -> Result<Ended, Failure> {
    match arguments {
        Rules::List => {
            output.print(&list(rule::builtin()));
            Ok(Ended::Well)
        }
        Rules::Test { path: None } => test(&Cow::Borrowed(rule::with_examples()), output),
        Rules::Test { path: Some(path) } => test_files(path, output),
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

fn test_files(path: &Path, output: &Output) -> Result<Ended, Failure> {
    let mut rules = Vec::new();
    let mut mistaken = false;
    for file in files(path)? {
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
    let ended = test(&Cow::Owned(rules), output)?;
    Ok(if mistaken { Ended::WithMistakes } else { ended })
}

/// The file itself, or every `*.toml` below a directory, sorted.
fn files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
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
            found.extend(files(&entry.path())?);
        } else if entry.path().extension().is_some_and(|extension| extension == "toml") {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn test(rules: &[Rule], output: &Output) -> Result<Ended, Failure> {
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
        for example in &rule.examples {
            let outcome = block_on(crate::engine::run_example(rule, example))??;
            if outcome.passed() {
                passed += 1;
                continue;
            }
            failed += 1;
            let _ = writeln!(out, "{}: {}", rule.id, example.name);
            for line in outcome.expected.iter().filter(|line| !outcome.found.contains(line)) {
                let _ = writeln!(out, "  - {line}   (expected, not found)");
            }
            for line in outcome.found.iter().filter(|line| !outcome.expected.contains(line)) {
                let _ = writeln!(out, "  + {line}   (found, not expected)");
            }
        }
    }
    let word = if rules.len() == 1 { "rule" } else { "rules" };
    let _ = writeln!(out, "{} {word}, {passed} examples passed, {failed} failed", rules.len());
    output.print(&out);
    Ok(if failed == 0 { Ended::Well } else { Ended::WithFindings })
}
